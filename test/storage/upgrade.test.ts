/**
 * Stores of every earlier version: what each migration made, written down when it was released, with rows in it. Opened,
 * they keep their rows and have the schema of a new store. A new migration adds a file to `fixtures/stores/`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import type { PostgresServer } from './postgres-server.js';
import { type Connection, connect, type EngineName } from './released-schema.js';
import { scratch } from './scratch.js';
import { sharedPostgres } from './shared-postgres.js';

const FOLDER = new URL('../../fixtures/stores', import.meta.url).pathname;
const MIGRATIONS = new URL('../../src/storage/migrations', import.meta.url).pathname;
const FILES = readdirSync(FOLDER).sort();
const AT = new Date('2026-03-04T05:06:07.089Z');

/** What differs between the engines. */
const WORDS: Readonly<Record<EngineName, Readonly<Record<string, string>>>> = {
  sqlite: {
    TEXT: 'text',
    WHOLE: 'integer',
    REAL: 'real',
    INSTANT: 'integer',
    END: 'strict, without rowid',
    AT: String(AT.getTime()),
  },
  postgres: {
    TEXT: 'text collate "C"',
    WHOLE: 'bigint',
    REAL: 'double precision',
    INSTANT: 'timestamptz(3)',
    END: '',
    AT: `'${AT.toISOString()}'`,
  },
};

const newFile = scratch();
let server: PostgresServer;
beforeAll(async () => {
  server = await sharedPostgres();
});

it('there is a file for each migration', () => {
  const released = readdirSync(MIGRATIONS).filter((name) => /^\d/.test(name));
  expect(FILES.map((name) => name.replace('.sql', '.ts'))).toEqual(released.sort());
});

describe.each(['sqlite', 'postgres'] as const)('%s', (engine) => {
  const newUrl = async () => (engine === 'sqlite' ? `sqlite:${newFile()}` : server.createDatabase());

  it.each(FILES.map((name, index) => [name.replace('.sql', ''), index] as const))(
    'a store of %s is upgraded, and its rows are kept',
    async (_, index) => {
      const [url, fresh] = [await newUrl(), await newUrl()];
      await build(engine, url, FILES.slice(0, index + 1));
      await (await openStore(fresh)).close();
      const store = await openStore(url);
      const key = { scope: 'course-v1:a+b+c', experiment: 'video', learner: 'ada' };
      const assigned = { ...key, group: 'short', strategy: 'stable@1', assignedAt: AT };
      expect(await store.peek(key)).toEqual(assigned);
      const has = (version: number): number => (index + 1 >= version ? 1 : 0);
      const portions = has(9) === 1 ? 'p' : null;
      expect((await store.assignmentsAfter('0')).rows).toEqual([{ ...assigned, portions, position: '1' }]);
      const shown = { ...key, group: 'short', context: 'page', at: AT };
      expect((await store.exposuresAfter('0')).rows).toEqual([{ ...shown, position: '1' }]);
      expect(await store.expose(shown)).toBe(false);
      const part = { offset: 0, limit: 10 };
      expect((await store.data.experimentData.list({}, part)).count).toBe(has(2));
      expect((await store.data.keyValues.list({}, part)).count).toBe(has(2));
      expect(await store.data.facts.of('ada')).toHaveLength(has(4));
      const ending = await store.ending({ scope: key.scope, experiment: 'old' });
      expect(ending === null ? 0 : 1).toBe(has(5));
      const outcomes = [];
      for await (const outcome of store.outcomes()) outcomes.push(outcome);
      const quiz = { scope: key.scope, name: 'quiz', learner: 'ada', at: AT, value: 0.1 };
      expect(outcomes).toEqual(has(8) === 1 ? [quiz] : []);
      const kept = { scope: key.scope, experiment: key.experiment, id: 'p', definition: '[]', since: AT };
      expect(await store.keptPortions(key)).toEqual(has(9) === 1 ? [kept] : []);
      for await (const draw of store.draws(key)) expect(draw).toEqual({ ...assigned, portions });
      await store.claim({ ...assigned, learner: 'grace' });
      expect((await store.assignmentsAfter('1')).rows.map(({ learner }) => learner)).toEqual(['grace']);
      await store.close();
      expect(await on(engine, url, (connection) => schemaOf(engine, connection))).toEqual(
        await on(engine, fresh, (connection) => schemaOf(engine, connection)),
      );
    },
  );
});

async function build(engine: EngineName, url: string, files: readonly string[]): Promise<void> {
  await on(engine, url, async (connection) => {
    for (const file of files) {
      const statements = readFileSync(join(FOLDER, file), 'utf8').split(';\n').slice(0, -1);
      for (const statement of statements) {
        if (statement.startsWith('/* SQLite */') && engine !== 'sqlite') continue;
        if (statement.startsWith('/* PostgreSQL */') && engine !== 'postgres') continue;
        const words = /\b(TEXT|WHOLE|REAL|INSTANT|END|AT)\b/g;
        await connection.rows(statement.replace(words, (word) => WORDS[engine][word]!));
      }
    }
  });
}

async function on<T>(
  engine: EngineName,
  url: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(engine, url);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function schemaOf(engine: EngineName, { rows }: Connection): Promise<unknown> {
  if (engine === 'postgres')
    return [
      await rows(`select table_name, column_name, ordinal_position, data_type, collation_name, is_nullable,
        datetime_precision from information_schema.columns where table_schema = 'public'
        order by table_name, ordinal_position`),
      await rows(`select indexdef from pg_indexes where schemaname = 'public' order by indexname`),
    ];
  return [
    await rows(`select t.name as of, t.wr, t.strict, c.* from pragma_table_list t, pragma_table_xinfo(t.name) c
      where t.name like 'abtest%' and t.type = 'table' order by t.name, c.cid`),
    await rows(`select t.name as of, i.name, i."unique", c.seqno, c.name as column
      from pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
      where t.name like 'abtest%' and i.origin = 'c' order by t.name, i.name, c.seqno`),
  ];
}
