/** SQL that computes stable values, buckets and groups inside a database, with the same results as this library. */
import { requireOneOf } from '../diagnostics/options.js';
import { checkCount } from './bucket.js';
import type { GroupChoice } from './choose.js';

export type SqlDialect = 'postgres' | 'duckdb';

/** Which learners, and in which experiment. */
export interface SqlSource {
  readonly dialect: SqlDialect;
  /** The name that is hashed; `experiment.courseKey` for course-aware bucketing. */
  readonly experiment: string;
  /** The column with the usernames: its name, or a path such as `['enrolment', 'username']`. */
  readonly column: string | readonly string[];
}

interface Dialect {
  string(text: string): string;
  /** The hexadecimal md5 of the UTF-8 form of an SQL string. */
  md5(text: string): string;
  /** A string of 32 characters 0 or 1 as a number of at least 64 bits. */
  number(bits: string): string;
}

const DIALECTS: Readonly<Record<SqlDialect, Dialect>> = {
  postgres: {
    // E'' means the same whether standard_conforming_strings is on or off.
    string: (text) => (text.includes('\\') ? `E${quoted(text.replaceAll('\\', '\\\\'))}` : quoted(text)),
    md5: (text) => `md5(convert_to(${text}, 'UTF8'))`,
    number: (bits) => `${bits}::bit(32)::bigint`,
  },
  duckdb: {
    string: quoted,
    md5: (text) => `md5(${text})`,
    number: (bits) => `${bits}::bit::uinteger::bigint`,
  },
};

/**
 * An SQL expression for `stableValue`, a bigint; NULL where the username is NULL.
 * @throws RangeError when a name cannot be written in SQL: NUL characters, an empty column name
 * @example
 * const sql = stableValueSql({ dialect: 'duckdb', experiment: 'video', column: ['enrolment', 'username'] });
 * console.log(sql.includes(`md5('video' || "enrolment"."username")`)); // → true
 */
export function stableValueSql({ dialect, experiment, column }: SqlSource): string {
  requireOneOf('dialect', dialect ?? null, Object.keys(DIALECTS));
  const { string, md5, number } = DIALECTS[dialect];
  const hashed = `${string(experiment)} || ${sqlPath(column)}`;
  return number(`translate(${md5(hashed)}, '0123456789abcdef', '0000000011111111')`);
}

/**
 * An SQL expression for `stableBucket`, a bigint; 0 where the username is NULL.
 * @throws RangeError as `stableValueSql`, and when the count is not a whole number of 1 to 2^53 - 1
 * @example
 * const sql = stableBucketSql({ dialect: 'duckdb', experiment: 'video', column: 'username' }, 2);
 * console.log(sql.endsWith('% 2, 0)')); // → true
 */
export function stableBucketSql(source: SqlSource, count: number): string {
  checkCount(count);
  if (!Number.isSafeInteger(count))
    throw new RangeError(`the number of groups is too large for SQL: ${count}`);
  return `coalesce(${stableValueSql(source)} % ${count}, 0)`;
}

/**
 * An SQL expression for the group that the strategies `stable` and `stable-course` choose, a string; NULL where the
 * username is NULL.
 * @throws RangeError as `stableValueSql`, group names included
 * @example
 * const { choice } = divisionOf(block)!;
 * const sql = stableGroupSql({ dialect: 'postgres', experiment: 'Tone of the texts', column: 'username' }, choice);
 * console.log(sql.slice(-28)); // → 96 then '_DEFAULT_GROUP' end
 */
export function stableGroupSql(source: SqlSource, choice: GroupChoice): string {
  const value = stableValueSql(source);
  const { string } = DIALECTS[source.dialect];
  const branches: string[] = [];
  let floor = 0;
  for (const [index, ceiling] of choice.ceilings.entries()) {
    if (ceiling > floor)
      branches.push(`when ${value} < ${ceiling} then ${string(choice.candidates[index]!.name)}`);
    floor = ceiling;
  }
  return `case ${branches.join(' ')} end`;
}

/** A column or table as SQL: its name, or a path. @throws RangeError for an empty name, or one with a NUL character */
export function sqlPath(column: string | readonly string[]): string {
  const names = typeof column === 'string' ? [column] : column;
  if (names.length === 0) throw new RangeError('a column without a name');
  return names.map(identifier).join('.');
}

/** A text as an SQL string. @throws RangeError for a NUL character */
export function sqlString(text: string, dialect: SqlDialect): string {
  return DIALECTS[dialect].string(text);
}

function identifier(name: string): string {
  if (name === '') throw new RangeError('a column or table without a name');
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

function quoted(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`;
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new RangeError('a name with a NUL character cannot be written in SQL');
  return text;
}
