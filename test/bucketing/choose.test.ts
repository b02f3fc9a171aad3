import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseGroup,
  type FloatPair,
  type GroupCandidate,
  type GroupChoice,
  groupFromValue,
  prepareGroupChoice,
} from '../../src/bucketing/choose.js';
import { compare, fraction, sum } from '../../src/portion/fraction.js';

const VALUES = 2n ** 32n;
const TOP = 2 ** 32 - 1;

/** Parts of a whole: `groups(1, 2, 7)` has the shares 0.1, 0.2 and 0.7. */
function groups(...parts: (number | bigint)[]): GroupCandidate[] {
  const whole = parts.reduce<bigint>((total, part) => total + BigInt(part), 0n);
  return parts.map((part, index) => ({ name: `g${index}`, share: fraction(BigInt(part), whole) }));
}

/** The definition, said with fractions and without ceilings. */
function byDefinition(candidates: readonly GroupCandidate[], value: number): string {
  const point = fraction(BigInt(value), VALUES);
  const index = candidates.findIndex(
    (_, last) => compare(sum(candidates.slice(0, last + 1).map(({ share }) => share)), point) > 0,
  );
  return candidates[index]!.name;
}

const parts = fc
  .array(
    fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 100n }), fc.bigInt({ min: 1n, max: 10n ** 30n })),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  .filter((list) => list.some((part) => part > 0n));
const anyValue = fc.integer({ min: 0, max: TOP });

function valuesOf(choice: GroupChoice, index: number): bigint {
  return BigInt(choice.ceilings[index]! - (index === 0 ? 0 : choice.ceilings[index - 1]!));
}

