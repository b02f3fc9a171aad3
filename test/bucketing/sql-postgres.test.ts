import pg, { type Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { stableValue } from '../../src/bucketing/bucket.js';
import { stableValueSql } from '../../src/bucketing/sql.js';
import type { PostgresServer } from '../storage/postgres-server.js';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { COLUMN, expectSameAnswers, TABLE, USERNAMES } from './sql-cases.js';

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
let server: PostgresServer;

async function withClient(database: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  server = await sharedPostgres();
});

async function fill(client: Client, usernames: readonly (string | null)[]): Promise<void> {
  await client.query(`create table ${quote(TABLE)} (place int, ${quote(COLUMN)} text)`);
  const insert = `insert into ${quote(TABLE)} select * from unnest($1::int[], $2::text[])`;
  await client.query(insert, [usernames.map((_, place) => place), usernames]);
}

test('PostgreSQL gives the results of the library', async () => {
  await withClient('postgres', async (client) => {
    await fill(client, USERNAMES);
    for (const conforming of ['on', 'off']) {
      await client.query(`set standard_conforming_strings = ${conforming}; set escape_string_warning = off`);
      await expectSameAnswers('postgres', async (expression) => {
        const { rows } = await client.query({
          text: `select ${expression} from ${quote(TABLE)} order by place`,
          rowMode: 'array',
        });
        return rows.map(([value]: unknown[]) => value);
      });
    }
  });
});

test('the encoding of the database makes no difference', async () => {
  const names = ['alice', 'jos\u00e9', 'ÿþ'];
  await withClient('postgres', async (client) => {
    await client.query(`create database latin encoding 'LATIN1' locale 'C' template template0`);
  });
  await withClient('latin', async (client) => {
    await fill(client, names);
    const expression = stableValueSql({ dialect: 'postgres', experiment: 'größe', column: COLUMN });
    const { rows } = await client.query(`select ${expression} as value from ${quote(TABLE)} order by place`);
    expect(rows.map(({ value }) => Number(value))).toEqual(names.map((name) => stableValue('größe', name)));
  });
});
