/** What every store must do: one suite, run against each engine by a caller of a few lines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_KEY_BYTES, MOST_TEXT_UNITS } from '../../src/storage/limits.js';
import { openStore } from '../../src/storage/open.js';
import type { Assignment, AssignmentKey, Exposure, Store } from '../../src/storage/store.js';
import { random } from '../seed.js';
import { outcomes } from './outcome-contract.js';
import { portions } from './portions-contract.js';
import { streaming } from './stream-contract.js';

const AT = new Date('2026-03-04T05:06:07.089Z');

export function assignment(change: Partial<Assignment> = {}): Assignment {
  return {
    scope: 'course-v1:edX+DemoX+2026',
    experiment: 'video',
    learner: 'ada',
    group: 'short',
    strategy: 'stable@1',
    assignedAt: AT,
    ...change,
  };
}

function exposure(change: Partial<Exposure> = {}): Exposure {
  const { scope, experiment, learner, group } = assignment();
  return { scope, experiment, learner, group, context: 'block@1', at: AT, ...change };
}

const WIDE = '\u{1f600}';

const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'a'.repeat(255),
  'b'.repeat(MOST_TEXT_UNITS),
  'ж'.repeat(300),
  WIDE.repeat(255),
  '__proto__',
  'constructor',
  "'; drop table abtest_assignment; --",
  `" or ""="`,
  "\\'; delete from abtest_assignment where '1'='1",
  '$1',
  '?1',
  'NULL',
  '{a,b}',
  'two\nlines\r\n\ttab',
  '\u0001\u001f\u007f\u0085\u2028',
  'Ada',
  'ada ',
  'ad\u0430', // Cyrillic
  '\u00e9',
  'e\u0301',
  '\ufeffada',
  '\uffff',
  WIDE,
  '1',
  '01',
  '1.0',
  '%',
  '_',
];

/** The suite against the stores that `newUrl` names: a new, empty one at each call, which nobody else uses. */
/** `openUrl` where the store is opened in a way of its own. */
export function contract(
  name: string,
  newUrl: () => Promise<string>,
  openUrl: (url: string) => Promise<Store> = openStore,
): void {
  const openStore = async () => openUrl(await newUrl());
  describe(`the contract: ${name}`, () => {
    let url: string;
    let store: Store;
    let experiments = 0;

    /** A key of its own for each test; the suite shares one store. */
    const fresh = (learner = 'ada'): AssignmentKey => {
      experiments += 1;
      return { scope: `scope ${experiments}`, experiment: 'video', learner };
    };

    beforeAll(async () => {
      url = await newUrl();
      store = await openUrl(url);
    });
    afterAll(async () => {
      await store?.close();
    });

    claiming(() => store, fresh);
    reassigning(() => store, fresh);
    exposing(() => store, fresh);
    ending(() => store, fresh);
    forgetting(() => store, fresh);
    reading(() => store, fresh);
    texts(() => store, fresh);
    outcomes(() => store, fresh, ODD_TEXTS);
    portions(() => store, fresh);
    streaming(
      () => store,
      fresh,
      // What is in the memory of one connection has no other.
      async () => (url.endsWith('memory:') ? store : openUrl(url)),
    );
    closing(openStore);
  });
}

type Get = () => Store;
type Fresh = (learner?: string) => AssignmentKey;

