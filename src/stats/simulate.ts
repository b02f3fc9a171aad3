/** The sizes of groups: expected, or simulated from a seed. */
import { type GroupChoice, indexAt } from '../bucketing/choose.js';
import { generatorOf } from '../bucketing/strategy.js';
import { fraction, toNumber } from '../portion/fraction.js';

/**
 * The mean sizes for this many learners, in the order of the groups; not rounded.
 * @example
 * console.log(expectedSizes(divisionOf(block)!.choice, 100).join(' ')); // → 50 30 20
 */
export function expectedSizes(choice: GroupChoice, learners: number): number[] {
  checkLearners(learners);
  return choice.candidates.map(({ share }) =>
    toNumber(fraction(share.numerator * BigInt(learners), share.denominator)),
  );
}

/**
 * Random sizes: each learner's 32-bit value is drawn from `seedrandom(seed)` and decided as a stable value is. The same
 * seed gives the same sizes. About 30 million learners a second.
 * @throws RangeError when `learners` is not a whole number of at least 0
 * @example
 * console.log(simulateSizes(divisionOf(block)!.choice, 100, 'seed').length); // → 3
 */
export function simulateSizes(choice: GroupChoice, learners: number, seed: string): number[] {
  checkLearners(learners);
  const generator = generatorOf(seed);
  const sizes = new Array<number>(choice.candidates.length).fill(0);
  for (let i = 0; i < learners; i += 1) sizes[indexAt(choice, generator.int32() >>> 0)]! += 1;
  return sizes;
}

function checkLearners(learners: number): void {
  if (Number.isSafeInteger(learners) && learners >= 0) return;
  throw new RangeError(`the number of learners is ${learners}; it must be a whole number of at least 0`);
}
