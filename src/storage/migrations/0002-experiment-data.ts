/** Experiment data, split by learner as assignments are; key-values, flags and overrides, which are few and are not. */
import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { SchemaWords } from './migration.js';

/** What counts in each row of the counters. `settings` also lets one writer in at a time. */
const COUNTERS = ['settings', 'data', 'key_value', 'history', 'flag', 'override'];

export async function up(database: Kysely<unknown>, words: SchemaWords): Promise<void> {
  const { schema } = database;
  const { text, whole, instant } = words;
  const create = async (
    name: string,
    define: (table: CreateTableBuilder<string>) => CreateTableBuilder<string>,
  ) => {
    await define(schema.createTable(name) as CreateTableBuilder<string>)
      .modifyEnd(words.keyedTable)
      .execute();
  };
  /** What every saved key-value has. */
  const saved = (table: CreateTableBuilder<string>) =>
    table
      .addColumn('id', whole, (column) => column.notNull())
      .addColumn('created', instant, (column) => column.notNull())
      .addColumn('modified', instant, (column) => column.notNull())
      .addColumn('experiment_id', whole, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('content', text, (column) => column.notNull());
  /** Who changed what when. */
  const changed = (table: CreateTableBuilder<string>) =>
    table
      .addColumn('id', whole, (column) => column.notNull())
      .addColumn('change_date', instant, (column) => column.notNull())
      .addColumn('changed_by', text)
      .addColumn('flag', text, (column) => column.notNull());

  await create('abtest_counter', (table) =>
    table
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('reached', whole, (column) => column.notNull())
      .addPrimaryKeyConstraint('abtest_counter_key', ['name']),
  );
  for (const name of COUNTERS) {
    await sql`insert into abtest_counter (name, reached) values (${name}, 0)`.execute(database);
  }
  await create('abtest_data', (table) =>
    saved(table)
      .addColumn('version', whole, (column) => column.notNull())
      .addColumn('learner', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('abtest_data_key', ['learner', 'experiment_id', 'name']),
  );
  await schema.createIndex('abtest_data_id').on('abtest_data').column('id').execute();
  await schema
    .createIndex('abtest_data_experiment')
    .on('abtest_data')
    .columns(['experiment_id', 'id'])
    .execute();
  await create('abtest_key_value', (table) =>
    saved(table)
      .addColumn('version', whole, (column) => column.notNull())
      .addPrimaryKeyConstraint('abtest_key_value_key', ['experiment_id', 'name']),
  );
  await schema.createIndex('abtest_key_value_id').on('abtest_key_value').column('id').unique().execute();
  await create('abtest_key_value_history', (table) =>
    saved(table)
      .addColumn('history_id', whole, (column) => column.notNull())
      .addColumn('history_date', instant, (column) => column.notNull())
      .addColumn('history_type', text, (column) => column.notNull())
      .addColumn('history_user', text)
      .addColumn('history_change_reason', text)
      .addPrimaryKeyConstraint('abtest_key_value_history_key', ['history_id']),
  );
  const history = 'abtest_key_value_history';
  await schema.createIndex(`${history}_id`).on(history).column('id').execute();
  await schema.createIndex(`${history}_name`).on(history).columns(['experiment_id', 'name']).execute();
  await create('abtest_flag', (table) =>
    changed(table)
      .addColumn('reason', text)
      .addColumn('definition', text)
      .addPrimaryKeyConstraint('abtest_flag_key', ['flag', 'id']),
  );
  await create('abtest_override', (table) =>
    changed(table)
      .addColumn('scope', text, (column) => column.notNull())
      .addColumn('target', text, (column) => column.notNull())
      .addColumn('choice', text, (column) => column.notNull())
      .addColumn('enabled', whole, (column) => column.notNull())
      .addColumn('note', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('abtest_override_key', ['flag', 'scope', 'target', 'id']),
  );
}
