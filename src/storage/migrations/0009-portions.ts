/** The portions by which learners were drawn: an id in each assignment, empty in those of before, and what each id stands for. */
import type { Work } from '../sql/sql-engine.js';
import { sql } from '../sql/statement.js';
import { createTable, type SchemaWords } from './migration.js';

export function* up(words: SchemaWords): Work<void> {
  const { text, instant } = words;
  yield sql`alter table abtest_assignment add column portions ${text}`;
  const columns = [
    sql`scope ${text} not null`,
    sql`experiment ${text} not null`,
    sql`id ${text} not null`,
    sql`definition ${text} not null`,
    sql`since ${instant} not null`,
  ];
  yield* createTable('abtest_portions', columns, 'scope, experiment, id', words);
}
