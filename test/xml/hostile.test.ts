import { expect, test } from 'vitest';
import { parseAbtest, parseXml } from '../../src/reading/parse.js';
import { checkXml, readXml } from '../../src/xml/parse.js';
import { expectLinear } from '../growth.js';

test('100,000 nested elements are refused at the depth that libxml2 refuses', () => {
  const text = '<a>'.repeat(100_000) + '</a>'.repeat(100_000);
  const { diagnostics } = parseXml(text);
  expect(diagnostics.map((each) => [each.ruleId, each.place.start.column])).toEqual([
    ['xml-depth', 256 * 3 + 1],
  ]);
});

test('256 levels are fine', () => {
  expect(readXml('<a>'.repeat(256) + '</a>'.repeat(256), 'x').problems).toEqual([]);
});

test('50,000 attributes, and one of them twice', () => {
  const list = Array.from({ length: 50_000 }, (_, index) => `a${index}="${index}"`).join(' ');
  expect(readXml(`<x ${list}/>`, 'x').document!.root.attributes).toHaveLength(50_000);
  expect(checkXml(`<x ${list} a7="again"/>`, 'x').problems[0]?.message).toContain('"a7" occurs twice');
});

test('a 50 MB file', () => {
  const text = `<course>${'<html url_name="a">text &amp; more</html>\n'.repeat(1_250_000)}</course>`;
  expect(checkXml(Buffer.from(text), 'x').problems).toEqual([]);
});

test.each<[string, (size: number) => string]>([
  ['nested elements', (size) => '<a>'.repeat(size)],
  ['attributes', (size) => `<x ${Array.from({ length: size }, (_, index) => `a${index}=""`).join(' ')}/>`],
  ['bare ampersands', (size) => '<p>&'.padEnd(size, '&')],
  ['bare less-thans', (size) => '<p>'.padEnd(size, '<')],
  ['open comments', (size) => '<p>'.padEnd(size, '<!--')],
  ['quotes', (size) => '<p a="'.padEnd(size, '" "')],
  ['open CDATA sections', (size) => '<p>'.padEnd(size, '<![CDATA[')],
  ['attributes without values', (size) => '<p '.padEnd(size, 'a ')],
  ['brackets', (size) => '<p>'.padEnd(size, ']]>')],
  ['a semicolon far away', (size) => `<p>${'&a'.repeat(size / 2)};</p>`],
  ['a DOCTYPE that Unterminated', (size) => '<!DOCTYPE a ['.padEnd(size, '<!ENTITY x "')],
  ['slashes in a value without quotes', (size) => `<abtest a=${'/'.repeat(size)}x>`],
  ['double quotes in a value without quotes', (size) => `<abtest a=${'"'.repeat(size)}x>`],
  ['single quotes in a value without quotes', (size) => `<abtest a=${"'".repeat(size)}x>`],
])('reading takes linear time: %s', (_, text) => {
  expectLinear(400_000, (size) => {
    const hostile = text(size);
    return () => expect(parseXml(hostile, { doctype: 'accept' }).diagnostics.length).toBeLessThanOrEqual(20);
  });
});

test('the first 20 problems of a file are reported', () => {
  const lines = Array.from({ length: 30 }, () => '<p>a & b</p>\n').join('');
  const { diagnostics } = parseXml(`<div>\n${lines}</div>`);
  expect(diagnostics.map((each) => each.place.start.line)).toEqual([...Array(20).keys()].map((n) => n + 2));
});

test('property names of JavaScript objects are names like others', () => {
  const text =
    '<constructor __proto__="1" constructor="2" toString="3"><__proto__/><prototype/></constructor>';
  const { root } = readXml(text, 'x').document!;
  expect(root.attributes.map((each) => each.name)).toEqual(['__proto__', 'constructor', 'toString']);
  expect(root.get('__proto__')).toBe('1');
  expect(root.get('hasOwnProperty')).toBeNull();
  const { block } = parseAbtest(
    '<abtest experiment="__proto__"><group name="__proto__" portion="1"/></abtest>',
  );
  expect(block?.groups.map((group) => group.name)).toEqual(['__proto__', '_DEFAULT_GROUP']);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('a DOCTYPE is refused', () => {
  const [first] = parseXml('<!DOCTYPE a>\n<a/>').diagnostics;
  expect([first?.ruleId, first?.place.start.line]).toEqual(['no-doctype', 1]);
});

test('an accepted DOCTYPE gives plain entities, and nothing else', () => {
  const doctype = '<!DOCTYPE a [<!ENTITY org "MITx"><!ENTITY two "&org;&org;"><!ENTITY tag "<b/>">]>';
  const good = parseXml(`${doctype}<a b="&org;">&org; &amp;</a>`, { doctype: 'accept' });
  expect(good.diagnostics).toEqual([]);
  expect(good.document?.root.get('b')).toBe('MITx');
  expect(good.document?.root.children[0]).toMatchObject({ value: 'MITx &' });
  for (const name of ['two', 'tag', 'none']) {
    const { diagnostics } = parseXml(`${doctype}<a>&${name};</a>`, { doctype: 'accept' });
    expect(diagnostics[0]?.message).toContain(`"&${name};" is not defined`);
  }
});

test.each([
  '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a>&x;</a>',
  '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a>&x;</a>',
])('nothing external is fetched: %s', (text) => {
  const { document, diagnostics } = parseXml(text, { doctype: 'accept' });
  expect(document).toBeUndefined();
  expect(JSON.stringify(diagnostics)).not.toContain('root:');
});

test('entities that would multiply do not', () => {
  const entities = ['<!ENTITY a0 "lol">'];
  for (let index = 1; index < 30; index += 1)
    entities.push(`<!ENTITY a${index} "${`&a${index - 1};`.repeat(10)}">`);
  const { document, diagnostics } = parseXml(`<!DOCTYPE a [${entities.join('')}]><a>&a29;</a>`, {
    doctype: 'accept',
  });
  expect(document).toBeUndefined();
  expect(diagnostics).toHaveLength(1);
});

test('a value without quotes may be long, whatever it is made of', () => {
  for (const mark of ['/', '"', "'"]) {
    const { document, diagnostics } = parseXml(`<abtest a=${mark.repeat(5000)}x>`);
    expect(document).toBeUndefined();
    expect(diagnostics.length).toBeGreaterThan(0);
  }
});
