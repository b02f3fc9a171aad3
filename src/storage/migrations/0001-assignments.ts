/** Assignments and exposures: one row per learner, keys that hold on any one shard, no sequences. */
import type { Kysely } from 'kysely';
import type { SchemaWords } from './migration.js';

export async function up(database: Kysely<unknown>, words: SchemaWords): Promise<void> {
  const { schema } = database;
  await schema
    .createTable('abtest_assignment')
    .addColumn('scope', words.text, (column) => column.notNull())
    .addColumn('experiment', words.text, (column) => column.notNull())
    .addColumn('learner', words.text, (column) => column.notNull())
    .addColumn('group_name', words.text, (column) => column.notNull())
    .addColumn('strategy', words.text, (column) => column.notNull())
    .addColumn('assigned_at', words.instant, (column) => column.notNull())
    .addPrimaryKeyConstraint('abtest_assignment_key', ['scope', 'experiment', 'learner'])
    .modifyEnd(words.keyedTable)
    .execute();
  await schema
    .createTable('abtest_exposure')
    .addColumn('scope', words.text, (column) => column.notNull())
    .addColumn('experiment', words.text, (column) => column.notNull())
    .addColumn('learner', words.text, (column) => column.notNull())
    .addColumn('context', words.text, (column) => column.notNull())
    .addColumn('group_name', words.text, (column) => column.notNull())
    .addColumn('exposed_at', words.instant, (column) => column.notNull())
    .addPrimaryKeyConstraint('abtest_exposure_key', ['scope', 'experiment', 'learner', 'context'])
    .modifyEnd(words.keyedTable)
    .execute();
  // Forgetting a learner must not read the whole table.
  for (const table of ['abtest_assignment', 'abtest_exposure']) {
    await schema.createIndex(`${table}_learner`).on(table).column('learner').execute();
  }
}