function ending(store: Get, fresh: Fresh): void {
  it('ends an experiment once, and answers the first ending ever after', async () => {
    const { scope, experiment } = fresh();
    const first = { scope, experiment, group: 'short', endedAt: AT };
    expect(await store().ending({ scope, experiment })).toBeNull();
    expect(await store().end(first)).toEqual({ stored: first, won: true });
    const second = { ...first, group: 'long', endedAt: new Date(0) };
    expect(await store().end(second)).toEqual({ stored: first, won: false });
    expect(await store().ending({ scope, experiment })).toEqual(first);
    expect(await store().ending({ scope, experiment: 'other' })).toBeNull();
    expect(await store().ending({ scope: '', experiment })).toBeNull();
    const next = { ...first, experiment: `${experiment}\uffff` };
    const last = { ...first, experiment: `${experiment}${WIDE}` };
    await store().end(last);
    await store().end(next);
    await store().end({ ...first, scope: `${scope} and more` });
    expect(await store().endings(scope)).toEqual([first, next, last]);
    expect(await store().endings(`${scope} of nobody`)).toEqual([]);
  });

  it('has one winner of many endings at once', async () => {
    const { scope, experiment } = fresh();
    const ends = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store().end({ scope, experiment, group: `g${index}`, endedAt: AT }),
      ),
    );
    expect(ends.filter(({ won }) => won)).toHaveLength(1);
    expect(new Set(ends.map(({ stored }) => stored.group)).size).toBe(1);
  });

  it('keeps what is stored of the learners, and forgets no ending with one of them', async () => {
    const key = fresh();
    const claimed = assignment(key);
    await store().claim(claimed);
    await store().expose(exposure(key));
    await store().end({ ...key, group: 'long', endedAt: AT });
    expect(await collect(store().list(key))).toEqual([claimed]);
    expect(await collect(store().exposures(key))).toEqual([exposure(key)]);
    expect(await store().sizes(key)).toEqual(new Map([[claimed.group, 1]]));
    await store().forget(key.learner);
    expect((await store().ending(key))?.group).toBe('long');
  });

  it('refuses endings that no store takes', async () => {
    const { scope, experiment } = fresh();
    const refused = { code: 'bad-argument' };
    await expect(store().end({ scope, experiment, group: 'a\0', endedAt: AT })).rejects.toMatchObject(
      refused,
    );
    await expect(
      store().end({ scope, experiment, group: 'a', endedAt: new Date(Number.NaN) }),
    ).rejects.toMatchObject(refused);
    await expect(store().ending({ scope, experiment: 'x'.repeat(9000) })).rejects.toMatchObject(refused);
  });
}

function claiming(store: Get, fresh: Fresh): void {
  it('peeks without storing', async () => {
    const key = fresh();
    expect(await store().peek(key)).toBeNull();
    expect(await store().peek(key)).toBeNull();
    expect(await collect(store().list({ scope: key.scope }))).toEqual([]);
  });

  it('lets the first claim win and returns all of it', async () => {
    const first = assignment(fresh());
    const second = { ...first, group: 'long', strategy: 'import@1', assignedAt: new Date(0) };
    expect(await store().claim(first)).toEqual({ stored: first, won: true });
    expect(await store().claim(second)).toEqual({ stored: first, won: false });
    expect(await store().claim(first)).toEqual({ stored: first, won: false });
    expect(await store().peek(first)).toEqual(first);
  });

  it('keeps scopes, experiments and learners apart', async () => {
    const { scope } = fresh();
    const keys = ['a', 'ab', 'b'].flatMap((experiment) =>
      ['bc', 'c', ''].map((learner) => ({ scope, experiment, learner })),
    );
    for (const [index, key] of keys.entries()) {
      expect((await store().claim(assignment({ ...key, group: String(index) }))).won).toBe(true);
    }
    for (const [index, key] of keys.entries()) expect((await store().peek(key))?.group).toBe(String(index));
    const unknown = { scope, experiment: 'a', learner: 'nobody' };
    const many = Array.from({ length: 250 }, () => [...keys, unknown]).flat();
    const stored = await store().peekMany(many);
    expect(stored.map((one) => one?.group)).toEqual(
      many.map((key) => (key === unknown ? undefined : String(keys.indexOf(key)))),
    );
    expect(await store().peekMany([])).toEqual([]);
    await expect(store().peekMany([unknown, { ...unknown, learner: 'a\0' }])).rejects.toMatchObject({
      code: 'bad-argument',
    });
  });

  it('gives 200 concurrent claims the same result, and one winner', async () => {
    const key = fresh();
    const claims = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        store().claim(assignment({ ...key, group: `group ${index % 7}` })),
      ),
    );
    expect(claims.filter((claim) => claim.won)).toHaveLength(1);
    expect(new Set(claims.map((claim) => claim.stored.group)).size).toBe(1);
    expect(claims.find((claim) => claim.won)?.stored).toEqual(await store().peek(key));
  });

  it('claims many in the order given; existing ones are kept, and the first of two wins', async () => {
    const { scope } = fresh();
    const rows = Array.from({ length: 2500 }, (_, index) =>
      assignment({ scope, learner: `learner ${index}`, group: `group ${index % 3}`, strategy: 'import@1' }),
    );
    const before = assignment({ scope, learner: 'learner 1700', group: 'kept' });
    await store().claim(before);
    const twice = { ...rows[10]!, group: 'second' };
    const claims = await store().claimMany([...rows, twice]);
    expect(claims).toHaveLength(2501);
    for (const [index, claim] of claims.slice(0, 2500).entries()) {
      expect(claim).toEqual(
        index === 1700 ? { stored: before, won: false } : { stored: rows[index], won: true },
      );
    }
    expect(claims[2500]).toEqual({ stored: rows[10], won: false });
    const again = await store().claimMany(rows);
    expect(again.every((claim) => !claim.won)).toBe(true);
    expect(await store().claimMany([])).toEqual([]);
  });

  it('keeps moments of all years to the millisecond', async () => {
    for (const text of ['0001-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z']) {
      const key = fresh();
      await store().claim(assignment({ ...key, assignedAt: new Date(text) }));
      expect((await store().peek(key))?.assignedAt.toISOString()).toBe(text);
    }
  });

  it('returns copies, which callers may change', async () => {
    const given = assignment({ ...fresh(), assignedAt: new Date(AT) });
    const { stored } = await store().claim(given);
    stored.assignedAt.setTime(0);
    given.assignedAt.setTime(0);
    expect((await store().peek(given))?.assignedAt).toEqual(AT);
  });
}

