/** How the groups of a class fill up, learner by learner, under the strategy `stable`. */
import { stableValues } from '../bucketing/bucket.js';
import { type GroupChoice, indexAt } from '../bucketing/choose.js';

/** This many names are hashed at once, so that a class of a million need not be in memory. */
const AT_ONCE = 10_000;

/** The sizes of the groups after this many learners. */
interface Filled {
  readonly learners: number;
  /** In the order of the groups. */
  readonly sizes: readonly number[];
}

/**
 * The name of the n-th learner (from 1 on) of a simulated class.
 * @tested the tests fill groups learner by learner, and by the strategy itself
 */
export function simulatedLearner(seed: string, n: number): string {
  return `learner-${seed}-${n}`;
}

/**
 * Puts the learners `learner-SEED-1`, `learner-SEED-2`, … into groups, each where the strategy `stable` puts a learner
 * of this name, and returns the sizes of the groups at some moments. The same seed gives the same class.
 * @param moments numbers of learners: whole, at least 1, in ascending order
 */
export function fillGroups(
  choice: GroupChoice,
  experiment: string,
  seed: string,
  moments: readonly number[],
): Filled[] {
  const sizes = new Array<number>(choice.candidates.length).fill(0);
  const filled: Filled[] = [];
  const learners = moments.at(-1) ?? 0;
  let moment = 0;
  for (let from = 1; from <= learners; from += AT_ONCE) {
    const names = Array.from({ length: Math.min(AT_ONCE, learners - from + 1) }, (_, index) =>
      simulatedLearner(seed, from + index),
    );
    for (const [index, value] of stableValues(experiment, names).entries()) {
      sizes[indexAt(choice, value)]! += 1;
      if (from + index !== moments[moment]) continue;
      filled.push({ learners: from + index, sizes: [...sizes] });
      moment += 1;
    }
  }
  return filled;
}
