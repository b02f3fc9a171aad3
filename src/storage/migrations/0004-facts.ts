/** Facts about learners and courses, in one table that is sharded by learner as assignments are. */
import type { Work } from '../sql/sql-engine.js';
import { sql } from '../sql/statement.js';
import { createTable, type SchemaWords } from './migration.js';

export function* up(words: SchemaWords): Work<void> {
  const { text, instant } = words;
  const columns = [
    sql`learner ${text} not null`,
    sql`kind ${text} not null`,
    sql`course ${text} not null`,
    sql`item ${text} not null`,
    sql`alias ${text}`,
    sql`modified ${instant} not null`,
    sql`document ${text}`,
  ];
  yield* createTable('abtest_fact', columns, 'learner, kind, course, item', words);
  yield sql`create index abtest_fact_alias on abtest_fact (alias)`;
}
