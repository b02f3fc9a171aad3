/** Assignments and exposures: one row per learner, keys that are unique on any one shard, no sequences. */
import type { Work } from '../sql/sql-engine.js';
import { sql, word } from '../sql/statement.js';
import { createTable, type SchemaWords } from './migration.js';

export function* up(words: SchemaWords): Work<void> {
  const { text, instant } = words;
  const learner = [
    sql`scope ${text} not null`,
    sql`experiment ${text} not null`,
    sql`learner ${text} not null`,
  ];
  const group = sql`group_name ${text} not null`;
  const assigned = [sql`strategy ${text} not null`, sql`assigned_at ${instant} not null`];
  yield* createTable(
    'abtest_assignment',
    [...learner, group, ...assigned],
    'scope, experiment, learner',
    words,
  );
  const context = sql`context ${text} not null`;
  yield* createTable(
    'abtest_exposure',
    [...learner, context, group, sql`exposed_at ${instant} not null`],
    'scope, experiment, learner, context',
    words,
  );
  // Forgetting a learner must not scan the whole table.
  for (const table of ['abtest_assignment', 'abtest_exposure']) {
    yield sql`create index ${word(`${table}_learner`)} on ${word(table)} (learner)`;
  }
}
