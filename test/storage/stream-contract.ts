/** What every store must do as a stream: each row once, in order, none skipped whatever is written meanwhile. */
import { expect, it } from 'vitest';
import { streamAssignments, streamExposures } from '../../src/runtime/stream.js';
import type { AssignmentKey, Exposure, Store, StreamPosition } from '../../src/storage/store.js';

type Get = () => Store;
type Fresh = (learner?: string) => AssignmentKey;

const AT = new Date('2026-03-04T05:06:07.089Z');
const assigned = (key: AssignmentKey, group = 'short') => ({
  ...key,
  group,
  strategy: 'stable@1',
  assignedAt: AT,
});
const shown = (key: AssignmentKey, context: string, at = AT): Exposure => ({
  ...key,
  group: 'short',
  context,
  at,
});

/** @param another opens the same store again; the store itself where that is not possible */
export function streaming(store: Get, fresh: Fresh, another: () => Promise<Store>): void {
  it('streams rows in the order of the calls, and goes on from any position', async () => {
    const key = fresh();
    const start = await endOf(store());
    const contexts = ['c', 'a', 'd', 'b'];
    const later = (index: number) => new Date(AT.getTime() + index);
    for (const [index, context] of contexts.entries())
      await store().expose(shown(key, context, later(index)));
    await store().expose(shown(key, 'a'));
    const { rows, more } = await store().exposuresAfter(start);
    expect(rows.map(({ context }) => context)).toEqual(contexts);
    expect(rows[0]).toEqual({ ...shown(key, 'c'), position: rows[0]!.position });
    expect(more).toBe(false);
    for (const [index, { position }] of rows.entries()) {
      const rest = await store().exposuresAfter(position);
      expect(rest.rows).toEqual(rows.slice(index + 1));
      expect(BigInt(position)).toBeGreaterThan(BigInt(rows[index - 1]?.position ?? start));
    }
    expect(await store().exposuresAfter(start)).toEqual({ rows, more, position: rows.at(-1)!.position });
  });

  it('streams a changed assignment again, as it is then, and no erased row; no position is given twice', async () => {
    const [one, two] = [fresh('one'), fresh('two')];
    const start = await endOf(store(), 'assignments');
    await store().claim(assigned(one));
    await store().claim(assigned(two));
    await store().claim(assigned(one, 'long'));
    const first = await store().assignmentsAfter(start);
    expect(first.rows.map(({ learner, group }) => [learner, group])).toEqual([
      ['one', 'short'],
      ['two', 'short'],
    ]);
    await store().reassign(assigned(one, 'long'), 'short');
    const second = await store().assignmentsAfter(first.position);
    expect(second.rows.map(({ learner, group }) => [learner, group])).toEqual([['one', 'long']]);
    expect((await store().assignmentsAfter(start)).rows.map(({ learner }) => learner)).toEqual([
      'two',
      'one',
    ]);
    await store().forget('one');
    expect((await store().assignmentsAfter(start)).rows.map(({ learner }) => learner)).toEqual(['two']);
    expect(await store().assignmentsAfter(second.position)).toEqual({ ...second, rows: [] });
    await store().claim(assigned(one));
    const third = await store().assignmentsAfter(second.position);
    expect(third.rows.map(({ learner, group }) => [learner, group])).toEqual([['one', 'short']]);
  });

  it('streams one scope or experiment, and tells where to go on although no row matches', async () => {
    const [one, two] = [fresh(), fresh()];
    const start = await endOf(store(), 'assignments');
    const rows = Array.from({ length: 2500 }, (_, index) => assigned({ ...one, learner: `l${index}` }));
    await store().claimMany([...rows, assigned(two), assigned({ ...two, experiment: 'other' })]);
    const seen = { all: 0, two: 0, other: 0 };
    for await (const { scope, experiment } of streamAssignments(store(), { after: start })) {
      seen.all += 1;
      if (scope === two.scope) seen.two += 1;
      if (experiment === 'other') seen.other += 1;
    }
    expect(seen).toEqual({ all: 2502, two: 2, other: 1 });
    const only = { after: start, scope: two.scope, experiment: 'other' };
    expect((await collect(streamAssignments(store(), only))).map(({ experiment }) => experiment)).toEqual([
      'other',
    ]);
    const none = await store().assignmentsAfter(start, { scope: 'none' });
    expect(none).toMatchObject({ rows: [], more: true });
    expect(Number(none.position)).toBeGreaterThan(Number(start));
  });

  it('refuses what is not a position, and a position after the last one', async () => {
    const end = await endOf(store());
    const refused = (message: string) =>
      expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(message) });
    for (const bad of ['', '-1', '01', '1.5', 'x', '9'.repeat(16), 1 as never, undefined as never])
      await expect(store().exposuresAfter(bad)).rejects.toEqual(refused('is not one of a stream'));
    const beyond = String(Number(end) + 1);
    await expect(store().exposuresAfter(beyond)).rejects.toEqual(
      refused(`The position ${beyond} is after the last one of the store, ${end}`),
    );
    await expect(store().assignmentsAfter('999999999')).rejects.toEqual(refused('is after the last one'));
  });

  it('skips no row while others write, change and erase', async () => {
    const { scope } = fresh();
    const others = [store(), await another()];
    const start = { exposures: await endOf(store()), assignments: await endOf(store(), 'assignments') };
    let writing = true;
    const writers = [0, 1, 2, 3, 4, 5].map(async (writer) => {
      const target = others[writer % 2]!;
      for (let round = 0; round < 40; round += 1) {
        const learner = `${writer} ${round}`;
        const key = { scope, experiment: 'raced', learner };
        await Promise.all([
          target.claim(assigned(key)),
          target.claim(assigned({ ...key, learner: `erased ${learner}` })),
          ...Array.from({ length: 1 + (round % 5) }, (_, index) => target.expose(shown(key, `c${index}`))),
        ]);
        if (round % 3 === 0) await target.reassign(assigned(key, 'long'), 'short');
        await target.forget(`erased ${learner}`);
      }
    });
    const readers = others.map((from) => read(from, { scope, start, goesOn: () => writing }));
    await Promise.all(writers);
    writing = false;
    const expected = {
      exposures: await collect(streamExposures(store(), { scope })),
      assignments: new Map(),
    };
    for await (const { learner, group } of store().list({ scope })) expected.assignments.set(learner, group);
    expect(expected.exposures).toHaveLength(6 * 40 * 3);
    for (const { exposures, assignments, positions } of await Promise.all(readers)) {
      expect(exposures.sort()).toEqual(
        expected.exposures.map(({ learner, context }) => `${learner} ${context}`).sort(),
      );
      for (const [learner, group] of expected.assignments)
        expect([learner, assignments.get(learner)]).toEqual([learner, group]);
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    }
    if (others[1] !== store()) await others[1]!.close();
  });
}

