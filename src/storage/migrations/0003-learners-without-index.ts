/**
 * Where one engine holds all rows, a learner's are found by way of the experiments, of which there are few: an index of
 * learners would double what each commit writes. Where rows are split by learner, every shard keeps its own.
 */
import type { Work } from '../sql/sql-engine.js';
import { sql } from '../sql/statement.js';
import type { SchemaWords } from './migration.js';

export function* up({ findsLearnersByIndex }: SchemaWords): Work<void> {
  if (findsLearnersByIndex) return;
  yield sql`drop index if exists abtest_assignment_learner`;
  yield sql`drop index if exists abtest_exposure_learner`;
}
