/** Migrates a store's schema to the current version, in one process at a time; refuses a newer schema. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { SqlEngine, SqlRow } from '../sql/sql-engine.js';
import { type Sql, sql, word } from '../sql/statement.js';
import type { Migration, SchemaWords } from './migration.js';

/** The names of the applied migrations. Released versions created this table, with these columns, through Kysely's migrator. */
const MIGRATION_TABLE = 'abtest_migration';

/** In order. A released migration is never edited, renamed or moved: add another. */
const MIGRATIONS: readonly { readonly name: string; load(): Promise<Migration> }[] = [
  { name: '0001-assignments', load: () => import('./0001-assignments.js') },
  { name: '0002-experiment-data', load: () => import('./0002-experiment-data.js') },
  { name: '0003-learners-without-index', load: () => import('./0003-learners-without-index.js') },
  { name: '0004-facts', load: () => import('./0004-facts.js') },
  { name: '0005-endings', load: () => import('./0005-endings.js') },
  { name: '0006-positions', load: () => import('./0006-positions.js') },
  { name: '0007-ended-sessions', load: () => import('./0007-ended-sessions.js') },
  { name: '0008-outcomes', load: () => import('./0008-outcomes.js') },
  { name: '0009-portions', load: () => import('./0009-portions.js') },
];

/** What an engine provides for migrations. */
export interface Schema {
  /** A statement that returns a row if a table of this name exists. */
  tableNamed(name: string): Sql;
  /** Run first in the migrating transaction: the statements wait until no other process migrates. */
  readonly lock: readonly Sql[];
  /** @param row the first row of the last statement of `lock` */
  words(row: SqlRow | undefined): SchemaWords;
}

/**
 * An up-to-date store, the common case, loads no migration and takes no lock.
 * @throws AbtestError `store-newer` when a migration was applied that is not in the list, `store-corrupt` when one is
 *   missing that comes before an applied one
 */
export async function migrate(engine: SqlEngine, schema: Schema): Promise<void> {
  const table = await engine.rows(schema.tableNamed(MIGRATION_TABLE));
  if (table.length > 0 && isCurrent(await engine.rows(SEEN))) return;
  const loaded = await Promise.all(
    MIGRATIONS.map(async ({ name, load }) => ({ name, up: (await load()).up })),
  );
  await engine.write(function* () {
    let row: SqlRow | undefined;
    for (const statement of schema.lock) [row] = yield statement;
    const words = schema.words(row);
    const [known] = yield schema.tableNamed(MIGRATION_TABLE);
    if (known === undefined) {
      yield sql`create table ${word(MIGRATION_TABLE)}
        (name varchar(255) not null primary key, timestamp varchar(255) not null)`;
    }
    const seen = yield SEEN;
    // Another process may have migrated since the first check.
    if (isCurrent(seen)) return;
    for (const { name, up } of loaded.slice(seen.length)) {
      yield* up(words);
      yield sql`insert into ${word(MIGRATION_TABLE)} (name, timestamp)
        values (${name}, ${new Date().toISOString()})`;
    }
  });
}

const SEEN = sql`select name from ${word(MIGRATION_TABLE)} order by name`;

/** Returns whether all migrations were applied; throws unless the applied ones are the first of the list. */
function isCurrent(rows: readonly SqlRow[]): boolean {
  const seen = rows.map(({ name }) => String(name));
  const names = MIGRATIONS.map(({ name }) => name);
  const unknown = seen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new AbtestError(
      'store-newer',
      `The store was written by a newer version (applied migrations: ${unknown.join(', ')})`,
      { hint: 'Update olx-abtest, or open another store.' },
    );
  }
  const missing = names.slice(0, seen.length).filter((name) => !seen.includes(name));
  if (missing.length > 0) {
    throw new AbtestError(
      'store-corrupt',
      `The store has the migrations ${seen.join(', ')} but not ${missing.join(', ')}`,
      { hint: 'Restore it from a backup.' },
    );
  }
  return seen.length === names.length;
}
