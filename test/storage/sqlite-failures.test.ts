/** What goes wrong with files: every failure has its code, and what was stored before is whole. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import { type SqliteDatabase, sqliteModule } from '../../src/storage/sqlite/sqlite-module.js';
import { storeOn } from '../../src/storage/sqlite/sqlite-store.js';
import { built } from '../built.js';
import { child, until } from './child.js';
import { assignment, collect } from './contract.js';
import { scratch } from './scratch.js';

const newFile = scratch();

const learner = (number: number) => assignment({ learner: `learner ${number}` });

/** A store file with 2,000 learners that this process has never had open. */
async function written(path = newFile()): Promise<string> {
  const original = newFile();
  const store = await openStore(`sqlite:${original}`);
  await store.claimMany(Array.from({ length: 2000 }, (_, index) => learner(index)));
  await store.close();
  copyFileSync(original, path);
  return path;
}

describe('a file that cannot be opened', () => {
  it.each([
    ['in a folder that does not exist', () => join(newFile('folder'), 'x.db'), /folder that does not exist/],
    ['that is a folder', () => dirname(newFile()), /is a folder/],
  ])('%s: store-unavailable', async (_, path, message) => {
    await expect(openStore(`sqlite:${path()}`)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(message),
    });
  });
});

describe('a corrupt file', () => {
  it.each([
    ['garbage', (path: string) => writeFileSync(path, 'x'.repeat(10_000))],
    ['the first bytes of a database', (path: string) => truncateSync(path, 50)],
    ['half a database', (path: string) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
  ])('%s: store-corrupt', async (_, spoil) => {
    const path = await written();
    spoil(path);
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('with random bytes in the middle: store-corrupt when they are read', async () => {
    const path = await written();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 8192);
    writeFileSync(path, bytes);
    const reading = openStore(`sqlite:${path}`).then((store) =>
      collect(store.list()).finally(() => store.close()),
    );
    await expect(reading).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('that lost its tables: store-corrupt', async () => {
    const path = newFile();
    const store = await openStore(`sqlite:${path}`);
    const other = await connection(path);
    other.exec('drop table abtest_assignment');
    other.close();
    await expect(store.claim(assignment())).rejects.toMatchObject({ code: 'store-corrupt' });
    await store.close();
  });
});

describe('a read-only file or folder', () => {
  it('is read where possible, and rejects writes with store-readonly', async () => {
    const path = join(newFile('folder'), 'store.db');
    mkdirSync(dirname(path));
    await written(path);
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o777);
    expect(await asNobody(path)).toEqual({ open: 'ok', peek: 'short', claim: 'store-readonly' });
    // With these files there, the folder need not be written.
    for (const log of ['-wal', '-shm']) rmSync(path + log, { force: true });
    chmodSync(dirname(path), 0o555);
    expect(await asNobody(path)).toEqual({ open: 'store-readonly' });
    expect(await asNobody(join(dirname(path), 'new.db'))).toEqual({ open: 'store-readonly' });
    chmodSync(dirname(path), 0o755);
    const store = await openStore(`sqlite:${path}`);
    expect(await collect(store.list())).toHaveLength(2000);
    await store.close();
  });
});

describe('a locked file', () => {
  it('is waited for without blocking the process, then rejected with store-locked; reading still works', async () => {
    const path = await written();
    const store = await openStore(`sqlite:${path}`);
    const locker = child('lock.child.mjs', built('storage/sqlite/sqlite-module.js'), path);
    await until(() => locker.lines.includes('locked'), 'the lock');
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 10);
    const started = performance.now();
    const claim = store.claim(learner(5000)).catch((error: unknown) => error);
    expect(await store.peek(learner(7))).toEqual(learner(7));
    expect(await claim).toMatchObject({ code: 'store-locked' });
    expect(performance.now() - started).toBeGreaterThan(4900);
    // A wait that held up the process would leave none.
    expect(ticks).toBeGreaterThan(2);
    clearInterval(clock);
    const patient = store.claim(learner(5001));
    setTimeout(() => locker.process.kill(), 300);
    expect((await patient).won).toBe(true);
    await locker.gone;
    expect(await store.peek(learner(5000))).toBeNull();
    await store.close();
  });
});

describe('a full disk', () => {
  it('rejects with store-full, keeps the stored data, and works again when there is space', async () => {
    const path = newFile();
    // The engine's own limit makes it answer SQLITE_FULL as a full disk does; it holds for one connection only.
    const database = await connection(path);
    const store = await storeOn(database, path);
    const first = Array.from({ length: 500 }, (_, index) => learner(index));
    await store.claimMany(first);
    database.exec('pragma max_page_count = 60');
    const claims = Array.from({ length: 20_000 }, (_, index) => store.claim(learner(1000 + index)));
    const results = await Promise.allSettled(claims);
    const failures = results.filter((result) => result.status === 'rejected');
    expect(failures.length).toBeGreaterThan(0);
    for (const { reason } of failures) expect(reason).toMatchObject({ code: 'store-full' });
    const acknowledged = results.length - failures.length;
    expect(await collect(store.list())).toHaveLength(500 + acknowledged);
    expect(await store.peek(first[3]!)).toEqual(first[3]);
    database.exec('pragma max_page_count = 100000');
    expect((await store.claim(learner(99_999))).won).toBe(true);
    await store.close();
    const after = await connection(path);
    expect(after.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    after.close();
  });
});

async function connection(path: string): Promise<SqliteDatabase> {
  const { DatabaseSync } = await sqliteModule();
  return new DatabaseSync(path);
}

/** What a user without rights is answered; root could write everywhere. */
async function asNobody(path: string): Promise<unknown> {
  chmodSync(dirname(dirname(path)), 0o755);
  const [line = ''] = await child('readonly.child.mjs', built('storage/open.js'), path).done;
  return JSON.parse(line);
}
