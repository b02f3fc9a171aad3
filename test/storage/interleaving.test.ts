/** Whatever order calls come and go in, a learner never sees two groups unless somebody reassigned or forgot. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.js';
import type { AssignmentKey, Store } from '../../src/storage/store.js';
import { collect } from './contract.js';

const AT = new Date('2026-01-01T00:00:00Z');

type Call =
  | { kind: 'claim'; key: AssignmentKey; group: string }
  | { kind: 'import'; keys: AssignmentKey[]; group: string }
  | { kind: 'reassign'; key: AssignmentKey; from: string; to: string }
  | { kind: 'expose'; key: AssignmentKey; context: string }
  | { kind: 'forget'; learner: string };

const group = fc.constantFrom('a', 'b', 'c');
const learner = fc.constantFrom('ada', 'grace', '__proto__');
const key = fc.record({
  scope: fc.constantFrom('', 'x'),
  experiment: fc.constantFrom('e', 'f'),
  learner,
});
const call = (forgets: boolean): fc.Arbitrary<Call> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('claim' as const), key, group }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('reassign' as const), key, from: group, to: group }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('import' as const),
        keys: fc.array(key, { maxLength: 5 }),
        group,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('expose' as const), key, context: fc.constantFrom('', 'p') }),
    },
    { weight: forgets ? 1 : 0, arbitrary: fc.record({ kind: fc.constant('forget' as const), learner }) },
  );

const ENGINES = ['memory:', 'sqlite::memory:'];

describe.each(ENGINES)('%s, calls one after the other', (url) => {
  it('returns what a plain list of first writes does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call(true), { maxLength: 60 }), async (calls) => {
        const store = await openStore(url);
        const model = new Model();
        for (const one of calls) expect(await make(store, one)).toEqual(model.make(one));
        expect((await collect(store.list())).map((row) => [nameOf(row), row.group])).toEqual(model.rows());
        await store.close();
      }),
      { numRuns: 150 },
    );
  });
});

describe.each(ENGINES)('%s, calls that interleave', (url) => {
  it('shows a learner one group, and one more for each reassignment that won', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(call(false), { maxLength: 40 }), async (scheduler, calls) => {
        const store = await openStore(url);
        const seen = new Seen();
        // Each call begins, and each answer arrives, when the scheduler says so.
        const running = calls.map(async (one) => {
          await scheduler.schedule(Promise.resolve());
          seen.note(one, await scheduler.schedule(make(store, one)));
        });
        await scheduler.waitFor(Promise.all(running));
        seen.check(await collect(store.list()));
        await store.close();
      }),
      { numRuns: 300 },
    );
  });

  it('reports an exposure as first once, and again each time the learner was forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(call(true), { maxLength: 40 }), async (scheduler, calls) => {
        const store = await openStore(url);
        const firsts = new Map<string, number>();
        const running = calls.map(async (one) => {
          await scheduler.schedule(Promise.resolve());
          const answer = await scheduler.schedule(make(store, one));
          if (one.kind !== 'expose' || answer !== true) return;
          const name = `${nameOf(one.key)} ${one.context}`;
          firsts.set(name, (firsts.get(name) ?? 0) + 1);
        });
        await scheduler.waitFor(Promise.all(running));
        for (const one of calls) {
          if (one.kind !== 'expose') continue;
          const forgotten = calls.filter(
            (other) => other.kind === 'forget' && other.learner === one.key.learner,
          );
          const times = firsts.get(`${nameOf(one.key)} ${one.context}`) ?? 0;
          expect(times).toBeGreaterThanOrEqual(1);
          expect(times).toBeLessThanOrEqual(1 + forgotten.length);
        }
        await store.close();
      }),
      { numRuns: 150 },
    );
  });
});

/** What a call answers, as far as the model knows it. */
async function make(store: Store, one: Call): Promise<unknown> {
  switch (one.kind) {
    case 'claim': {
      const { stored, won } = await store.claim({
        ...one.key,
        group: one.group,
        strategy: 's',
        assignedAt: AT,
      });
      return { group: stored.group, won };
    }
    case 'import': {
      const rows = one.keys.map((given) => ({ ...given, group: one.group, strategy: 'i', assignedAt: AT }));
      return (await store.claimMany(rows)).map(({ stored, won }) => ({ group: stored.group, won }));
    }
    case 'reassign': {
      const next = { ...one.key, group: one.to, strategy: 'r', assignedAt: AT };
      const { stored, won } = await store.reassign(next, one.from);
      return { group: stored?.group ?? null, won };
    }
    case 'expose':
      return store.expose({ ...one.key, context: one.context, group: 'a', at: AT });
    case 'forget':
      return store.forget(one.learner);
  }
}

