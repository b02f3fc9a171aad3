import { test } from 'vitest';
import { connectDuckDb, hasDuckDb } from './duckdb.js';
import { COLUMN, expectSameAnswers, TABLE, USERNAMES } from './sql-cases.js';

test.skipIf(!hasDuckDb)(
  'DuckDB gives the results of the library (not run where the package is not installed)',
  async () => {
    const connection = await connectDuckDb();
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
