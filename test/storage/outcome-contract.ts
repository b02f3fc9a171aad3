/** What every store must do with outcomes: part of the contract suite. */
import { expect, it } from 'vitest';
import { MOST_KEY_BYTES, MOST_TEXT_UNITS } from '../../src/storage/limits.js';
import type { AssignmentKey, Outcome, OutcomeKey, Store } from '../../src/storage/store.js';

const AT = new Date('2026-03-04T05:06:07.089Z');

type Get = () => Store;
type Fresh = (learner?: string) => AssignmentKey;

/** @param odd texts that are easily changed or confused */
export function outcomes(store: Get, fresh: Fresh, odd: readonly string[]): void {
  const outcome = (change: Partial<Outcome>): Outcome => {
    const { scope, learner } = fresh();
    return { scope, learner, name: 'quiz', value: 1, at: AT, ...change };
  };
  const recordAll = async (given: readonly Outcome[]) => {
    await Promise.all(given.map((one) => store().recordOutcome(one)));
  };

  it('keeps every outcome of a learner, the same one once', async () => {
    const first = outcome({ value: 0.1 });
    const others = [
      { ...first, value: 0.2 },
      { ...first, at: new Date(AT.getTime() + 1) },
      { ...first, at: new Date(AT.getTime() + 1), value: -5 },
    ];
    await store().recordOutcome(first);
    await store().recordOutcome(first);
    await recordAll([...others, first, ...others]);
    const [second, third, fourth] = others;
    expect(await collect(store().outcomes({ scope: first.scope }))).toEqual([first, second, fourth, third]);
  });

  it('keeps scopes, names and learners apart', async () => {
    const { scope } = fresh();
    const given = ['a', 'ab', 'b'].flatMap((name) =>
      ['bc', 'c', ''].map((learner) => outcome({ scope, name, learner })),
    );
    await recordAll([...given, outcome({ scope: `${scope} ` })]);
    expect(await collect(store().outcomes({ scope }))).toHaveLength(9);
    const named = await collect(store().outcomes({ scope, name: 'ab' }));
    expect(named.map(({ learner }) => learner)).toEqual(['', 'bc', 'c']);
    const everywhere = await collect(store().outcomes({ name: 'ab' }));
    expect(everywhere.filter((one) => one.scope === scope)).toEqual(named);
  });

  it('keeps numbers to the last bit, -0 as 0, and moments of all years', async () => {
    const { scope } = fresh();
    const values = [-Number.MAX_VALUE, -1e-7, -0, 2 ** -52, 0.1 + 0.2, 1 / 3, 2 ** 53 + 2, Number.MAX_VALUE];
    const years = ['0001-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'];
    const given = years.flatMap((at) => values.map((value) => outcome({ scope, value, at: new Date(at) })));
    await recordAll([...given].reverse());
    for (const value of [0, 5e-324, -1e-17]) await store().recordOutcome({ ...given[2]!, value });
    const learner = given[0]!.learner;
    const expected = given.map((one) => ({ ...one, learner, value: one.value + 0 }));
    const read = await collect(store().outcomes({ scope }));
    expect(read.map(({ value, at }) => [value, at])).toEqual(expected.map(({ value, at }) => [value, at]));
  });

  it('lists outcomes in order across pages, of one learner and of many', async () => {
    const { scope } = fresh();
    const many = Array.from({ length: 1500 }, (_, index) =>
      outcome({ scope, name: 'many', learner: `learner ${index % 30}`, value: index / 7 }),
    );
    const one = Array.from({ length: 1500 }, (_, index) =>
      outcome({ scope, name: 'one', learner: 'ada', value: index % 3, at: new Date(index * 1000) }),
    );
    await recordAll([...many, ...one, outcome({ scope, name: 'other' })]);
    expect((await collect(store().outcomes({ scope, name: 'one' }))).map(({ at }) => at)).toEqual(
      one.map(({ at }) => at),
    );
    const read = await collect(store().outcomes({ scope, name: 'many' }));
    expect(new Set(read.map(({ value }) => value)).size).toBe(1500);
    expect(read).toEqual(
      [...many].sort(
        (a, b) => (a.learner < b.learner ? -1 : Number(a.learner > b.learner)) || a.value - b.value,
      ),
    );
    expect(await collect(store().outcomes({ scope }))).toHaveLength(3001);
  });

  it('stores unusual texts unchanged and distinct', async () => {
    const { scope } = fresh();
    const given = odd.map((text, index) =>
      outcome({ scope, name: text, learner: text.slice(0, 250), value: index }),
    );
    await recordAll(given);
    for (const one of given)
      expect(await collect(store().outcomes({ scope, name: one.name }))).toEqual([one]);
    expect(await collect(store().outcomes({ scope }))).toEqual(
      [...given].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))),
    );
  });

  it('lists the names that have outcomes', async () => {
    const { scope } = fresh();
    await recordAll(
      ['b', 'a', 'b'].map((name, index) => outcome({ scope, name, value: index, learner: 'ada' })),
    );
    await recordAll([outcome({ scope: '', name: scope })]);
    const names = await store().outcomeNames();
    const here = (one: OutcomeKey) => one.scope === scope || one.name === scope;
    expect(names.filter(here)).toEqual([
      { scope: '', name: scope },
      { scope, name: 'a' },
      { scope, name: 'b' },
    ]);
  });

  it('forgets the outcomes of a learner in all scopes, and counts them', async () => {
    const [one, two] = [fresh().scope, fresh().scope];
    const learner = `gone ${one}`;
    const given = [
      ...['quiz', 'time'].map((name) => outcome({ scope: one, name, learner })),
      ...[1, 2, 3].map((value) => outcome({ scope: two, learner, value })),
    ];
    const other = outcome({ scope: two, learner: `${learner} ` });
    await recordAll([...given, other]);
    expect(await store().forget(learner)).toEqual({ assignments: 0, exposures: 0, outcomes: 5 });
    expect(await store().forget(learner)).toEqual({ assignments: 0, exposures: 0, outcomes: 0 });
    expect(await collect(store().outcomes({ scope: one }))).toEqual([]);
    expect(await collect(store().outcomes({ scope: two }))).toEqual([other]);
  });

  it('returns copies, which callers may change', async () => {
    const given = outcome({ at: new Date(AT) });
    const recorded = store().recordOutcome(given);
    given.at.setTime(0);
    await recorded;
    const [read] = await collect(store().outcomes({ scope: given.scope }));
    read!.at.setTime(1);
    expect((await collect(store().outcomes({ scope: given.scope })))[0]?.at).toEqual(AT);
  });

  it('accepts the longest keys, and refuses longer ones and what is no outcome', async () => {
    const { scope } = fresh();
    const half = MOST_TEXT_UNITS - 2;
    const rest = MOST_KEY_BYTES - Buffer.byteLength(scope) - half;
    const longest = outcome({ scope, name: 'n'.repeat(half), learner: 'l'.repeat(rest - 900) });
    await store().recordOutcome({ ...longest, learner: 'é'.repeat(rest >> 1) + 'l'.repeat(rest % 2) });
    const refused = expect.objectContaining({ name: 'AbtestError', code: 'bad-argument' });
    const wrong: Partial<Record<keyof Outcome, unknown>>[] = [
      { learner: 'é'.repeat((rest >> 1) + 1) },
      { name: 'a\0' },
      { name: undefined },
      { scope: '\ud800' },
      { learner: 7 },
      { value: Number.NaN },
      { value: Number.POSITIVE_INFINITY },
      { value: '1' },
      { value: undefined },
      { at: new Date(Number.NaN) },
      { at: '2026-03-04' },
    ];
    for (const change of wrong)
      await expect(
        store().recordOutcome({ ...longest, ...change } as Outcome),
        JSON.stringify(change),
      ).rejects.toEqual(refused);
    await expect(collect(store().outcomes({ name: 'a\0' }))).rejects.toEqual(refused);
    expect(await collect(store().outcomes({ scope }))).toHaveLength(1);
  });
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
