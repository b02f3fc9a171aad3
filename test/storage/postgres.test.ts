/** The PostgreSQL store keeps both contracts, on plain tables and on tables that are split by learner. */
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import { contract } from './contract.js';
import { dataContract } from './data-contract.js';
import { factContract } from './fact-contract.js';
import type { PostgresServer } from './postgres-server.js';
import { sharedPostgres } from './shared-postgres.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await sharedPostgres();
});

contract('PostgreSQL', () => server.createDatabase());
dataContract('PostgreSQL', () => server.createDatabase());
factContract('PostgreSQL', () => server.createDatabase());
const newSplit = async () => {
  const url = await server.createDatabase();
  await (await openStore(url)).close();
  await split(url);
  return url;
};
contract('PostgreSQL with tables split by learner', newSplit);
dataContract('PostgreSQL with tables split by learner', newSplit);
factContract('PostgreSQL with tables split by learner', newSplit);

it('uses nothing that a sharded database lacks', async () => {
  const url = await server.createDatabase();
  await (await openStore(url)).close();
  const unsuitable = await query(
    url,
    `select conname as name from pg_constraint where contype in ('f', 'x')
     union all select relname from pg_class where relkind = 'S'
     union all select tgname from pg_trigger where not tgisinternal
     union all select i.indexrelid::regclass::text from pg_index i
       where i.indisunique and i.indrelid in 
         ('abtest_assignment'::regclass, 'abtest_exposure'::regclass, 'abtest_data'::regclass, 'abtest_fact'::regclass)
       and not exists (select from pg_attribute a where a.attrelid = i.indrelid
         and a.attname = 'learner' and a.attnum = any (i.indkey))`,
  );
  expect(unsuitable).toEqual([]);
});

it('uses the schema that the connection names', async () => {
  const url = await server.createDatabase();
  await (await openStore(url)).close();
  await query(url, 'create schema elsewhere');
  const there = await openStore(`${url}?options=${encodeURIComponent('-c search_path=elsewhere')}`);
  await there.close();
  const tables = await query(
    url,
    `select table_schema as name from information_schema.tables where table_name = 'abtest_assignment' order by 1`,
  );
  expect(tables).toEqual(['elsewhere', 'public']);
});

/** Does what a sharding extension does, with PostgreSQL's own means: the rows of one learner are in one part. */
async function split(url: string): Promise<void> {
  for (const table of ['abtest_assignment', 'abtest_exposure', 'abtest_data', 'abtest_fact']) {
    await query(
      url,
      `alter table ${table} rename to whole;
       create table ${table} (like whole including all) partition by hash (learner);
       ${[0, 1, 2, 3]
         .map(
           (part) =>
             `create table ${table}_${part} partition of ${table} for values with (modulus 4, remainder ${part});`,
         )
         .join('\n')}
       drop table whole;`,
    );
  }
}

async function query(url: string, sql: string): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(sql);
    return rows?.map(({ name }) => name) ?? [];
  } finally {
    await client.end();
  }
}
