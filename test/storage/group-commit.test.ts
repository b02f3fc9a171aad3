/** Calls that come close together share a piece of work, and its fate. */
import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../src/storage/group-commit.js';
import { patiently } from '../../src/storage/patience.js';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a group commit', () => {
  it('collects calls, resolves each, and respects its sizes and lanes', async () => {
    const sizes: number[] = [];
    let underWay = 0;
    let most = 0;
    const doubling = new GroupCommit<number, number>(
      async (items) => {
        sizes.push(items.length);
        underWay += 1;
        most = Math.max(most, underWay);
        await pause(5);
        underWay -= 1;
        return items.map((item) => item * 2);
      },
      { lanes: 2, largest: 10 },
    );
    const answers = await Promise.all(Array.from({ length: 35 }, (_, index) => doubling.add(index)));
    expect(answers).toEqual(Array.from({ length: 35 }, (_, index) => index * 2));
    expect(sizes).toEqual([10, 10, 10, 5]);
    expect(most).toBe(2);
  });

  it('fails only the calls of one batch, and continues', async () => {
    const picky = new GroupCommit<number, number>(
      async (items) => {
        if (items.includes(1)) throw new Error('no ones');
        return items;
      },
      { lanes: 1, largest: 2 },
    );
    const results = await Promise.allSettled([0, 1, 2, 3].map((item) => picky.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await picky.add(4)).toBe(4);
  });

  it('is idle when all is done, even after failures', async () => {
    let done = 0;
    const slow = new GroupCommit<boolean, void>(
      async ([fails]) => {
        await pause(5);
        done += 1;
        if (fails) throw new Error('failed');
        return [undefined];
      },
      { lanes: 1, largest: 1 },
    );
    await slow.idle();
    const calls = Promise.allSettled([true, false, true].map((fails) => slow.add(fails)));
    await slow.idle();
    expect(done).toBe(3);
    await calls;
  });
});

describe('retries', () => {
  const passes = (error: unknown) => (error as Error).message === 'busy';

  it('retries temporary errors only', async () => {
    let tries = 0;
    const work = (message: string) => () => {
      tries += 1;
      if (tries < 4) throw new Error(message);
      return tries;
    };
    expect(await patiently(work('busy'), { passes, until: 60_000 })).toBe(4);
    tries = 0;
    await expect(patiently(work('broken'), { passes, until: 60_000 })).rejects.toThrow('broken');
    expect(tries).toBe(1);
  });

  it('ends', async () => {
    const started = performance.now();
    const work = () => {
      throw new Error('busy');
    };
    await expect(patiently(work, { passes, until: 60 })).rejects.toThrow('busy');
    expect(performance.now() - started).toBeGreaterThan(59);
  });
});
