/** What the SQL of each dialect has to answer; the engines are in the tests. */
import { expect } from 'vitest';
import { stableBucket, stableValue } from '../../src/bucketing/bucket.js';
import { chooseGroup, prepareGroupChoice } from '../../src/bucketing/choose.js';
import { type SqlDialect, stableBucketSql, stableGroupSql, stableValueSql } from '../../src/bucketing/sql.js';
import { fraction } from '../../src/portion/fraction.js';

export const TABLE = 'the "roster"';
export const COLUMN = 'user "name\\';

export const USERNAMES: readonly (string | null)[] = [
  null,
  '',
  'alice',
  'Alice',
  "o'brien",
  `"double" and 'single'`,
  'back\\slash \\n',
  'jos\u00e9',
  'jose\u0301',
  'пользователь',
  'ユーザー',
  '😀user',
  'two\nlines\t',
  '%_$1 {x} -- /* */ ;',
  'x'.repeat(300),
  ...Array.from({ length: 400 }, (_, i) => `learner${i}`),
];

const EXPERIMENTS = [
  'mobile_upsell_experiment',
  '',
  'эксперимент 😀',
  `it's "an" experiment`,
  `\\'; drop table x; --`,
  'ends in a backslash\\',
  'a\nb',
];

const CHOICE = prepareGroupChoice(
  [
    { name: "it's a", part: 1n },
    { name: 'never', part: 0n },
    { name: 'back\\slash "b" 😀', part: 2n },
    { name: '_DEFAULT_GROUP', part: 4n },
    { name: 'nor ever', part: 0n },
  ].map(({ name, part }) => ({ name, share: fraction(part, 7n) })),
);

/** @param answer evaluates an SQL expression for each row of the table, in the order of USERNAMES */
export async function expectSameAnswers(
  dialect: SqlDialect,
  answer: (expression: string) => Promise<unknown[]>,
): Promise<void> {
  const here = <T>(of: (username: string) => T) => USERNAMES.map((name) => (name === null ? null : of(name)));
  for (const experiment of EXPERIMENTS) {
    const source = { dialect, experiment, column: COLUMN };
    const values = await answer(stableValueSql({ ...source, column: [TABLE, COLUMN] }));
    expect(values.map((value) => (value === null ? null : Number(value)))).toEqual(
      here((username) => stableValue(experiment, username)),
    );
    for (const count of [1, 2, 3, 7, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]) {
      const buckets = await answer(stableBucketSql(source, count));
      expect(buckets.map(Number)).toEqual(USERNAMES.map((name) => stableBucket(experiment, count, name)));
    }
    expect(await answer(stableGroupSql(source, CHOICE))).toEqual(
      here((username) => chooseGroup(CHOICE, stableValue(experiment, username))),
    );
  }
}
