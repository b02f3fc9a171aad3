import { expect, test } from 'vitest';
import { fromDefinition, toDefinition } from '../../src/olx/block/definition.js';
import { parseAbtest } from '../../src/reading/parse.js';

const text = `<abtest experiment="E">
  <group name="b" portion=".2"><html url_name="y"/><html url_name="x"/></group>
  <group name="a" portion="0.3"><abtest url_name="inner"/></group>
  <default><video slug="v"/><problem display_name="Ex 1 / 2"/></default>
</abtest>`;

test('the layout of the original', () => {
  expect(toDefinition(parseAbtest(text).block!, { org: 'MITx', course: '6.002x' })).toEqual({
    data: {
      experiment: 'E',
      group_portions: { b: 0.2, a: 0.3, _DEFAULT_GROUP: 0.5 },
      group_content: {
        _DEFAULT_GROUP: ['i4x://MITx/6.002x/video/v', 'i4x://MITx/6.002x/problem/Ex_1_2'],
        b: ['i4x://MITx/6.002x/html/y', 'i4x://MITx/6.002x/html/x'],
        a: ['i4x://MITx/6.002x/abtest/inner'],
      },
    },
    children: [
      'i4x://MITx/6.002x/abtest/inner',
      'i4x://MITx/6.002x/html/x',
      'i4x://MITx/6.002x/html/y',
      'i4x://MITx/6.002x/problem/Ex_1_2',
      'i4x://MITx/6.002x/video/v',
    ],
  });
});

test('where no course says otherwise it is edX/test', () => {
  expect(toDefinition(parseAbtest(text).block!).children[0]).toBe('i4x://edX/test/abtest/inner');
});

test('the sum is the original’s: binary, left to right', () => {
  const block = parseAbtest(
    '<abtest experiment="E"><group name="a" portion="0.7"/><group name="b" portion="0.2"/><group name="c" portion="0.1"/></abtest>',
  ).block!;
  expect(toDefinition(block).data.group_portions._DEFAULT_GROUP).toBe(1.1102230246251565e-16);
});

test('children are sorted by code points, as Python sorts', () => {
  const block = parseAbtest(
    '<abtest experiment="E"><default><html url_name="\uffee"/><html url_name="𐀀"/></default></abtest>',
  ).block!;
  expect(toDefinition(block).children).toEqual(['i4x://edX/test/html/\uffee', 'i4x://edX/test/html/𐀀']);
});

test('the way back writes what the exporter wrote', () => {
  const { element } = fromDefinition(toDefinition(parseAbtest(text).block!));
  expect(element.raw).toBe(`<abtest experiment="E">
  <default>
    <video url_name="v"/>
    <problem url_name="Ex_1_2"/>
  </default>
  <group portion="0.2" name="b">
    <html url_name="y"/>
    <html url_name="x"/>
  </group>
  <group portion="0.3" name="a">
    <abtest url_name="inner"/>
  </group>
</abtest>`);
});

test('names that are whole numbers come first in a definition', () => {
  const block = parseAbtest(
    '<abtest experiment="E"><group name="z" portion="0.1"/><group name="2" portion="0.2"/></abtest>',
  ).block!;
  expect(Object.keys(toDefinition(block).data.group_portions)).toEqual(['2', 'z', '_DEFAULT_GROUP']);
});

test.each([
  [{}, /not a definition/],
  [
    { data: { experiment: 'E', group_portions: {}, group_content: { a: ['nonsense'] } }, children: [] },
    /"nonsense" is not the URL/,
  ],
  [
    {
      data: { experiment: 'E', group_portions: {}, group_content: { a: ['i4x://o/c/<b>/x'] } },
      children: [],
    },
    /not the URL/,
  ],
])('what is no definition is refused: %j', (value, message) => {
  expect(() => fromDefinition(value as Parameters<typeof fromDefinition>[0])).toThrow(message);
});
