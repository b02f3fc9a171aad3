import { describe, expect, test } from 'vitest';
import { parseAbtest } from '../../src/index.js';

const around = (inside: string, attributes = '') =>
  `<abtest experiment="Outer"${attributes}><group name="a" portion="0.5"><html url_name="x">x</html>${inside}</group><default><html url_name="y">y</html></default></abtest>`;

describe('parseAbtest', () => {
  test('what is wrong in nested blocks is reported, too, each finding once', () => {
    const nested = around(
      '<abtest url_name="n" experiment="Inner"><group name="b" portion="half"/></abtest>',
    );
    const { block, diagnostics } = parseAbtest(nested);
    expect(block?.experiment).toBe('Outer');
    const ids = diagnostics.filter(({ severity }) => severity === 'error').map(({ ruleId }) => ruleId);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toContain('portion-number');
  });

  test('blocks beside it are not its business', () => {
    const beside = '<abtest experiment="Beside"><group portion="half"/></abtest>';
    const { block, diagnostics } = parseAbtest(`<vertical>${around('')}${beside}</vertical>`);
    expect(block?.experiment).toBe('Outer');
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each([
    ['on the block', around('', ' xmlns="http://www.w3.org/1999/xhtml"')],
    ['around it', `<vertical xmlns="http://www.w3.org/1999/xhtml">${around('')}</vertical>`],
    [
      'on the outer block only',
      around(
        '<abtest experiment="Inner" url_name="n"><default><html url_name="z"/></default></abtest>',
        ' xmlns="u"',
      ),
    ],
  ])('a default namespace %s hides the groups, which is reported once', (_, text) => {
    const found = parseAbtest(text).diagnostics.filter(({ ruleId }) => ruleId === 'xml-namespace');
    expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(/hides this <abtest>/)]);
  });

  test('an empty default namespace hides nothing', () => {
    const { diagnostics } = parseAbtest(around('', ' xmlns=""'));
    expect(diagnostics.map(({ ruleId }) => ruleId)).not.toContain('xml-namespace');
  });
});
