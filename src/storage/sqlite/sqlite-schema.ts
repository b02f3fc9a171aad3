/** Brings a SQLite file's schema up to date: all migrations in one transaction that no other process can enter. */
import type { SqliteDatabase as KyselyDatabase } from 'kysely';
import { MIGRATION_TABLE, type Migratable, migrate } from '../migrations/migrate.js';
import { type Patience, patiently } from '../patience.js';
import { rollBack, type SqliteDatabase, type SqliteValue } from './sqlite-module.js';

export async function migrateSqlite(database: SqliteDatabase, patience: Patience): Promise<void> {
  const engine: Migratable = {
    applied: () => patiently(() => applied(database), patience),
    schema: null,
    dialect: (kysely) => new kysely.SqliteDialect({ database: forKysely(database) }),
    words: ({ sql }) => ({
      text: sql`text`,
      whole: sql`integer`,
      instant: sql`integer`,
      keyedTable: sql`strict, without rowid`,
      findsLearnersByIndex: false,
    }),
    async alone(work) {
      await patiently(() => database.exec('begin immediate'), patience);
      try {
        await work();
        database.exec('commit');
      } catch (error) {
        rollBack(database);
        throw error;
      }
    },
  };
  await migrate(engine);
}

function applied(database: SqliteDatabase): string[] {
  const known = database
    .prepare(`select 1 from sqlite_schema where type = 'table' and name = ?`)
    .get(MIGRATION_TABLE);
  if (known === undefined) return [];
  const rows = database.prepare(`select name from ${MIGRATION_TABLE}`).all();
  return (rows as { name: string }[]).map(({ name }) => name);
}

/** Kysely speaks better-sqlite3's API, which takes the parameters as one array. */
function forKysely(database: SqliteDatabase): KyselyDatabase {
  return {
    close: () => {},
    prepare(sql) {
      const statement = database.prepare(sql);
      const all = (parameters: readonly unknown[]) => statement.all(...(parameters as SqliteValue[]));
      return {
        reader: true,
        all,
        run() {
          throw new Error('statements are run with all()');
        },
        iterate: (parameters) => all(parameters)[Symbol.iterator](),
      };
    },
  };
}
