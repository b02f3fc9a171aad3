/** Brings a PostgreSQL database's schema up to date, in one transaction under an advisory lock. */
import type { Pool } from 'pg';
import { MIGRATION_TABLE, type Migratable, migrate } from '../migrations/migrate.js';

/** CockroachDB compares all text by bytes, and takes no columns that say so. */
const SERVER = `select current_schema() as schema, version() like 'CockroachDB%' as sorts_by_bytes`;

export async function migratePostgres(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ schema: string | null; sorts_by_bytes: boolean }>(SERVER);
  const server = rows[0]!;
  const engine: Migratable = {
    applied: () => applied(pool),
    schema: server.schema,
    dialect: (kysely) => new kysely.PostgresDialect({ pool }),
    words: ({ sql }) => ({
      text: server.sorts_by_bytes ? sql`text` : sql`text collate "C"`,
      whole: sql`bigint`,
      instant: sql`timestamptz(3)`,
      keyedTable: sql``,
      findsLearnersByIndex: true,
    }),
    // Kysely takes the lock and opens the transaction itself on this engine.
    alone: (work) => work(),
  };
  await migrate(engine);
}

async function applied(pool: Pool): Promise<string[]> {
  const known = await pool.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    MIGRATION_TABLE,
  ]);
  if (known.rows[0]?.found !== true) return [];
  const { rows } = await pool.query<{ name: string }>(`select name from ${MIGRATION_TABLE}`);
  return rows.map(({ name }) => name);
}
