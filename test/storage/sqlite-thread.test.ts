/** The thread that commits for SQLite: the store keeps its contract with it, and without it when it is gone. */
import { existsSync, renameSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommitThread } from '../../src/storage/sqlite/sqlite-commits.js';
import type { Assignment, Store } from '../../src/storage/store.js';
import { built } from '../built.js';
import { child, until } from './child.js';
import { assignment, collect, contract } from './contract.js';
import { scratch } from './scratch.js';

const newFile = scratch();
// A thread runs no TypeScript.
const imported = <T>(file: string) => import(pathToFileURL(built(file)).href) as Promise<T>;
const { openStore } = await imported<typeof import('../../src/storage/open.js')>('storage/open.js');
const threads = (await imported<{ CommitThread: typeof CommitThread }>('storage/sqlite/sqlite-commits.js'))
  .CommitThread;

/** Rows that went to threads. */
let committed = 0;
/** Called once more changes go to a thread, before they do. */
let beforeCommit: ((thread: CommitThread) => void) | null = null;
const commit = threads.prototype.commit;
threads.prototype.commit = function counted(changes) {
  committed += changes.length;
  beforeCommit?.(this);
  return commit.call(this, changes);
};
beforeEach(() => {
  committed = 0;
});

const learner = (number: number): Assignment =>
  assignment({ scope: 'crowd', experiment: 'crowd', learner: `learner ${number}` });

/** With its thread at work: calls have come together. */
async function openWithThread(url: string): Promise<Store> {
  const store = await openStore(url);
  const before = committed;
  for (let number = 0; committed === before; number += 2) {
    await Promise.all([store.claim(learner(number)), store.claim(learner(number + 1))]);
    // Time for the thread to start.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for await (const { learner } of store.list()) await store.forget(learner);
  return store;
}

contract('SQLite with its thread', async () => `sqlite:${newFile()}`, openWithThread);

describe('the thread', () => {
  it('is not started for sequential calls, nor for a store without a file', async () => {
    const store = await openStore(`sqlite:${newFile()}`);
    for (let number = 0; number < 300; number += 1) await store.claim(learner(number));
    await store.close();
    const memory = await openStore('sqlite::memory:');
    for (let round = 0; round < 100; round += 1) {
      await Promise.all([memory.claim(learner(2 * round)), memory.claim(learner(2 * round + 1))]);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await memory.close();
    expect(committed).toBe(0);
  });

  it('returns what each call changed: one wins, the others get what the winner stored', async () => {
    const store = await openWithThread(`sqlite:${newFile()}`);
    const asked = Array.from({ length: 400 }, (_, index) => ({
      ...learner(index % 100),
      group: String(index),
    }));
    const claims = await Promise.all(asked.map((one) => store.claim(one)));
    expect(committed).toBeGreaterThanOrEqual(400);
    for (const [index, { stored, won }] of claims.entries()) {
      expect({ group: stored.group, won }).toEqual({ group: String(index % 100), won: index < 100 });
    }
    const exposure = { ...learner(1), context: 'page', group: '1', at: new Date(5) };
    const firsts = await Promise.all([1, 2, 3].map(() => store.expose(exposure)));
    expect(firsts).toEqual([true, false, false]);
    await store.close();
  });

  it('alternates with work of several statements', async () => {
    const store = await openWithThread(`sqlite:${newFile()}`);
    const rounds = Array.from({ length: 200 }, async (_, index) => {
      const both = [learner(index), learner(1000 + (index % 10))];
      const claims = [...(await store.claimMany(both)), await store.claim(both[0]!)];
      return [claims[0]!.won, claims[2]!.won, await store.claim(both[1]!)];
    });
    const alone = Array.from({ length: 200 }, (_, index) => store.claim(learner(index)));
    const [many, single] = await Promise.all([Promise.all(rounds), Promise.all(alone)]);
    for (const [index, [inMany, after]] of many.entries()) {
      expect([inMany, single[index]!.won].filter(Boolean)).toHaveLength(1);
      expect(after).toBe(false);
    }
    expect(await collect(store.list())).toHaveLength(210);
    await store.close();
  });

  it('waits for other processes, and rejects when the wait is too long', async () => {
    const path = newFile();
    const store = await openWithThread(`sqlite:${path}`);
    const locker = child('lock.child.mjs', built('storage/sqlite/sqlite-module.js'), path);
    await until(() => locker.lines.includes('locked'), 'the lock');
    const crowd = () => [10, 11, 12].map((number) => store.claim(learner(number)));
    for (const { status, ...rest } of await Promise.allSettled(crowd())) {
      expect(status).toBe('rejected');
      expect(rest).toMatchObject({ reason: { code: 'store-locked' } });
    }
    const patient = crowd();
    setTimeout(() => locker.process.kill(), 200);
    expect(await Promise.all(patient)).toMatchObject([{ won: true }, { won: true }, { won: true }]);
    await store.close();
  });

  it('that ends fails its pending calls, and the store continues without it', async () => {
    const store = await openWithThread(`sqlite:${newFile()}`);
    let ended: Promise<void> | null = null;
    const crowd = (from: number) =>
      Promise.allSettled(Array.from({ length: 50 }, (_, index) => store.claim(learner(from + index))));
    // Told to end just before the changes: it never answers these, however fast it is.
    beforeCommit = (thread) => {
      beforeCommit = null;
      ended = thread.close();
    };
    for (const { status, ...rest } of await crowd(0)) {
      expect(status).toBe('rejected');
      expect(rest).toMatchObject({ reason: { code: 'store-unavailable' } });
    }
    await ended;
    const before = committed;
    expect((await crowd(0)).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(committed).toBe(before);
    expect(await collect(store.list())).toHaveLength(50);
    await store.close();
  });

  it('does not recreate a file that was removed before it starts', async () => {
    const path = newFile();
    const store = await openStore(`sqlite:${path}`);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) renameSync(file, file.replace('.db', '.moved'));
    for (let round = 0; round < 50; round += 1) {
      await Promise.allSettled([store.claim(learner(2 * round)), store.claim(learner(2 * round + 1))]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(existsSync(path)).toBe(false);
    expect(committed).toBe(0);
    await store.close();
  });

  it('does not keep a program running, and does not end it before pending calls resolve', async () => {
    const path = newFile();
    const program = child('crowd.child.mjs', built('storage/open.js'), `sqlite:${path}`);
    expect(await program.done).toEqual(['200 won']);
    const store = await openStore(`sqlite:${path}`);
    expect(await collect(store.list())).toHaveLength(200);
    await store.close();
  });
});
