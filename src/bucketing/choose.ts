/** The group that a value falls into: exactly, with half-open ranges, and as Open edX's abtest did it with floats. */
import { add, compare, type Fraction, fractionText, ONE, toNumber, ZERO } from '../portion/fraction.js';

/** A group that can be chosen. The order of groups in a list is significant. */
export interface GroupCandidate {
  readonly name: string;
  /** Exact, 0 to 1; the shares of a list add up to 1. */
  readonly share: Fraction;
}

/** Groups prepared for many decisions. */
export interface GroupChoice {
  readonly candidates: readonly GroupCandidate[];
  /**
   * Where each group's range ends: a group is chosen for the values below its ceiling that no earlier group covers.
   * Whole numbers 0 to 2^32; the last one is 2^32.
   */
  readonly ceilings: readonly number[];
  /** The same list as Open edX's abtest kept it: name and binary64 portion. */
  readonly pairs: readonly FloatPair[];
}

/** A group as Open edX's abtest kept it. */
export type FloatPair = readonly [name: string, portion: number];

const VALUE_BITS = 32n;

/**
 * Computes where the groups' ranges end. A group with share s gets s * 2^32 of the 2^32 values, with a rounding error
 * of less than one value; a share of 0 gets none.
 * @throws RangeError when a share is negative or the shares do not add up to exactly 1
 * @example
 * const half = { numerator: 1n, denominator: 2n };
 * const choice = prepareGroupChoice([{ name: 'a', share: half }, { name: 'b', share: half }]);
 * console.log(choice.ceilings.join(' ')); // → 2147483648 4294967296
 */
export function prepareGroupChoice(candidates: readonly GroupCandidate[]): GroupChoice {
  let total = ZERO;
  const ceilings: number[] = [];
  for (const { name, share } of candidates) {
    if (compare(share, ZERO) < 0) {
      throw new RangeError(`the share of group '${name}' is negative: ${fractionText(share)}`);
    }
    total = add(total, share);
    ceilings.push(ceiling(total));
  }
  if (compare(total, ONE) !== 0) {
    throw new RangeError(
      `the shares of the groups add up to ${fractionText(total)}; they must add up to exactly 1`,
    );
  }
  const pairs = candidates.map(({ name, share }) => [name, toNumber(share)] as const);
  return { candidates, ceilings, pairs };
}

/**
 * The group at value / 2^32: the first one at which the running sum of the shares exceeds it.
 * @throws RangeError when the value is not a whole number from 0 to 2^32 - 1
 * @example
 * const half = { numerator: 1n, denominator: 2n };
 * const choice = prepareGroupChoice([{ name: 'a', share: half }, { name: 'b', share: half }]);
 * console.log(chooseGroup(choice, stableValue('E', 'ada'))); // → a
 */
export function chooseGroup(choice: GroupChoice, value: number): string {
  return choice.candidates[indexAt(choice, value)]!.name;
}

/** The index of the group that `chooseGroup` returns; throws under the same conditions. */
export function indexAt({ ceilings }: GroupChoice, value: number): number {
  if (value >>> 0 !== value) {
    throw new RangeError(`the value is ${value}; it must be a whole number from 0 to 2^32 - 1`);
  }
  let index = 0;
  // The last ceiling is above every value, so the loop ends within the list.
  while (value >= ceilings[index]!) index += 1;
  return index;
}

/**
 * The choice of Open edX's abtest: the first group whose running total is strictly greater than `value`, else the last
 * group, so that with a NaN portion every value that reaches it falls to the last group. Sums are binary64, in list
 * order.
 * @throws RangeError when the list is empty
 */
export function groupFromValue(pairs: readonly FloatPair[], value: number): string {
  let total = 0;
  let last: string | undefined;
  for (const [name, portion] of pairs) {
    total += portion;
    if (total > value) return name;
    last = name;
  }
  if (last === undefined) throw new RangeError('a choice from an empty list of groups');
  return last;
}

/** ceil(bound * 2^32): for a whole v, v / 2^32 < bound is equivalent to v < ceiling. */
function ceiling({ numerator, denominator }: Fraction): number {
  return Number(((numerator << VALUE_BITS) + denominator - 1n) / denominator);
}