interface Reading {
  readonly scope: string;
  readonly start: { readonly exposures: StreamPosition; readonly assignments: StreamPosition };
  readonly goesOn: () => boolean;
}

/** Reads both streams again and again, each time from where the last reading ended, until nobody writes any more. */
async function read(from: Store, { scope, start, goesOn }: Reading) {
  const exposures: string[] = [];
  const assignments = new Map<string, string>();
  const positions: number[] = [];
  let { exposures: shownUntil, assignments: assignedUntil } = start;
  for (let last = false; ; last = !goesOn()) {
    for await (const { learner, context, position } of streamExposures(from, { after: shownUntil, scope })) {
      exposures.push(`${learner} ${context}`);
      positions.push(Number(position));
      shownUntil = position;
    }
    for await (const { learner, group, position } of streamAssignments(from, {
      after: assignedUntil,
      scope,
    })) {
      assignments.set(learner, group);
      assignedUntil = position;
    }
    if (last) return { exposures, assignments, positions };
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The position after all rows. */
async function endOf(store: Store, of: 'exposures' | 'assignments' = 'exposures'): Promise<StreamPosition> {
  let position = '0';
  for (let more = true; more; )
    ({ position, more } =
      of === 'exposures' ? await store.exposuresAfter(position) : await store.assignmentsAfter(position));
  return position;
}

async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
