/** Outcomes: numbers that were measured of learners, each once; sharded by learner as assignments are. */
import type { Work } from '../sql/sql-engine.js';
import { sql } from '../sql/statement.js';
import { createTable, type SchemaWords } from './migration.js';

export function* up(words: SchemaWords): Work<void> {
  const { text, real, instant, findsLearnersByIndex } = words;
  const columns = [
    sql`scope ${text} not null`,
    sql`name ${text} not null`,
    sql`learner ${text} not null`,
    sql`happened_at ${instant} not null`,
    sql`value ${real} not null`,
  ];
  yield* createTable('abtest_outcome', columns, 'scope, name, learner, happened_at, value', words);
  if (findsLearnersByIndex) yield sql`create index abtest_outcome_learner on abtest_outcome (learner)`;
}
