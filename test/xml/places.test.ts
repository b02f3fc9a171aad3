import { describe, expect, test } from 'vitest';
import { parseXml } from '../../src/reading/parse.js';
import { slips } from './authoring-errors.js';

describe.each(slips.map((slip) => [slip.name, slip] as const))('%s', (_, slip) => {
  test.each([
    ['as it is', slip.text],
    ['with CR LF', slip.text.replace(/\n/g, '\r\n')],
    ['after a byte order mark', `\ufeff${slip.text}`],
  ])('is found where it is, %s', (_name, text) => {
    const { document, diagnostics } = parseXml(text, { file: 'x.xml' });
    const [first] = diagnostics;
    expect(document).toBeUndefined();
    expect(`${first?.place.start.line}:${first?.place.start.column}`).toBe(slip.at);
    expect(first?.message + first!.hint).toMatch(slip.says);
    expect(first?.hint).not.toBe('');
    expect(first?.ruleId).toBe('xml-well-formed');
  });
});

test('several mistakes in one file are all reported', () => {
  const { diagnostics } = parseXml('<p a=1 b b="x">R&D, &nbsp; x < 5 ]]></p>\nend');
  expect(diagnostics.map((each) => each.place.start.column)).toEqual([6, 8, 10, 17, 21, 30, 34, 1]);
});

test('every node and attribute has its start and end', () => {
  const text =
    '<?xml version="1.0"?>\n<!-- c --><a x = "1"\n y=\'&lt;\'>t&amp;\r\n<![CDATA[<]]><?p i?><b/></a >\n';
  const { document } = parseXml(text);
  const { root } = document!;
  const slice = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  expect(document!.children.map(slice)).toEqual([
    '<?xml version="1.0"?>',
    '\n',
    '<!-- c -->',
    text.slice(32, -1),
    '\n',
  ]);
  expect(root.attributes.map(slice)).toEqual(['x = "1"', "y='&lt;'"]);
  expect(root.attributes.map((each) => [each.name, each.value, each.quote])).toEqual([
    ['x', '1', '"'],
    ['y', '<', "'"],
  ]);
  expect(root.children.map(slice)).toEqual(['t&amp;\r\n', '<![CDATA[<]]>', '<?p i?>', '<b/>']);
  expect(root.children.map((node) => ('value' in node ? node.value : node.type))).toEqual([
    't&\n',
    '<',
    'instruction',
    'element',
  ]);
  expect(root.attribute('y')!.place).toEqual({
    file: '<text>',
    start: { line: 3, column: 2, offset: 44 },
    end: { line: 3, column: 10, offset: 52 },
  });
});
