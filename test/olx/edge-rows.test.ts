import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromDefinition, toDefinition } from '../../src/olx/block/definition.js';
import { parseAbtest } from '../../src/reading/parse.js';
import { edgeRows } from './edge-rows.js';

const deviations = readFileSync(new URL('../../docs/deviations.md', import.meta.url), 'utf8');

/** Rules that say what is true of every abtest, or of what these short rows leave out on purpose. */
const BESIDE_THE_POINT = [
  'abtest-retired',
  'group-not-empty',
  'group-reachable',
  'default-reachable',
  'default-required',
];

describe.each(edgeRows.map((row) => [row.row, row] as const))('%s', (_, row) => {
  const text = row.xml.startsWith('<abtest') ? row.xml : `<abtest experiment="E">${row.xml}</abtest>`;
  const { block, diagnostics } = parseAbtest(text);

  test('gives the definition of the original, or a listed deviation', () => {
    const { data, children } = toDefinition(block!);
    if (row.portions !== undefined)
      expect(Object.entries(data.group_portions)).toEqual(Object.entries(row.portions));
    if (row.content !== undefined) expect(data.group_content).toEqual(row.content);
    expect(children).toEqual(row.children ?? Object.values(data.group_content).flat().sort());
    if (row.deviation !== undefined) expect(deviations).toContain(`\n### ${row.deviation}\n`);
  });

  test('tells the author', () => {
    const said = new Set(diagnostics.map((each) => each.ruleId));
    for (const rule of row.rules ?? []) expect(said).toContain(rule);
    const expected = [...(row.rules ?? []), ...BESIDE_THE_POINT];
    expect([...said].filter((rule) => !expected.includes(rule))).toEqual([]);
  });
});

test('a definition survives the way back', () => {
  for (const row of edgeRows) {
    if (row.rules !== undefined) continue;
    const text = row.xml.startsWith('<abtest') ? row.xml : `<abtest experiment="E">${row.xml}</abtest>`;
    const definition = toDefinition(parseAbtest(text).block!);
    expect(toDefinition(fromDefinition(definition))).toEqual(definition);
  }
});

test('names that only look like parts of JavaScript', () => {
  const { block } = parseAbtest(
    '<abtest experiment="E"><group name="__proto__" portion="0.5"/><default/></abtest>',
  );
  const { data } = toDefinition(block!);
  expect(Object.keys(data.group_portions)).toEqual(['__proto__', '_DEFAULT_GROUP']);
  expect(JSON.stringify(data.group_content)).toBe('{"_DEFAULT_GROUP":[],"__proto__":[]}');
});
