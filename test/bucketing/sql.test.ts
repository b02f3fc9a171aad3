import { describe, expect, test } from 'vitest';
import { prepareGroupChoice } from '../../src/bucketing/choose.js';
import { stableBucketSql, stableGroupSql, stableValueSql } from '../../src/bucketing/sql.js';
import { ONE } from '../../src/portion/fraction.js';

const source = { dialect: 'postgres', experiment: 'e', column: 'username' } as const;

describe('SQL', () => {
  test('reads like this', () => {
    expect(stableBucketSql({ ...source, column: ['s', 'username'] }, 2)).toBe(
      `coalesce(translate(md5(convert_to('e' || "s"."username", 'UTF8')), ` +
        `'0123456789abcdef', '0000000011111111')::bit(32)::bigint % 2, 0)`,
    );
    expect(stableValueSql({ ...source, dialect: 'duckdb' })).toBe(
      `translate(md5('e' || "username"), '0123456789abcdef', '0000000011111111')::bit::uinteger::bigint`,
    );
  });

  test('quotes are doubled, and backslashes where they could be escapes', () => {
    expect(stableValueSql({ ...source, experiment: `a'b` })).toContain(`'a''b' ||`);
    expect(stableValueSql({ ...source, experiment: `a\\'b` })).toContain(`E'a\\\\''b' ||`);
    expect(stableValueSql({ ...source, dialect: 'duckdb', experiment: `a\\'b` })).toContain(`'a\\''b' ||`);
    expect(stableValueSql({ ...source, column: 'a"b' })).toContain(`|| "a""b"`);
  });

  test.each(['postgres', 'duckdb'] as const)('%s: refuses what cannot be written', (dialect) => {
    const choice = prepareGroupChoice([{ name: 'a\0', share: ONE }]);
    expect(() => stableValueSql({ ...source, dialect, experiment: 'a\0b' })).toThrow(RangeError);
    expect(() => stableValueSql({ ...source, dialect, column: 'a\0b' })).toThrow(RangeError);
    expect(() => stableValueSql({ ...source, dialect, column: '' })).toThrow(
      'a column or table without a name',
    );
    expect(() => stableValueSql({ ...source, dialect, column: [] })).toThrow('a column without a name');
    expect(() => stableGroupSql({ ...source, dialect }, choice)).toThrow(RangeError);
    for (const count of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
      expect(() => stableBucketSql({ ...source, dialect }, count)).toThrow(RangeError);
    }
  });
});
