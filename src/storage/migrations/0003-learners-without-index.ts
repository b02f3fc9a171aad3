/**
 * Where one engine holds all rows, a learner's are found by way of the experiments, of which there are few: an index of
 * learners would double what each commit writes. Where rows are split by learner, every shard keeps its own.
 */
import type { Kysely } from 'kysely';
import type { SchemaWords } from './migration.js';

export async function up({ schema }: Kysely<unknown>, { findsLearnersByIndex }: SchemaWords): Promise<void> {
  if (findsLearnersByIndex) return;
  for (const table of ['abtest_assignment', 'abtest_exposure']) {
    await schema.dropIndex(`${table}_learner`).ifExists().execute();
  }
}