function reassigning(store: Get, fresh: Fresh): void {
  it('reassigns only from the given group', async () => {
    const first = assignment(fresh());
    const next = { ...first, group: 'long', strategy: 'stale@1', assignedAt: new Date(1) };
    expect(await store().reassign(next, 'short')).toEqual({ stored: null, won: false });
    await store().claim(first);
    expect(await store().reassign(next, 'other')).toEqual({ stored: first, won: false });
    expect(await store().reassign(next, 'short')).toEqual({ stored: next, won: true });
    expect(await store().reassign(next, 'short')).toEqual({ stored: next, won: false });
    expect(await store().claim(first)).toEqual({ stored: next, won: false });
  });

  it('lets one of many concurrent reassignments win', async () => {
    const first = assignment(fresh());
    await store().claim(first);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store().reassign({ ...first, group: `new ${index}` }, 'short'),
      ),
    );
    const winners = answers.filter((answer) => answer.won);
    expect(winners).toHaveLength(1);
    expect(await store().peek(first)).toEqual(winners[0]?.stored);
  });
}

function exposing(store: Get, fresh: Fresh): void {
  it('records an exposure once for each context', async () => {
    const one = exposure(fresh());
    expect(await store().expose(one)).toBe(true);
    expect(await store().expose(one)).toBe(false);
    expect(await store().expose({ ...one, group: 'long', at: new Date(0) })).toBe(false);
    expect(await store().expose({ ...one, context: '' })).toBe(true);
    expect(await store().expose({ ...one, learner: 'grace' })).toBe(true);
    expect(await collect(store().exposures({ scope: one.scope }))).toEqual([
      { ...one, context: '' },
      one,
      { ...one, learner: 'grace' },
    ]);
  });

  it('reports one of 100 concurrent exposures as the first', async () => {
    const one = exposure(fresh());
    const answers = await Promise.all(Array.from({ length: 100 }, () => store().expose({ ...one })));
    expect(answers.filter((first) => first)).toHaveLength(1);
  });
}

function forgetting(store: Get, fresh: Fresh): void {
  it('forgets a learner everywhere, and no other learner', async () => {
    const [one, two] = [fresh('forget me'), fresh('forget me')];
    const other = assignment({ ...one, learner: 'Forget me' });
    await store().claimMany([assignment(one), assignment(two), other]);
    await store().expose(exposure(one));
    await store().expose(exposure({ ...one, context: 'block@2' }));
    await store().expose(exposure({ ...two, experiment: 'never assigned' }));
    expect(await store().forget('forget me')).toEqual({ assignments: 2, exposures: 3, outcomes: 0 });
    expect(await store().forget('forget me')).toEqual({ assignments: 0, exposures: 0, outcomes: 0 });
    expect(await store().peek(one)).toBeNull();
    expect(await store().peek(other)).toEqual(other);
    expect(await store().claim(assignment({ ...one, group: 'long' }))).toMatchObject({ won: true });
    expect(await store().expose(exposure(one))).toBe(true);
  });
}

