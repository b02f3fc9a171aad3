/** Experiment data, sharded by learner as assignments are; key-values, flags and overrides, which are few and not sharded. */
import type { Work } from '../sql/sql-engine.js';
import { type Sql, sql } from '../sql/statement.js';
import { createTable, type SchemaWords } from './migration.js';

/** The names of the counters. Incrementing `settings` also serialises writers. */
const COUNTERS = ['settings', 'data', 'key_value', 'history', 'flag', 'override'];

export function* up(words: SchemaWords): Work<void> {
  const { text, whole } = words;
  const counter = [sql`name ${text} not null`, sql`reached ${whole} not null`];
  yield* createTable('abtest_counter', counter, 'name', words);
  for (const name of COUNTERS) yield sql`insert into abtest_counter (name, reached) values (${name}, 0)`;
  yield* createRows(words);
  yield* createHistory(words);
  yield* createFlags(words);
}

function* createRows(words: SchemaWords): Work<void> {
  const { text, whole } = words;
  const version = sql`version ${whole} not null`;
  const data = [...saved(words), version, sql`learner ${text} not null`];
  yield* createTable('abtest_data', data, 'learner, experiment_id, name', words);
  yield sql`create index abtest_data_id on abtest_data (id)`;
  yield sql`create index abtest_data_experiment on abtest_data (experiment_id, id)`;
  yield* createTable('abtest_key_value', [...saved(words), version], 'experiment_id, name', words);
  yield sql`create unique index abtest_key_value_id on abtest_key_value (id)`;
}

function* createHistory(words: SchemaWords): Work<void> {
  const { text, whole, instant } = words;
  const columns = [
    ...saved(words),
    sql`history_id ${whole} not null`,
    sql`history_date ${instant} not null`,
    sql`history_type ${text} not null`,
    sql`history_user ${text}`,
    sql`history_change_reason ${text}`,
  ];
  yield* createTable('abtest_key_value_history', columns, 'history_id', words);
  yield sql`create index abtest_key_value_history_id on abtest_key_value_history (id)`;
  yield sql`create index abtest_key_value_history_name on abtest_key_value_history (experiment_id, name)`;
}

function* createFlags(words: SchemaWords): Work<void> {
  const { text, whole } = words;
  const flag = [...changed(words), sql`reason ${text}`, sql`definition ${text}`];
  yield* createTable('abtest_flag', flag, 'flag, id', words);
  const override = [
    ...changed(words),
    sql`scope ${text} not null`,
    sql`target ${text} not null`,
    sql`choice ${text} not null`,
    sql`enabled ${whole} not null`,
    sql`note ${text} not null`,
  ];
  yield* createTable('abtest_override', override, 'flag, scope, target, id', words);
}

/** The columns of every saved key-value. */
function saved({ text, whole, instant }: SchemaWords): Sql[] {
  return [
    sql`id ${whole} not null`,
    sql`created ${instant} not null`,
    sql`modified ${instant} not null`,
    sql`experiment_id ${whole} not null`,
    sql`name ${text} not null`,
    sql`content ${text} not null`,
  ];
}

/** Who made which change, and when. */
function changed({ text, whole, instant }: SchemaWords): Sql[] {
  return [
    sql`id ${whole} not null`,
    sql`change_date ${instant} not null`,
    sql`changed_by ${text}`,
    sql`flag ${text} not null`,
  ];
}
