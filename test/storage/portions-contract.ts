/** What every store must do with the portions by which learners were drawn: part of the contract suite. */
import { expect, it } from 'vitest';
import { streamAssignments } from '../../src/runtime/stream.js';
import type { AssignmentKey, Draw, KeptPortions, Store } from '../../src/storage/store.js';

const AT = new Date('2026-03-04T05:06:07.089Z');

type Get = () => Store;
type Fresh = (learner?: string) => AssignmentKey;

export function portions(store: Get, fresh: Fresh): void {
  const drawsOf = async (key: AssignmentKey): Promise<Draw[]> => {
    const draws: Draw[] = [];
    for await (const draw of store().draws(key)) draws.push(draw);
    return draws;
  };
  const row = (key: AssignmentKey, group = 'short') => ({
    ...key,
    group,
    strategy: 'stable@1',
    assignedAt: AT,
  });

  it('keeps the portions by which each learner was drawn; the draws and the stream have them, other results do not', async () => {
    const key = fresh('a');
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((learner) => row({ ...key, learner }));
    expect(await store().claim({ ...a!, portions: 'p1' })).toEqual({ stored: a, won: true });
    expect(await store().claim({ ...a!, portions: 'p2' })).toEqual({ stored: a, won: false });
    const many = await store().claimMany([{ ...a!, portions: 'p3' }, { ...b!, portions: 'p2' }, c!]);
    expect(many.map(({ stored, won }) => [stored, won])).toEqual([
      [a, false],
      [b, true],
      [c, true],
    ]);
    await Promise.all([store().claim(d!), store().claim({ ...d!, learner: 'e', portions: 'p2' })]);
    const moved = { ...b!, group: 'long' };
    expect(await store().reassign({ ...moved, portions: 'p4' }, 'short')).toEqual({
      stored: moved,
      won: true,
    });
    expect(await store().reassign({ ...c!, portions: 'p4' }, 'other')).toEqual({ stored: c, won: false });
    const draws = await drawsOf(key);
    expect(draws.map(({ learner, portions: id }) => [learner, id])).toEqual([
      ['a', 'p1'],
      ['b', 'p4'],
      ['c', null],
      ['d', null],
      ['e', 'p2'],
    ]);
    expect(draws[1]).toEqual({ ...moved, portions: 'p4' });
    const streamed: Draw[] = [];
    for await (const { position: _, ...draw } of streamAssignments(store(), {
      scope: key.scope,
      experiment: key.experiment,
    }))
      streamed.push(draw);
    expect(streamed.toSorted((x, y) => (x.learner < y.learner ? -1 : 1))).toEqual(draws);
    expect(await store().peek(b!)).toEqual(moved);
  });

  it('keeps portions of an experiment once for each id, the oldest first', async () => {
    const { scope, experiment } = fresh();
    const kept = (id: string, seconds: number): KeptPortions => ({
      scope,
      experiment,
      id,
      definition: `["${id}"]`,
      since: new Date(AT.getTime() + seconds * 1000),
    });
    expect(await store().keptPortions({ scope, experiment })).toEqual([]);
    await Promise.all([
      store().keepPortions([kept('new', 20), kept('a', 10), { ...kept('a', 5), definition: 'second' }]),
      store().keepPortions([kept('b', 10)]),
      store().keepPortions([]),
    ]);
    await store().keepPortions([
      { ...kept('a', 90), definition: 'other' },
      { ...kept('other', 0), experiment: `${experiment}2` },
    ]);
    expect(await store().keptPortions({ scope, experiment: `${experiment}2` })).toHaveLength(1);
    expect(await store().keptPortions({ scope, experiment })).toEqual([
      kept('a', 10),
      kept('b', 10),
      kept('new', 20),
    ]);
    expect(await store().experiments()).not.toContainEqual({ scope, experiment });
  });

  it('refuses portions that no store takes', async () => {
    const { scope, experiment } = fresh();
    const one = { scope, experiment, id: 'p', definition: '[]', since: AT };
    const refused = { code: 'bad-argument' };
    for (const change of [
      { id: 'a\0' },
      { definition: '\ud800' },
      { since: new Date(Number.NaN) },
      { id: 'i'.repeat(1001) },
    ])
      await expect(
        store().keepPortions([
          { ...one, id: 'whole' },
          { ...one, ...change },
        ]),
      ).rejects.toMatchObject(refused);
    const wrong = row({ scope, experiment, learner: 'ada' });
    for (const id of ['', 'a\0', 7 as never])
      await expect(store().claim({ ...wrong, portions: id })).rejects.toMatchObject(refused);
    expect(await store().keptPortions(one)).toEqual([]);
  });
}