describe('chooseFrom', () => {
  test('ranges are half open: a boundary belongs to the next group', () => {
    const choice = prepareGroupChoice(groups(1, 1, 2));
    expect(choice.ceilings).toEqual([2 ** 30, 2 ** 31, 2 ** 32]);
    expect(chooseGroup(choice, 0)).toBe('g0');
    expect(chooseGroup(choice, 2 ** 30 - 1)).toBe('g0');
    expect(chooseGroup(choice, 2 ** 30)).toBe('g1');
    expect(chooseGroup(choice, 2 ** 31 - 1)).toBe('g1');
    expect(chooseGroup(choice, 2 ** 31)).toBe('g2');
    expect(chooseGroup(choice, TOP)).toBe('g2');
  });

  test('bounds between two values are exact: 0.1 + 0.2 ends where 0.3 ends', () => {
    const { ceilings } = prepareGroupChoice(groups(1, 2, 7));
    expect(ceilings).toEqual([429496730, 1288490189, 2 ** 32]);
    expect(ceilings[1]).toBe(prepareGroupChoice(groups(3, 7)).ceilings[0]);
  });

  test('a group with the share 0 is never chosen, wherever it is in the list', () => {
    for (const list of [groups(0, 1, 1), groups(1, 0, 1), groups(1, 1, 0), groups(0, 0, 1, 0)]) {
      for (const value of [0, 1, 2 ** 31 - 1, 2 ** 31, TOP]) {
        const name = chooseGroup(prepareGroupChoice(list), value);
        expect(list.find((group) => group.name === name)!.share.numerator).toBe(1n);
      }
    }
  });

  test('agrees with the definition, at random values and around every bound', () => {
    fc.assert(
      fc.property(parts, anyValue, (list, value) => {
        const candidates = groups(...list);
        const choice = prepareGroupChoice(candidates);
        const bounds = choice.ceilings.flatMap((bound) => [bound - 1, bound, bound + 1]);
        for (const each of [value, 0, TOP, ...bounds.filter((bound) => bound >= 0 && bound <= TOP)]) {
          expect(chooseGroup(choice, each)).toBe(byDefinition(candidates, each));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a group gets its share of all values, to less than one value', () => {
    fc.assert(
      fc.property(parts, (list) => {
        const candidates = groups(...list);
        const choice = prepareGroupChoice(candidates);
        let total = 0n;
        for (const [index, { share }] of candidates.entries()) {
          const got = valuesOf(choice, index);
          total += got;
          const error = got * share.denominator - VALUES * share.numerator;
          expect(error < share.denominator && -error < share.denominator).toBe(true);
        }
        expect(total).toBe(VALUES);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([-1, 2 ** 32, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the value %s', (value) => {
    expect(() => chooseGroup(prepareGroupChoice(groups(1, 1)), value)).toThrow(RangeError);
  });
});

describe('prepare', () => {
  test('refuses shares that do not add up to exactly 1', () => {
    expect(() => prepareGroupChoice([])).toThrow(
      'the shares of the groups add up to 0; they must add up to exactly 1',
    );
    const short = [{ name: 'a', share: fraction(999_999_999n, 1_000_000_000n) }];
    expect(() => prepareGroupChoice(short)).toThrow('add up to 0.999999999;');
    expect(() => prepareGroupChoice([...groups(1, 1), ...groups(1)])).toThrow('add up to 2;');
  });

  test('refuses a negative share, even when the sum is 1', () => {
    const list = [
      { name: 'a', share: fraction(3n, 2n) },
      { name: 'b', share: fraction(-1n, 2n) },
    ];
    expect(() => prepareGroupChoice(list)).toThrow("the share of group 'b' is negative: -0.5");
  });

  test('keeps the pairs of the original', () => {
    expect(prepareGroupChoice(groups(1, 2, 7)).pairs).toEqual([
      ['g0', 0.1],
      ['g1', 0.2],
      ['g2', 0.7],
    ]);
  });
});

describe('groupFromValue', () => {
  const list: FloatPair[] = [
    ['a', 0.1],
    ['b', 0.2],
    ['_DEFAULT_GROUP', 0.7],
  ];

  test.each([
    [0, 'a'],
    [0.09999999999999999, 'a'],
    [0.1, 'b'],
    [0.3, 'b'],
    [0.30000000000000004, '_DEFAULT_GROUP'],
    [0.9999999999999999, '_DEFAULT_GROUP'],
    [1, '_DEFAULT_GROUP'],
    [7, '_DEFAULT_GROUP'],
    [-1, 'a'],
    [Number.NaN, '_DEFAULT_GROUP'],
  ])('of 0.1, 0.2, 0.7 at %d: %s', (value, name) => {
    expect(groupFromValue(list, value)).toBe(name);
  });

  test('a NaN portion sends all values after it to the last group', () => {
    const nan: FloatPair[] = [
      ['a', 0.2],
      ['b', Number.NaN],
      ['c', 0.5],
      ['d', 0.3],
    ];
    expect(groupFromValue(nan, 0.1)).toBe('a');
    expect(groupFromValue(nan, 0.2)).toBe('d');
    expect(groupFromValue(nan, 0)).toBe('a');
  });

  test('-inf first, with the default portion that follows from it, gives the default', () => {
    const infinite: FloatPair[] = [
      ['a', Number.NEGATIVE_INFINITY],
      ['_DEFAULT_GROUP', Number.POSITIVE_INFINITY],
    ];
    expect(groupFromValue(infinite, 0)).toBe('_DEFAULT_GROUP');
  });

  test('an overrun gives the last group, even one with the portion 0', () => {
    expect(
      groupFromValue(
        [
          ['a', 0.4],
          ['b', 0],
        ] as FloatPair[],
        0.5,
      ),
    ).toBe('b');
  });

  test('an empty list is refused', () => {
    expect(() => groupFromValue([], 0.5)).toThrow(RangeError);
  });

  test('equals the rule written another way', () => {
    const portion = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, Number.NaN, Number.NEGATIVE_INFINITY, -0.5, 0.25),
    );
    fc.assert(
      fc.property(
        fc.array(portion, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1 }),
        (numbers, value) => {
          const pairs = numbers.map((number, index) => [`g${index}`, number] as const);
          const totals = numbers.map((_, last) =>
            numbers.slice(0, last + 1).reduce((sum, each) => sum + each, 0),
          );
          const first = totals.findIndex((total) => total > value);
          expect(groupFromValue(pairs, value)).toBe(`g${first === -1 ? numbers.length - 1 : first}`);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('agrees with the exact choice away from the bounds', () => {
    fc.assert(
      fc.property(parts, anyValue, (list, value) => {
        const choice = prepareGroupChoice(groups(...list));
        fc.pre(choice.ceilings.every((bound) => Math.abs(bound - value) > 1));
        expect(groupFromValue(choice.pairs, value / 2 ** 32)).toBe(chooseGroup(choice, value));
      }),
    );
  });
});
