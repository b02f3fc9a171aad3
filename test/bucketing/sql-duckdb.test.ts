import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'vitest';
import { COLUMN, expectSameAnswers, TABLE, USERNAMES } from './sql-cases.js';

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

const installed = (() => {
  try {
    return require.resolve(MODULE);
  } catch {
    return undefined;
  }
})();
if (installed === undefined) {
  console.warn('NOT RUN: the SQL for DuckDB, because the package @duckdb/duckdb-wasm is not installed');
}

async function connect(path: string): Promise<Connection> {
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

test.skipIf(installed === undefined)(
  'DuckDB gives the results of the library (not run where the package is not installed)',
  async () => {
    const connection = await connect(installed!);
    const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const literal = (text: string | null) => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`);
    const rows = USERNAMES.map((name, place) => `(${place}, ${literal(name)})`);
    connection.query(`create table ${quote(TABLE)} (place integer, ${quote(COLUMN)} varchar)`);
    connection.query(`insert into ${quote(TABLE)} values ${rows.join(', ')}`);
    await expectSameAnswers('duckdb', async (expression) => {
      const sql = `select ${expression} as answer from ${quote(TABLE)} order by place`;
      return connection
        .query(sql)
        .toArray()
        .map((row) => row.toJSON().answer);
    });
    connection.close();
  },
);