function reading(store: Get, fresh: Fresh): void {
  it('lists in the order of UTF-8 bytes, across pages, with each filter', async () => {
    const { scope } = fresh();
    const learners = Array.from({ length: 2300 }, (_, index) => `learner ${index}`);
    learners.push(...ODD_TEXTS);
    const rows = learners.map((learner) => assignment({ scope, experiment: 'paged', learner }));
    rows.push(...[`${scope} `, scope].map((other) => assignment({ scope: other, experiment: 'other' })));
    await store().claimMany([...rows].reverse());
    const expected = rows.sort(inOrder);
    const inScope = expected.filter((row) => row.scope === scope);
    expect(await collect(store().list({ scope }))).toEqual(inScope);
    const paged = expected.filter((row) => row.experiment === 'paged');
    expect(await collect(store().list({ scope, experiment: 'paged' }))).toEqual(paged);
    expect(await collect(store().list({ experiment: 'paged' }))).toEqual(paged);
    const all = await collect(store().list());
    expect(all.filter((row) => row.scope.startsWith(scope))).toEqual(expected);
    expect(all).toEqual([...all].sort(inOrder));
  });

  it('pages exposures of one learner too', async () => {
    const { scope } = fresh();
    const given = Array.from({ length: 1500 }, (_, index) => exposure({ scope, context: `block ${index}` }));
    await Promise.all(given.map((one) => store().expose(one)));
    const listed = await collect(store().exposures({ scope, experiment: 'video' }));
    expect(listed).toHaveLength(1500);
    expect(new Set(listed.map((one) => one.context)).size).toBe(1500);
  });

  it('counts groups and lists experiments', async () => {
    const { scope } = fresh();
    const rows = ODD_TEXTS.flatMap((group, index) =>
      Array.from({ length: index + 1 }, (_, number) =>
        assignment({ scope, experiment: 'sizes', learner: `${index} ${number}`, group }),
      ),
    );
    await store().claimMany(rows);
    const sizes = await store().sizes({ scope, experiment: 'sizes' });
    expect(new Map(sizes)).toEqual(new Map(ODD_TEXTS.map((group, index) => [group, index + 1])));
    expect((await store().sizes({ scope, experiment: 'unknown' })).size).toBe(0);
    const named = await store().experiments();
    expect(named).toContainEqual({ scope, experiment: 'sizes' });
    expect(named).not.toContainEqual({ scope, experiment: 'unknown' });
    expect(new Set(named.map((one) => JSON.stringify(one))).size).toBe(named.length);
  });

  it('releases its resources when a reader stops early', async () => {
    for await (const row of store().list()) {
      expect(row.learner).toBeTypeOf('string');
      break;
    }
    expect((await store().claim(assignment(fresh()))).won).toBe(true);
  });
}

