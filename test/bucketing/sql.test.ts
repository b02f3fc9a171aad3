import { describe, expect, test } from 'vitest';
import { prepare } from '../../src/bucketing/choose.js';
import { bucketSql, groupSql, valueSql } from '../../src/bucketing/sql.js';
import { ONE } from '../../src/portion/fraction.js';

const source = { dialect: 'postgres', experiment: 'e', column: 'username' } as const;

describe('SQL', () => {
  test('reads like this', () => {
    expect(bucketSql({ ...source, column: ['s', 'username'] }, 2)).toBe(
      `coalesce(translate(md5(convert_to('e' || "s"."username", 'UTF8')), ` +
        `'0123456789abcdef', '0000000011111111')::bit(32)::bigint % 2, 0)`,
    );
    expect(valueSql({ ...source, dialect: 'duckdb' })).toBe(
      `translate(md5('e' || "username"), '0123456789abcdef', '0000000011111111')::bit::uinteger::bigint`,
    );
  });

  test('quotes are doubled, and backslashes where they could be escapes', () => {
    expect(valueSql({ ...source, experiment: `a'b` })).toContain(`'a''b' ||`);
    expect(valueSql({ ...source, experiment: `a\\'b` })).toContain(`E'a\\\\''b' ||`);
    expect(valueSql({ ...source, dialect: 'duckdb', experiment: `a\\'b` })).toContain(`'a\\''b' ||`);
    expect(valueSql({ ...source, column: 'a"b' })).toContain(`|| "a""b"`);
  });

  test.each(['postgres', 'duckdb'] as const)('%s: refuses what cannot be written', (dialect) => {
    const choice = prepare([{ name: 'a\0', share: ONE }]);
    expect(() => valueSql({ ...source, dialect, experiment: 'a\0b' })).toThrow(RangeError);
    expect(() => valueSql({ ...source, dialect, column: 'a\0b' })).toThrow(RangeError);
    expect(() => valueSql({ ...source, dialect, column: '' })).toThrow('a column or table without a name');
    expect(() => valueSql({ ...source, dialect, column: [] })).toThrow('a column without a name');
    expect(() => groupSql({ ...source, dialect }, choice)).toThrow(RangeError);
    for (const count of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
      expect(() => bucketSql({ ...source, dialect }, count)).toThrow(RangeError);
    }
  });
});
