/**
 * Where one engine holds all rows, the rows of a learner are found through the experiments, which are few: an index on
 * learners would double what each commit writes. Where rows are sharded by learner, every shard keeps its index.
 */
import type { Work } from '../sql/sql-engine.js';
import { sql } from '../sql/statement.js';
import type { SchemaWords } from './migration.js';

export function* up({ findsLearnersByIndex }: SchemaWords): Work<void> {
  if (findsLearnersByIndex) return;
  yield sql`drop index if exists abtest_assignment_learner`;
  yield sql`drop index if exists abtest_exposure_learner`;
}
