/** Whole classes in groups: they are tested as classes, by the gate of sizes and by the randomisation test. */
import { expect, it } from 'vitest';
import { simulated } from '../stats/simulated.js';
import { analysisOf, fileOf } from './run.js';

const { normal } = simulated('whole classes');

/** 16 classes, half of them treated; the treated ones are larger, as happens. */
const learners = Array.from({ length: 16 }, (_, index) => {
  const isWarm = index % 2 === 1;
  const level = 0.4 * normal() + (isWarm ? 3 : 0);
  return Array.from({ length: isWarm ? 30 : 18 }, (_, place) => ({
    name: `c${index}-${place}`,
    group: isWarm ? 'Warm' : 'Plain',
    class: `class ${index}`,
    score: level + normal(),
  }));
}).flat();

const lines = (header: string, rows: readonly string[]): string => [header, ...rows, ''].join('\n');
const outcomes = fileOf(
  'classes.csv',
  lines(
    'learner,class,score',
    learners.map(({ name, class: of, score }) => `${name},${of},${score.toFixed(4)}`),
  ),
);
const groupsFile = (
  name: string,
  groupOf: (learner: (typeof learners)[0], index: number) => string,
): string =>
  fileOf(
    name,
    lines(
      'learner,group',
      learners.map((learner, index) => `${learner.name},${groupOf(learner, index)}`),
    ),
  );
const args = (groups: string): string[] => [
  '--outcomes',
  outcomes,
  '--outcome',
  'score',
  '--groups',
  groups,
  '--exact',
];
const whole = args(groupsFile('whole.csv', ({ group }) => group));

it('the sizes are the numbers of classes, and classes are drawn anew', async () => {
  const { ratio, outcomes, notes } = await analysisOf([...whole, '--cluster', 'class']);
  const [{ effect, exactP, verdict }] = outcomes[0]!.comparisons as [(typeof outcomes)[0]['comparisons'][0]];
  // Eight of sixteen classes.
  expect([ratio.assigned.p, ratio.assigned.mismatch]).toEqual([1, false]);
  expect([effect!.method, verdict.kind]).toEqual(['clusters', 'better']);
  expect(notes).toContainEqual(expect.stringMatching(/^No cluster has learners of two groups/));
  // So large an effect is beyond any other division of the classes: 1 + 0 of 1 + 9,999, or a mirrored one.
  expect(exactP).toBeLessThan(0.002);
});

it('without the classes the same sizes are a mismatch: 240 and 144 learners', async () => {
  const { ratio, outcomes } = await analysisOf(whole);
  expect(ratio.assigned.mismatch).toBe(true);
  expect(outcomes[0]!.comparisons[0]!.verdict.kind).toBe('do-not-trust');
});

it('where classes have learners of both groups, learners are counted and drawn', async () => {
  const mixed = args(groupsFile('mixed.csv', (_, index) => (index % 2 === 0 ? 'Plain' : 'Warm')));
  const { ratio, counts, notes } = await analysisOf([...mixed, '--cluster', 'class']);
  expect(counts.map(({ assigned }) => assigned)).toEqual([192, 192]);
  expect(ratio.assigned.mismatch).toBe(false);
  expect(notes.join()).not.toContain('No cluster');
});
