/** The schema that released versions made by means of Kysely's migrator, and how the schema of a store is described. */
import pg from 'pg';
import { type SqliteDatabase, sqliteModule } from '../../src/storage/sqlite/sqlite-module.js';

/** What differs between the engines, as the released versions wrote it. */
const ENGINES = {
  sqlite: { TEXT: 'text', WHOLE: 'integer', INSTANT: 'integer', END: ' strict, without rowid' },
  postgres: { TEXT: 'text collate "C"', WHOLE: 'bigint', INSTANT: 'timestamptz(3)', END: '' },
} as const;
export type EngineName = keyof typeof ENGINES;

const SAVED = `"id" WHOLE not null, "created" INSTANT not null, "modified" INSTANT not null,
  "experiment_id" WHOLE not null, "name" TEXT not null, "content" TEXT not null`;
const CHANGED = `"id" WHOLE not null, "change_date" INSTANT not null, "changed_by" TEXT, "flag" TEXT not null`;
const LEARNER = '"scope" TEXT not null, "experiment" TEXT not null, "learner" TEXT not null';

const STATEMENTS = [
  'create table "abtest_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null)',
  `create table "abtest_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null)`,
  `insert into "abtest_migration_lock" values ('migration_lock', 0)`,
  `create table "abtest_assignment" (${LEARNER}, "group_name" TEXT not null, "strategy" TEXT not null,
    "assigned_at" INSTANT not null,
    constraint "abtest_assignment_key" primary key ("scope", "experiment", "learner"))END`,
  `create table "abtest_exposure" (${LEARNER}, "context" TEXT not null, "group_name" TEXT not null,
    "exposed_at" INSTANT not null,
    constraint "abtest_exposure_key" primary key ("scope", "experiment", "learner", "context"))END`,
  `create table "abtest_counter" ("name" TEXT not null, "reached" WHOLE not null,
    constraint "abtest_counter_key" primary key ("name"))END`,
  ...['settings', 'data', 'key_value', 'history', 'flag', 'override'].map(
    (name) => `insert into abtest_counter (name, reached) values ('${name}', 0)`,
  ),
  `create table "abtest_data" (${SAVED}, "version" WHOLE not null, "learner" TEXT not null,
    constraint "abtest_data_key" primary key ("learner", "experiment_id", "name"))END`,
  'create index "abtest_data_id" on "abtest_data" ("id")',
  'create index "abtest_data_experiment" on "abtest_data" ("experiment_id", "id")',
  `create table "abtest_key_value" (${SAVED}, "version" WHOLE not null,
    constraint "abtest_key_value_key" primary key ("experiment_id", "name"))END`,
  'create unique index "abtest_key_value_id" on "abtest_key_value" ("id")',
  `create table "abtest_key_value_history" (${SAVED}, "history_id" WHOLE not null, "history_date" INSTANT not null,
    "history_type" TEXT not null, "history_user" TEXT, "history_change_reason" TEXT,
    constraint "abtest_key_value_history_key" primary key ("history_id"))END`,
  'create index "abtest_key_value_history_id" on "abtest_key_value_history" ("id")',
  'create index "abtest_key_value_history_name" on "abtest_key_value_history" ("experiment_id", "name")',
  `create table "abtest_flag" (${CHANGED}, "reason" TEXT, "definition" TEXT,
    constraint "abtest_flag_key" primary key ("flag", "id"))END`,
  `create table "abtest_override" (${CHANGED}, "scope" TEXT not null, "target" TEXT not null,
    "choice" TEXT not null, "enabled" WHOLE not null, "note" TEXT not null,
    constraint "abtest_override_key" primary key ("flag", "scope", "target", "id"))END`,
];

/** Of PostgreSQL only: SQLite's were dropped by the third migration. */
const LEARNER_INDEXES = [
  'create index "abtest_assignment_learner" on "abtest_assignment" ("learner")',
  'create index "abtest_exposure_learner" on "abtest_exposure" ("learner")',
];

const SEEN = ['0001-assignments', '0002-experiment-data', '0003-learners-without-index'].map(
  (name) => `insert into "abtest_migration" values ('${name}', '2026-03-04T05:06:07.089Z')`,
);

/** What a connection to either engine can do for the tests. */
export interface Connection {
  rows(sql: string): Promise<Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

export async function connect(engine: EngineName, url: string): Promise<Connection> {
  if (engine === 'sqlite') {
    const { DatabaseSync } = await sqliteModule();
    const database: SqliteDatabase = new DatabaseSync(url.slice('sqlite:'.length));
    return {
      rows: async (sql) => database.prepare(sql).all() as Record<string, unknown>[],
      close: async () => database.close(),
    };
  }
  const client = new pg.Client(url);
  await client.connect();
  return { rows: async (sql) => (await client.query(sql)).rows, close: () => client.end() };
}

/** Makes what a released version made of an empty database. */
export async function release(engine: EngineName, connection: Connection): Promise<void> {
  const words = Object.entries(ENGINES[engine]);
  const indexes = engine === 'postgres' ? LEARNER_INDEXES : [];
  for (const statement of [...STATEMENTS, ...indexes, ...SEEN]) {
    await connection.rows(words.reduce((text, [word, own]) => text.replaceAll(word, own), statement));
  }
}

/** Tables that later migrations add are not among them. */
const TABLES = STATEMENTS.flatMap((statement) => /^create table "(\w+)"/.exec(statement)?.[1] ?? [])
  .map((name) => `'${name}'`)
  .join(', ');

/** Every released table with its columns and indexes, as the engine describes them; without the columns that came later. */
export async function describeSchema(engine: EngineName, { rows }: Connection): Promise<unknown[]> {
  if (engine === 'postgres') {
    return [
      await rows(`select table_name, column_name, ordinal_position, data_type, collation_name, is_nullable,
        column_default, character_maximum_length, datetime_precision from information_schema.columns
        where table_schema = 'public' and table_name in (${TABLES}) and column_name not in ('position', 'portions') order by table_name, ordinal_position`),
      await rows(`select indexname, indexdef from pg_indexes
        where schemaname = 'public' and tablename in (${TABLES}) and indexname not like '%_position' order by indexname`),
    ];
  }
  const tables = await rows(`select name, wr, strict from pragma_table_list
    where name in (${TABLES}) and type = 'table' order by name`);
  const columns = await rows(`select t.name as of, c.* from pragma_table_list t, pragma_table_xinfo(t.name) c
    where t.name in (${TABLES}) and c.name not in ('position', 'portions') order by t.name, c.cid`);
  const indexes = await rows(`select t.name as of, i.name, i."unique", i.origin, c.seqno, c.name as column
    from pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
    where t.name in (${TABLES}) and i.name not like '%_position' order by t.name, i.name, c.seqno`);
  return [tables, columns, indexes];
}