/** The same in the plainest words. */
class Model {
  readonly #groups: { key: AssignmentKey; group: string }[] = [];
  readonly #exposures: { key: AssignmentKey; context: string }[] = [];

  make(one: Call): unknown {
    switch (one.kind) {
      case 'claim':
        return this.#claim(one.key, one.group);
      case 'import':
        return one.keys.map((given) => this.#claim(given, one.group));
      case 'reassign': {
        const row = this.#groups.find((other) => nameOf(other.key) === nameOf(one.key));
        if (row?.group !== one.from) return { group: row?.group ?? null, won: false };
        row.group = one.to;
        return { group: one.to, won: true };
      }
      case 'expose': {
        const same = ({ key: other, context }: { key: AssignmentKey; context: string }) =>
          nameOf(other) === nameOf(one.key) && context === one.context;
        if (this.#exposures.some(same)) return false;
        this.#exposures.push(one);
        return true;
      }
      case 'forget':
        return {
          assignments: removed(this.#groups, one.learner),
          exposures: removed(this.#exposures, one.learner),
          outcomes: 0,
        };
    }
  }

  rows(): [string, string][] {
    const rows = this.#groups.map((row): [string, string] => [nameOf(row.key), row.group]);
    return rows.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #claim(given: AssignmentKey, wanted: string): unknown {
    const row = this.#groups.find((other) => nameOf(other.key) === nameOf(given));
    if (row !== undefined) return { group: row.group, won: false };
    this.#groups.push({ key: given, group: wanted });
    return { group: wanted, won: true };
  }
}

interface Shown {
  readonly groups: Set<string>;
  /** Groups that a reassignment brought in. */
  readonly reassigned: string[];
  winners: number;
}

/** The groups that were shown, by learner and experiment. */
class Seen {
  readonly #shown = new Map<string, Shown>();

  note(one: Call, answer: unknown): void {
    if (one.kind === 'claim') this.#claimed(one.key, answer as { group: string; won: boolean });
    if (one.kind === 'import') {
      for (const [index, claim] of (answer as { group: string; won: boolean }[]).entries()) {
        this.#claimed(one.keys[index]!, claim);
      }
    }
    if (one.kind === 'reassign') {
      const { group: now, won } = answer as { group: string | null; won: boolean };
      if (now !== null) this.#of(one.key).groups.add(now);
      if (won) this.#of(one.key).reassigned.push(one.to);
    }
  }

  check(stored: (AssignmentKey & { group: string })[]): void {
    const now = new Map(stored.map((row) => [nameOf(row), row.group]));
    for (const [name, { groups, reassigned, winners }] of this.#shown) {
      expect(winners).toBe(now.has(name) ? 1 : 0);
      const byClaim = [...groups].filter((one) => !reassigned.includes(one));
      expect(byClaim.length).toBeLessThanOrEqual(1);
      if (reassigned.length === 0) expect([...groups]).toEqual(now.has(name) ? [now.get(name)] : []);
      else expect([...groups]).toContain(now.get(name));
    }
  }

  #claimed(given: AssignmentKey, { group: now, won }: { group: string; won: boolean }): void {
    this.#of(given).groups.add(now);
    if (won) this.#of(given).winners += 1;
  }

  #of(given: AssignmentKey): Shown {
    const name = nameOf(given);
    let shown = this.#shown.get(name);
    if (shown === undefined) {
      shown = { groups: new Set(), reassigned: [], winners: 0 };
      this.#shown.set(name, shown);
    }
    return shown;
  }
}

function removed(rows: { key: AssignmentKey }[], gone: string): number {
  const before = rows.length;
  for (let index = before - 1; index >= 0; index -= 1) {
    if (rows[index]!.key.learner === gone) rows.splice(index, 1);
  }
  return before - rows.length;
}

function nameOf({ scope, experiment, learner: who }: AssignmentKey): string {
  return `${scope}/${experiment}/${who}`;
}
