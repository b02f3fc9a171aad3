/** Brings a store's schema up to date, once, whoever comes first; refuses a schema that this program does not know. */
import type { Dialect, Kysely } from 'kysely';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { MIGRATIONS } from './list.js';
import type { SchemaWords } from './migration.js';

export const MIGRATION_TABLE = 'abtest_migration';
const LOCK_TABLE = 'abtest_migration_lock';

/** What an engine brings along to be migrated. */
export interface Migratable {
  /** Names of the migrations that the store has seen; none for a new store. */
  applied(): Promise<readonly string[]>;
  /** The schema that the tables are in, where the engine has schemas. */
  readonly schema: string | null;
  dialect(kysely: typeof import('kysely')): Dialect;
  words(kysely: typeof import('kysely')): SchemaWords;
  /** Runs the work while no other process migrates; what it did is kept whole or not at all. */
  alone(work: () => Promise<void>): Promise<void>;
}

/** Throws `store-newer` when the store has seen a migration that is not in the list. */
export async function migrate(engine: Migratable): Promise<void> {
  if (isCurrent(await engine.applied())) return;
  // Loaded only now: a store that is up to date, the common case, does not wait for it.
  const kysely = await import('kysely');
  const words = engine.words(kysely);
  await engine.alone(async () => {
    const migrator = new kysely.Migrator({
      db: new kysely.Kysely<unknown>({ dialect: engine.dialect(kysely) }),
      provider: { getMigrations: () => provided(words) },
      migrationTableName: MIGRATION_TABLE,
      migrationLockTableName: LOCK_TABLE,
      ...(engine.schema === null ? {} : { migrationTableSchema: engine.schema }),
    });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
  });
}

async function provided(words: SchemaWords) {
  const migrations: Record<string, { up(database: Kysely<unknown>): Promise<void> }> = {};
  for (const { name, load } of MIGRATIONS) {
    const { up } = await load();
    migrations[name] = { up: (database) => up(database, words) };
  }
  return migrations;
}

function isCurrent(applied: readonly string[]): boolean {
  const unknown = applied.filter((name) => MIGRATIONS.every((migration) => migration.name !== name));
  if (unknown.length > 0) {
    throw new AbtestError(
      'store-newer',
      `the store was written by a newer version (it has seen ${unknown.join(', ')})`,
      {
        hint: 'Update olx-abtest, or open another store.',
      },
    );
  }
  return applied.length === MIGRATIONS.length;
}
