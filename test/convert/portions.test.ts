import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areEqual, equalPortion, isNear } from '../../src/convert/to-split-test/equal-portion.js';
import { shareOf, slotsFor } from '../../src/convert/to-split-test/slots.js';
import { compare, fraction, ONE, subtract, sum } from '../../src/portion/fraction.js';
import { floatSum, readPortion } from '../../src/portion/portion.js';

const exact = (text: string) => readPortion(text).exact!;

describe('equal portions', () => {
  test('for 1 to 500 groups the float addition of Open edX accepts them, and each is 1/n within 1e-9', () => {
    for (let n = 1; n <= 500; n += 1) {
      const { text, leavesRest } = equalPortion(n);
      const all = Array.from({ length: n }, () => readPortion(text));
      expect(floatSum(all), `${n}`).toBeLessThanOrEqual(1);
      const total = sum(all.map((each) => each.exact!));
      expect(compare(total, ONE) < 0, `${n}`).toBe(leavesRest);
      expect(compare(total, ONE)).toBeLessThanOrEqual(0);
      expect(isNear(all[0]!.exact!, fraction(1n, BigInt(n)))).toBe(true);
      expect(isNear(total, ONE)).toBe(true);
    }
  });

  test.each([
    [1, '1.0', false],
    [2, '0.5', false],
    [3, '0.333333333333', true],
    [4, '0.25', false],
    [9, '0.111111111111', true],
    [11, '0.0909090909090', true],
    [20, '0.0499999999999', true],
    [25, '0.0399999999999', true],
  ])('%s groups', (n, text, leavesRest) => {
    const found = equalPortion(n);
    expect(found.leavesRest).toBe(leavesRest);
    expect(Number(found.text)).toBeCloseTo(Number(text), 12);
  });

  test('even Python 2, which prints 12 digits, reads its own export back below 1', () => {
    for (let n = 2; n <= 200; n += 1) {
      const { text } = equalPortion(n);
      const printed = String(Number(Number(text).toPrecision(12)));
      expect(floatSum(Array.from({ length: n }, () => readPortion(printed)))).toBeLessThanOrEqual(
        1 + (n > 100 ? 1e-9 : 0),
      );
    }
  });

  test.each([
    [['0.333333333', '0.333333333', '0.333333334'], true],
    [['0.33', '0.33', '0.34'], false],
    [['0.5', '0.5'], true],
    [['0.500000001', '0.499999999'], true],
    [['0.50000001', '0.49999999'], false],
  ])('%s', (portions, equal) => expect(areEqual(portions.map(exact))).toBe(equal));
});

describe('slots', () => {
  test.each([
    [['0.1', '0.2', '0.7'], '0', [1, 2, 7]],
    [['0.25', '0.75'], '0', [1, 3]],
    [['0.33', '0.67'], '0', [33, 67]],
    [['0.33', '0.67'], '0.005', [1, 2]],
    [['0.01', '0.99'], '0', [1, 99]],
    [['0.333333333', '0.666666667'], '0.000000001', [1, 2]],
  ])('%s within %s', (portions, tolerance, slots) => {
    expect(slotsFor(portions.map(exact), exact(tolerance), 100)).toEqual(slots);
  });

  test('more slots than allowed are refused', () => {
    expect(slotsFor(['0.001', '0.999'].map(exact), exact('0'), 100)).toBeUndefined();
  });

  test('always together all, within the tolerance, and no smaller count would do', () => {
    const portions = fc
      .array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })
      .map((parts) => {
        const all = parts.reduce((a, b) => a + b, 0);
        return parts.map((part) => fraction(BigInt(part), BigInt(all)));
      });
    fc.assert(
      fc.property(portions, fc.integer({ min: 0, max: 50 }), (list, thousandths) => {
        const tolerance = fraction(BigInt(thousandths), 1000n);
        const slots = slotsFor(list, tolerance, 100)!;
        const count = slots.reduce((a, b) => a + b, 0);
        const isGood = (many: readonly number[], n: number) =>
          many.every((each, i) => each >= 1 && isNear(shareOf(each, n), list[i]!, tolerance));
        expect(isGood(slots, count)).toBe(true);
        expect(compare(subtract(sum(slots.map((each) => shareOf(each, count))), ONE), fraction(0n))).toBe(0);
        if (count > 1) expect(slotsFor(list, tolerance, count - 1)).toBeUndefined();
      }),
    );
  });
});
