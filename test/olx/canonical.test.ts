import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AbtestBlock } from '../../src/olx/block/block.js';
import { writeXml } from '../../src/olx/print/canonical.js';
import { writeAbtest } from '../../src/olx/print/print-block.js';
import { parseAbtest, parseXml } from '../../src/reading/parse.js';
import { expectLinear } from '../growth.js';
import { abtestText } from './arbitrary.js';

const folder = new URL('../../fixtures/roundtrip', import.meta.url).pathname;

const canonical = (text: string | Uint8Array): string =>
  Buffer.from(writeXml(parseXml(text).document!, { style: 'canonical' })).toString();

describe('fixtures', () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.in.xml')))('%s', async (name) => {
    const bytes = readFileSync(join(folder, name));
    expect(Buffer.from(writeXml(parseXml(bytes).document!)).equals(bytes)).toBe(true);
    await expect(canonical(bytes)).toMatchFileSnapshot(join(folder, name.replace('.in.', '.canonical.')));
  });
});

/** What a block says, without where it says it. */
function meaning(block: AbtestBlock): unknown {
  const groups = block.groups.map(({ name, isDefault, portion, children, element }) => ({
    name,
    isDefault,
    portion: portion.exact,
    attributes:
      element &&
      Object.fromEntries(
        element.attributes.filter((a) => a.name !== 'portion').map((a) => [a.name, a.value]),
      ),
    children: children.map((child) => child.element.raw),
  }));
  const own = Object.fromEntries(block.element.attributes.map((each) => [each.name, each.value]));
  return { own, groups };
}

test('the canonical form says the same', () => {
  fc.assert(
    fc.property(abtestText, (text) => {
      const { block } = parseAbtest(text);
      expect(meaning(parseAbtest(writeAbtest(block!)).block!)).toEqual(meaning(block!));
      expect(meaning(parseAbtest(canonical(text)).block!)).toEqual(meaning(block!));
    }),
    { numRuns: 500 },
  );
});

test('the canonical form of the canonical form is itself', () => {
  fc.assert(
    fc.property(abtestText, (text) => {
      const once = canonical(text);
      expect(canonical(once)).toBe(once);
      const inside = canonical(`<vertical>\n\t${text}\r\n</vertical>`);
      expect(canonical(inside)).toBe(inside);
    }),
    { numRuns: 500 },
  );
});

test('a file around the block is not touched', () => {
  const text =
    '<?xml version="1.0"?>\r\n<vertical  a=\'1\'>\r\n  <html>x</html>\r\n  <abtest experiment=\'E\'><default><video url_name="v"  /></default></abtest>\r\n</vertical>';
  expect(canonical(text)).toBe(
    '<?xml version="1.0"?>\r\n<vertical  a=\'1\'>\r\n  <html>x</html>\r\n  <abtest experiment="E">\r\n    <default>\r\n      <video url_name="v"  />\r\n    </default>\r\n  </abtest>\r\n</vertical>',
  );
});

test.each([
  ['.5', '0.5'],
  ['1', '1.0'],
  ['5e-1', '0.5'],
  ['0.16666666666666666', '0.16666666666666666'],
  ['0.3333333333333333333333', '0.3333333333333333333333'],
  ['abc', 'abc'],
])('portion %s is printed %s', (written, printed) => {
  const { block } = parseAbtest(`<abtest experiment="E"><group name="a" portion="${written}"/></abtest>`);
  expect(writeAbtest(block!)).toContain(`portion="${printed}"`);
});

test('nothing that an author wrote can break the layout', () => {
  const { block } = parseAbtest(
    '<abtest experiment="a0=&quot;&quot; &lt;?m 0?>"><?m 0?><group name="a1=&quot;&quot;" portion="1"> a2="" <b a0=""/></group></abtest>',
  );
  expect(meaning(parseAbtest(writeAbtest(block!)).block!)).toEqual(meaning(block!));
  expect(writeAbtest(block!)).toContain('<?m 0?>');
});

const attributes = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a${index}="1"`).join(' ');

test.each<[string, (size: number) => string]>([
  ['attributes of a block', (size) => `<abtest ${attributes(size)}/>`],
  ['attributes of a group', (size) => `<abtest><group ${attributes(size)}/></abtest>`],
  ['children of a group', (size) => `<abtest><group>${'<html url_name="x"/>'.repeat(size)}</group></abtest>`],
  ['blocks on one line', (size) => `<vertical>${'<abtest/>'.repeat(size)}</vertical>`],
])('printing takes linear time: %s', (_, text) => {
  expectLinear(20_000, (size) => {
    const document = parseXml(text(size)).document!;
    return () => writeXml(document, { style: 'canonical' });
  });
});
