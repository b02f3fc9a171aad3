/** Experiments that are over: one row for each, which never changes. */
import type { Work } from '../sql/sql-engine.js';
import { sql } from '../sql/statement.js';
import { createTable, type SchemaWords } from './migration.js';

export function* up(words: SchemaWords): Work<void> {
  const { text, instant } = words;
  const columns = [
    sql`scope ${text} not null`,
    sql`experiment ${text} not null`,
    sql`group_name ${text} not null`,
    sql`ended_at ${instant} not null`,
  ];
  yield* createTable('abtest_ending', columns, 'scope, experiment', words);
}
