/** DuckDB in this process, for tests of SQL; `null` where the package is not installed, which is told loudly. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const MODULE = '@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs';
const require = createRequire(import.meta.url);

/** The part of DuckDB's own types that is needed here; the package need not be installed. */
interface Connection {
  query(sql: string): { toArray(): { toJSON(): Record<string, unknown> }[] };
  close(): void;
}
interface Database {
  instantiate(): Promise<unknown>;
  open(config: object): void;
  connect(): Connection;
}
interface DuckDb {
  createDuckDB(bundles: object, logger: object, runtime: unknown): Promise<Database>;
  VoidLogger: new () => object;
  NODE_RUNTIME: unknown;
}

const module = (() => {
  try {
    return require.resolve(MODULE);
  } catch {
    return undefined;
  }
})();
if (module === undefined) {
  console.warn('NOT RUN: the SQL for DuckDB, because the package @duckdb/duckdb-wasm is not installed');
}

/** A connection to a new database in memory. */
export async function connectDuckDb(): Promise<Connection> {
  const path = module!;
  const duckdb = require(path) as DuckDb;
  const bundle = (name: string) => ({
    mainModule: join(dirname(path), `duckdb-${name}.wasm`),
    mainWorker: join(dirname(path), `duckdb-node-${name}.worker.cjs`),
  });
  const bundles = { mvp: bundle('mvp'), eh: bundle('eh') };
  const database = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await database.instantiate();
  database.open({});
  return database.connect();
}

export const hasDuckDb = module !== undefined;
