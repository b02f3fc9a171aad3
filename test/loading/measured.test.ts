import { describe, expect, test } from 'vitest';
import { measured } from './measured.js';
import { measuredCases } from './vectors.js';

const cases = measuredCases();

/** Compared as sets: the order of what is lost is the judge's own. */
const UNORDERED = new Set(['lost', 'draftLost']);
/** `caveats` is about the measuring; the text that `contentOf` shows is no part of the model's answer. */
const LEFT_OUT = new Set(['caveats', 'contentOf']);

/** The share of the cases that a field, or the whole answer, may differ in. */
const MOST_DIFFERING = 0.01;

describe.skipIf(cases === null)('the model against measured answers', () => {
  const differing = new Map<string, string[]>();
  for (const { id, files, openedx } of cases ?? []) {
    const answer = measured(files);
    const fields = new Set([...Object.keys(openedx), ...Object.keys(answer)]);
    // Of courses whose partitions decide nothing they were not written down.
    if (!('coursePartitions' in openedx)) fields.delete('coursePartitions');
    const wrong = [...fields].filter(
      (field) => !LEFT_OUT.has(field) && canonical(field, openedx[field]) !== canonical(field, answer[field]),
    );
    if (wrong.length > 0) wrong.push('whole answer');
    for (const field of wrong) differing.set(field, [...(differing.get(field) ?? []), id]);
  }

  test('there are as many cases as there should be', () => {
    expect(cases!.length).toBeGreaterThanOrEqual(1000);
  });

  test.each([
    'import',
    'cause',
    'verdict',
    'blocks',
    'orphans',
    'lost',
    'lostInExperiment',
    'renamed',
    'replaced',
    'coursePartitions',
    'splitTests',
    'staffView',
    'outline',
    'draftBlocks',
    'draftChanged',
    'draftLost',
    'draftUnlisted',
    'draftSplitTests',
    'whole answer',
  ])('%s agrees in 99 of 100 cases', (field) => {
    const wrong = differing.get(field) ?? [];
    expect(wrong.length / cases!.length, wrong.join(' ')).toBeLessThanOrEqual(MOST_DIFFERING);
  });
});

function canonical(field: string, value: unknown): string {
  const plain = UNORDERED.has(field) && Array.isArray(value) ? [...value].sort() : (value ?? []);
  return JSON.stringify(plain, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
