/** Generators of A/B blocks. */
import fc from 'fast-check';
import { escapeAttribute } from '../../src/xml/references.js';

const value = fc.string({
  unit: fc.constantFrom('a', 'B', ' ', '"', "'", '<', '&', '>', 'é', '😀', '\n', '\t', '1', '='),
});
const portion = fc.constantFrom(
  '0',
  '0.1',
  '.25',
  '1e-1',
  '0.3333333333333333333',
  '0.05',
  ' .2 ',
  '0.16666666666666666',
);
const blank = fc.constantFrom('', ' ', '\n  ', '\r\n', '<!-- note -->', '\n    ');
const child = fc.constantFrom(
  '<html url_name="x"/>',
  '<problem url_name="p"  display_name=\'P\' />',
  '<html>\n one <b/> two\n</html>',
  '<vertical><video url_name="v"/></vertical>',
  '<abtest experiment="inner"><default/></abtest>',
);
const children = fc.array(fc.tuple(blank, child), { maxLength: 3 }).map((parts) => parts.flat().join(''));
const extra = fc.option(value, { nil: undefined });

const group = fc
  .tuple(fc.integer({ min: 0, max: 99 }), value, portion, children, blank, extra)
  .map(([number, name, share, content, end, note]) => {
    const more = note === undefined ? '' : ` note="${escapeAttribute(note)}"`;
    return `<group name="${number}${escapeAttribute(name)}" portion="${share}"${more}>${content}${end}</group>`;
  });
const byDefault = fc.tuple(children, blank).map(([content, end]) => `<default>${content}${end}</default>`);

/** An abtest as text; names may repeat, portions may add up to anything. */
export const abtestText = fc
  .tuple(
    value,
    extra,
    fc.array(fc.tuple(blank, group), { maxLength: 4 }),
    fc.option(byDefault, { nil: '' }),
    fc.nat(4),
    blank,
  )
  .map(([experiment, title, groups, rest, at, end]) => {
    const more = title === undefined ? '' : ` display_name="${escapeAttribute(title)}"`;
    const parts = groups.map(([before, text]) => before + text);
    parts.splice(at, 0, rest);
    return `<abtest experiment="${escapeAttribute(experiment)}"${more}>${parts.join('')}${end}</abtest>`;
  });
