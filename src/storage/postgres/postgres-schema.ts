/** The schema of a PostgreSQL database: its types, and the lock that lets one process at a time migrate. */
import type { Schema } from '../migrations/migrate.js';
import { sql, word } from '../sql/statement.js';
import { LOCK_PATIENCE } from './postgres-query.js';

/** An advisory lock, the same as in released versions: an older and a newer version never migrate at the same time. */
const LOCK_ID = '3853314791062309107';
/** Milliseconds to wait for another process to migrate. */
export const MIGRATION_PATIENCE = 60 * 60 * 1000;

export const POSTGRES_SCHEMA: Schema = {
  // Through the search path, as every other statement finds its tables.
  tableNamed: (name) => sql`select 1 as found where to_regclass(${name}) is not null`,
  lock: [
    sql`with patience as (select set_config('lock_timeout', ${String(MIGRATION_PATIENCE)}, true))
        select pg_advisory_xact_lock(${word(LOCK_ID)}) from patience`,
    sql`select version() like 'CockroachDB%' as sorts_by_bytes,
        set_config('lock_timeout', ${String(LOCK_PATIENCE)}, true)`,
  ],
  words: (server) => ({
    // CockroachDB compares all text by bytes, and rejects a collate clause.
    text: word(server?.sorts_by_bytes === true ? 'text' : 'text collate "C"'),
    whole: word('bigint'),
    real: word('double precision'),
    instant: word('timestamptz(3)'),
    keyedTable: word(''),
    findsLearnersByIndex: true,
  }),
};