function texts(store: Get, fresh: Fresh): void {
  it('stores unusual texts unchanged and distinct', async () => {
    const { scope } = fresh();
    const rows = ODD_TEXTS.map((text, index) =>
      assignment({
        scope,
        experiment: text.slice(0, 250),
        learner: text,
        group: text,
        strategy: `s${index}`,
      }),
    );
    expect((await store().claimMany(rows)).every((claim) => claim.won)).toBe(true);
    for (const row of rows) {
      expect(await store().peek(row)).toEqual(row);
      expect(await store().claim({ ...row, group: 'other' })).toEqual({ stored: row, won: false });
      expect(await store().expose(exposure({ ...row, context: row.experiment }))).toBe(true);
    }
    for (const text of ODD_TEXTS) {
      const key = { scope: text, experiment: '', learner: scope };
      expect(await store().claim(assignment(key))).toMatchObject({ won: true, stored: key });
    }
    expect(await collect(store().list({ scope }))).toHaveLength(ODD_TEXTS.length);
  });

  it('accepts the longest keys, even incompressible ones', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { scope } = fresh();
      const one = exposure({ scope, experiment: noise(400), learner: noise(400), context: '' });
      const bytes = Buffer.byteLength(one.scope + one.experiment + one.learner);
      const full = {
        ...one,
        context: 'c'.repeat((MOST_KEY_BYTES - bytes) % 2) + noise((MOST_KEY_BYTES - bytes) >> 1),
      };
      expect(await store().expose(full)).toBe(true);
      const learner = noise(MOST_TEXT_UNITS);
      const key = { scope: '', experiment: '', learner, group: noise(MOST_TEXT_UNITS) };
      expect((await store().claim(assignment(key))).won).toBe(true);
      await expect(store().expose({ ...full, context: `${full.context}c` })).rejects.toMatchObject({
        code: 'bad-argument',
      });
    }
  });

  it.each([
    ['a NUL character', 'ada\0'],
    ['a lone surrogate', `ada${WIDE.slice(0, 1)}`],
    ['the other half', `${WIDE.slice(1)}ada`],
    ['too many characters', 'a'.repeat(MOST_TEXT_UNITS + 1)],
    ['no text', undefined as unknown as string],
  ])('refuses %s in every text, and stores nothing', async (_, bad) => {
    const key = fresh();
    const refused = expect.objectContaining({ name: 'AbtestError', code: 'bad-argument' });
    for (const name of ['scope', 'experiment', 'learner', 'group', 'strategy']) {
      const wrong = { ...assignment(key), [name]: bad };
      await expect(store().claim(wrong)).rejects.toEqual(refused);
      await expect(store().claimMany([assignment(key), wrong])).rejects.toEqual(refused);
      await expect(store().reassign(wrong, 'short')).rejects.toEqual(refused);
      if (name !== 'strategy')
        await expect(store().expose({ ...exposure(key), [name]: bad })).rejects.toEqual(refused);
    }
    await expect(store().peek({ ...key, learner: bad })).rejects.toEqual(refused);
    await expect(store().expose(exposure({ ...key, context: bad }))).rejects.toEqual(refused);
    await expect(store().reassign(assignment(key), bad)).rejects.toEqual(refused);
    await expect(store().forget(bad)).rejects.toEqual(refused);
    await expect(store().sizes({ ...key, experiment: bad })).rejects.toEqual(refused);
    if (bad !== undefined) await expect(collect(store().list({ scope: bad }))).rejects.toEqual(refused);
    expect(await store().peek(key)).toBeNull();
    expect(await collect(store().exposures({ scope: key.scope }))).toEqual([]);
  });

  it('refuses invalid dates', async () => {
    for (const assignedAt of [new Date(Number.NaN), new Date(8.64e15), new Date(-8.64e15), '2026' as never]) {
      await expect(store().claim(assignment({ ...fresh(), assignedAt }))).rejects.toMatchObject({
        code: 'bad-argument',
      });
    }
  });
}

function closing(openStore: () => Promise<Store>): void {
  it('finishes calls in progress when it is closed, and rejects later ones', async () => {
    const store = await openStore();
    const claims = Array.from({ length: 100 }, (_, index) =>
      store.claim(assignment({ learner: `late ${index}` })),
    );
    await Promise.all(claims.slice(0, 1));
    const closed = store.close();
    expect((await Promise.all(claims)).every((claim) => claim.won)).toBe(true);
    await closed;
    await store.close();
    await expect(store.peek(assignment())).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(collect(store.list())).rejects.toMatchObject({ code: 'store-unavailable' });
  });
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

function inOrder(a: Assignment, b: Assignment): number {
  return (
    Buffer.compare(Buffer.from(a.scope), Buffer.from(b.scope)) ||
    Buffer.compare(Buffer.from(a.experiment), Buffer.from(b.experiment)) ||
    Buffer.compare(Buffer.from(a.learner), Buffer.from(b.learner))
  );
}

const letter = random('letters');

/** Letters of two bytes at random. */
function noise(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(0x100 + Math.floor(letter() * 0x600))).join('');
}
