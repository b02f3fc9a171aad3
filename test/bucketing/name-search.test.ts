import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { stableBucket } from '../../src/bucketing/bucket.js';
import { findUsername } from '../../src/bucketing/name-search.js';

describe('findName', () => {
  test('gives recognisable names in the wanted bucket', () => {
    const experiment = 'mobile_upsell_experiment';
    for (let bucket = 0; bucket < 7; bucket += 1) {
      const name = findUsername({ experiment, count: 7, bucket, base: 'robot' });
      expect(name).toMatch(new RegExp(`^robot-mue-${bucket}-[0-9a-z]{5}$`));
      expect(stableBucket(experiment, 7, name)).toBe(bucket);
    }
  });

  test('takes another abbreviation, or none', () => {
    const search = { experiment: 'e', count: 2, bucket: 1, base: 'robot' };
    expect(findUsername({ ...search, short: 'zz' })).toMatch(/^robot-zz-1-[0-9a-z]{5}$/);
    expect(findUsername({ ...search, short: '' })).toMatch(/^robot-1-[0-9a-z]{5}$/);
    expect(findUsername({ ...search, experiment: '---', base: '' })).toMatch(/^-1-[0-9a-z]{5}$/);
  });

  test('the same random source gives the same name; all 36 symbols occur', () => {
    const search = { experiment: 'e', count: 3, bucket: 0, base: 'r' };
    const named = (seed: string) => findUsername({ ...search, random: seedrandom(seed) });
    expect(named('1')).toBe(named('1'));
    const symbols = new Set(Array.from({ length: 200 }, (_, i) => named(`${i}`).slice(-5)).join(''));
    expect([...symbols].sort().join('')).toBe('0123456789abcdefghijklmnopqrstuvwxyz');
  });

  test.each([
    [2, 2],
    [-1, 2],
    [0.5, 2],
    [0, 0],
  ])('refuses bucket %d of %d', (bucket, count) => {
    expect(() => findUsername({ experiment: 'e', count, bucket, base: 'r' })).toThrow(RangeError);
  });

  test('gives up after 100 tries for each bucket', () => {
    let asked = 0;
    const random = () => {
      asked += 1;
      return 0;
    };
    const stuck = [0, 1].find((bucket) => stableBucket('e', 2, `r-e-${bucket}-00000`) !== bucket)!;
    const search = { experiment: 'e', count: 2, bucket: stuck, base: 'r', random };
    expect(() => findUsername(search)).toThrow(`no name for bucket ${stuck} of 'e' was found in 200 tries`);
    expect(asked).toBe(200 * 5);
  });
});
