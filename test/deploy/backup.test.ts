/** The backups of docs/operations.md, command by command, while rows are written: what was acknowledged before is restored. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { openStore, type StoreWithData } from '../../src/index.js';
import { isMissing } from '../programs.js';
import { StandbyPair, serverPrograms } from '../storage/standby-pair.js';

const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const commands = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text!);
/** The one that contains a word. */
const commandWith = (word: string): string => {
  const found = commands.filter((each) => each.includes(word));
  expect(found).toHaveLength(1);
  return found[0]!;
};

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-backup-'));
afterAll(() => rmSync(folder, { recursive: true }));
const programs = serverPrograms();
const run = async (text: string, env: Readonly<Record<string, string>> = {}): Promise<void> => {
  const PATH = `${programs ?? ''}:${process.env.PATH}`;
  await promisify(execFile)('sh', ['-ec', text], { cwd: folder, env: { ...process.env, PATH, ...env } });
};

const rowOf = (number: number) => ({ scope: 's', experiment: 'e', learner: `learner ${number}`, group: 'g' });

/** Writes rows until the work is done; returns how many were acknowledged before it began, and in all. */
async function whileWriting(store: StoreWithData, work: () => Promise<void>) {
  let written = 0;
  let goesOn = true;
  const write = async () => {
    const number = written;
    written += 1;
    await store.claim({ ...rowOf(number), strategy: 'stable@1', assignedAt: new Date(0) });
    await store.expose({ ...rowOf(number), context: 'page', at: new Date(0) });
  };
  for (let round = 0; round < 300; round += 1) await write();
  const before = written;
  const writing = (async () => {
    while (goesOn) await write();
  })();
  await work();
  goesOn = false;
  await writing;
  return { before, all: written };
}

async function expectRestored(store: StoreWithData, before: number, all: number): Promise<void> {
  const learners: string[] = [];
  for await (const { learner } of store.list()) learners.push(learner);
  let exposures = 0;
  for await (const { learner } of store.exposures()) if (learners.includes(learner)) exposures += 1;
  const expected = Array.from({ length: before }, (_, number) => rowOf(number).learner);
  expect(learners).toEqual(expect.arrayContaining(expected));
  expect(learners.length).toBeLessThanOrEqual(all);
  expect(exposures).toBeGreaterThanOrEqual(before);
  const anew = { ...rowOf(-1), strategy: 'stable@1', assignedAt: new Date(0) };
  expect((await store.claim(anew)).won).toBe(true);
  expect((await store.claim({ ...anew, ...rowOf(0) })).won).toBe(false);
  expect((await store.exposuresAfter('0')).rows.length).toBe(exposures);
}

describe.skipIf(isMissing('sqlite3'))('SQLite', () => {
  test('is copied while it is written, and the copy takes its place', async () => {
    const store = await openStore(`sqlite:${join(folder, 'learners.db')}`);
    const { before, all } = await whileWriting(store, () => run(commandWith('vacuum into')));
    await store.close();
    await run(commandWith('cp backup.db'));
    const restored = await openStore(`sqlite:${join(folder, 'learners.db')}`);
    await expectRestored(restored, before, all);
    await restored.close();
  });
});

describe.skipIf(programs === null && process.env.CI !== 'true')('PostgreSQL', () => {
  test('is dumped while it is written, and restored into an empty database', async () => {
    const server = await StandbyPair.start(programs!);
    try {
      const url = server.url;
      const store = await openStore(url);
      const { before, all } = await whileWriting(store, () =>
        run(commandWith('pg_dump --format'), { OLX_ABTEST_STORE: url }),
      );
      await store.close();
      const NEW_STORE = url.replace(/postgres$/, 'restored');
      await run(`createdb --maintenance-db="${url}" restored`);
      await run(commandWith('pg_restore'), { NEW_STORE });
      const restored = await openStore(NEW_STORE);
      await expectRestored(restored, before, all);
      await restored.close();
    } finally {
      await server.stop();
    }
  });
});
if (programs === null)
  console.warn("NOT RUN: the backup of PostgreSQL, which needs Debian's package postgresql");
