/** Opens a store by its URL: the only place that names the drivers, each loaded on demand. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { CheckedStore } from './checked-store.js';
import type { StoreWithData } from './store.js';

const DEFAULT_URL = 'sqlite:./olx-abtest.db';

const postgres = async (url: string) => {
  // Else the driver takes all of it for the name of a database on this machine.
  if (!/^[a-z]+:\/\//i.test(url))
    throw new AbtestError('bad-argument', 'The URL of the store has no // after its scheme', {
      hint: 'Write postgres://user@host/database.',
    });
  return (await import('./postgres/postgres-store.js')).openPostgres(url);
};

const DRIVERS: ReadonlyMap<string, (url: string) => Promise<StoreWithData>> = new Map([
  ['memory', async () => new (await import('./memory/memory-store.js')).MemoryStore()],
  ['sqlite', async (url) => (await import('./sqlite/sqlite-store.js')).openSqlite(pathOf(url))],
  ['postgres', postgres],
  ['postgresql', postgres],
]);

/**
 * Opens `memory:` (gone when the process ends), `sqlite:PATH` (created if absent, its folder must exist;
 * `sqlite::memory:` is SQLite without a file) or `postgres://user:password@host/database`. Migrates the schema. Throws
 * `AbtestError`; passwords are never in a message.
 * @example
 * const store = await openStore('memory:'); // or sqlite:./learners.db, postgres://user@host/database
 * console.log((await store.experiments()).length); // → 0
 * await store.close();
 */
export async function openStore(url: string): Promise<StoreWithData> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const driver = scheme === undefined ? undefined : DRIVERS.get(scheme);
  if (driver === undefined) {
    const hint = 'Use memory:, sqlite:./file.db or postgres://user@host/database.';
    // What has no scheme is not printed: it may hold a password.
    const message =
      scheme === undefined ? 'The URL of the store has no scheme' : `Unknown store "${scheme}:"`;
    throw new AbtestError('bad-argument', message, { hint });
  }
  return new CheckedStore(await driver(url));
}

/**
 * The file of a SQLite store; `null` for a store without a file.
 * @throws AbtestError `bad-argument` for a URL of SQLite without a path, or with a host
 */
export function storeFile(url: string): string | null {
  if (!/^sqlite:/i.test(url)) return null;
  const path = pathOf(url);
  return path === ':memory:' ? null : path;
}

function pathOf(url: string): string {
  const path = url.slice('sqlite:'.length);
  const hint = 'Write sqlite:./file.db, or sqlite:/folder/file.db.';
  // SQLite would make a file without a name, and remove it in the end.
  if (path === '') throw new AbtestError('bad-argument', 'The URL of the store has no file', { hint });
  // For SQLite the "host" is a folder of the root.
  if (/^\/\/[^/]/.test(path))
    throw new AbtestError('bad-argument', `The URL of the store, ${url}, has a host instead of a file`, {
      hint,
    });
  return path;
}

/** The given URL, else the environment's OLX_ABTEST_STORE, else a SQLite file in the working directory. */
export function storeUrl(given?: string): string {
  return given || process.env.OLX_ABTEST_STORE || DEFAULT_URL;
}
