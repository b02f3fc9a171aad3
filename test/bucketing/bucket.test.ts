import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stableBucket, stableBuckets, stableValue, stableValues } from '../../src/bucketing/bucket.js';

interface Fixture {
  readonly counts: number[];
  readonly cases: { group: string; username: string; md5: string; value: number; buckets: number[] }[];
}

const FIXTURE = new URL('../../fixtures/bucket/stable.json', import.meta.url);
const { counts, cases } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Fixture;

const SHARED = new URL('../../../shared/vectors/stable-bucket.json', import.meta.url);
const sharedIsThere = existsSync(SHARED);
if (!sharedIsThere) {
  console.warn('NOT RUN: the 3,000 shared vectors of stable bucketing are not beside this checkout');
}

/** A straight port of the rule, to compare with. */
function plainValue(group: string, username: string): number {
  const hex = createHash('md5').update(group).update(username).digest('hex');
  return Number.parseInt(hex.replace(/[0-7]/g, '0').replace(/[89a-f]/g, '1'), 2);
}

describe('stableValue', () => {
  test.each(cases)('$md5 for "$group" and "$username"', ({ group, username, value }) => {
    expect(stableValue(group, username)).toBe(value);
    expect([...stableValues(group, ['another', username, ''])]).toEqual([
      plainValue(group, 'another'),
      value,
      plainValue(group, ''),
    ]);
  });

  test('equals a straight port for any two texts', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    fc.assert(
      fc.property(
        text,
        text,
        (group, username) => stableValue(group, username) === plainValue(group, username),
      ),
      { numRuns: 3000 },
    );
  });

  test('where the group name ends does not matter, as in Open edX', () => {
    expect(stableValue('ab', 'c')).toBe(stableValue('a', 'bc'));
    expect(stableValue('', 'alice')).toBe(stableValue('alice', ''));
  });

  test('case and Unicode normal form matter', () => {
    expect(stableValue('experiments.test', 'alice')).not.toBe(stableValue('experiments.test', 'Alice'));
    expect(stableValue('experiments.test', 'jos\u00e9')).not.toBe(
      stableValue('experiments.test', 'jose\u0301'),
    );
  });

  test('each text is encoded on its own: a surrogate pair across them counts as two U+FFFD', () => {
    expect(stableValue('a\ud83d', '\ude00b')).toBe(plainValue('a\ufffd', '\ufffdb'));
  });
});

describe('stableBucket', () => {
  test("Open edX's own fixture: robot-mue-1-6pnjv is in bucket 1 of 2", () => {
    expect(stableBucket('mobile_upsell_experiment', 2, 'robot-mue-1-6pnjv')).toBe(1);
  });

  test('all fixture cases at all counts, one by one and as a roster', () => {
    for (const { group, username, buckets } of cases) {
      for (const [index, count] of counts.entries()) {
        const because = `${group} ${username} ${count}`;
        expect(stableBucket(group, count, username), because).toBe(buckets[index]);
        expect([...stableBuckets(group, count, [username, username])], because).toEqual([
          buckets[index],
          buckets[index],
        ]);
      }
    }
  });

  test.skipIf(!sharedIsThere)(
    'the 3,000 shared vectors (not run where they are not beside this checkout)',
    () => {
      const shared = JSON.parse(readFileSync(SHARED, 'utf8')) as {
        cases: [string, number, string, number][];
      };
      expect(shared.cases).toHaveLength(3000);
      const wrong = shared.cases.filter(
        ([group, count, username, bucket]) =>
          stableBucket(group, count, username) !== bucket ||
          stableBuckets(group, count, [username])[0] !== bucket,
      );
      expect(wrong).toEqual([]);
    },
  );

  test('100,000 names spread as measured with the original', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `user${i}`);
    const sizes = (count: number) => {
      const result = new Array<number>(count).fill(0);
      for (const bucket of stableBuckets('experiments.test', count, names)) result[bucket]! += 1;
      return result;
    };
    expect(sizes(2)).toEqual([50259, 49741]);
    expect(sizes(3)).toEqual([33322, 33444, 33234]);
    expect(sizes(7)).toEqual([14143, 14360, 14245, 14277, 14387, 14376, 14212]);
    expect(sizes(10)).toEqual([10088, 9857, 10155, 10090, 9969, 9943, 9904, 9955, 10143, 9896]);
  });

  test.each([null, undefined])('without a user (%s) it is 0, before the count is checked', (nobody) => {
    for (const count of [0, -1, 1.5, Number.NaN, 2, 2 ** 40]) {
      expect(stableBucket('experiments.test', count, nobody)).toBe(0);
    }
  });

  test.each([0, -1, -3, 0.5, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s groups', (count) => {
    expect(() => stableBucket('experiments.test', count, 'alice')).toThrow(RangeError);
    expect(() => stableBuckets('experiments.test', count, [])).toThrow(`the number of groups is ${count};`);
  });
});
