/** What the runtime must do with many blocks of a learner, and many learners of a block, on every store. */
import { expect, it } from 'vitest';
import {
  type Course,
  createRuntime,
  decideMany,
  type Keeping,
  type Runtime,
  type RuntimeOptions,
  randomStrategy,
  type Store,
} from '../../src/index.js';
import { collect } from '../storage/contract.js';
import { abtest, courseOf } from './blocks.js';

const BLOCKS = Array.from({ length: 20 }, (_, index) => abtest('a .3 b .3', `E${index}`));

/** A block of `outer` with a block of its own in each group. */
function nested(): Course {
  const inner = (name: string) =>
    `<abtest url_name="in_${name}" experiment="inner ${name}"><group name="x" portion=".5"><html url_name="x${name}"/></group><default><html url_name="y${name}"/></default></abtest>`;
  return courseOf({
    'course.xml': '<course url_name="r" org="o" course="c"/>',
    'course/r.xml': `<course><chapter url_name="c"><sequential url_name="s"><vertical url_name="v">
      <abtest url_name="out" experiment="outer"><group name="a" portion=".5">${inner('a')}</group><default>${inner('d')}</default></abtest>
    </vertical></sequential></chapter></course>`,
  });
}

/** The store, and how often each of its methods was called. */
function counted(store: Store): { readonly store: Store; readonly calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const own = new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        calls.set(String(key), (calls.get(String(key)) ?? 0) + 1);
        return Reflect.apply(value, target, given);
      };
    },
  });
  return { store: own, calls };
}

export function together(
  store: () => Store,
  scope: () => string,
  runtime: (options?: Partial<RuntimeOptions>) => Runtime,
): void {
  it('decides 20 experiments of a learner with two statements, and assigns them with at most four', async () => {
    const where = scope();
    const { store: own, calls } = counted(store());
    const looking = createRuntime({ store: own, scope: where });
    const looked = await looking.decisionsFor(BLOCKS, 'ada');
    expect([...calls]).toEqual([
      ['endings', 1],
      ['peekMany', 1],
    ]);
    expect(looked.map(({ reason, assignment }) => [reason, assignment])).toEqual(
      BLOCKS.map(() => ['split', null]),
    );
    expect(await collect(store().list({ scope: where }))).toEqual([]);
    calls.clear();
    const assigned = await createRuntime({ store: own, scope: where }).decisionsFor(BLOCKS, 'ada', 'assign');
    expect([...calls]).toEqual([
      ['endings', 1],
      ['peekMany', 1],
      ['claimMany', 1],
      // Of the first learner of a process only.
      ['keepPortions', 1],
    ]);
    expect(assigned.map(({ group }) => group)).toEqual(looked.map(({ group }) => group));
    expect(assigned.every(({ reason, assignment }) => reason === 'split' && assignment !== null)).toBe(true);
    const again = await runtime({ scope: where }).decisionsFor(BLOCKS, 'ada', 'assign');
    expect(again.map(({ reason }) => reason)).toEqual(BLOCKS.map(() => 'stored'));
    for (const [index, block] of BLOCKS.entries())
      expect(await runtime({ scope: where }).peek(block, 'ada')).toEqual(again[index]);
  });

  it('many blocks at once get what each gets alone: ended, forced, broken, stale, and twice the same', async () => {
    const where = scope();
    const options = { scope: where, force: (name: string) => (name === 'E1' ? 'b' : null) };
    await store().end({ scope: where, experiment: 'E0', group: 'b', endedAt: new Date() });
    await runtime({ scope: where }).assign(abtest('gone 1', 'E3'), 'ada');
    const broken = abtest('a 2', 'E2');
    const blocks = [BLOCKS[0]!, BLOCKS[1]!, broken, BLOCKS[3]!, BLOCKS[4]!, abtest('a .5', 'E4')];
    for (const keeping of ['peek', 'assign', 'assign', 'peek'] as const) {
      const alone = [];
      const own = runtime(options);
      const before = keeping === 'peek' ? null : await own.decisionsFor(blocks, 'ada', keeping);
      for (const block of blocks) alone.push(await own.peek(block, 'ada'));
      const all = before ?? (await own.decisionsFor(blocks, 'ada', keeping));
      const what = ({ reason, ...rest }: (typeof all)[number]) => ({ ...rest, isDrawn: reason === 'split' });
      const settled = ({ isDrawn: _, ...rest }: ReturnType<typeof what>) => rest;
      expect(all.map(what).map(settled)).toEqual(alone.map(what).map(settled));
    }
    const reasons = (await runtime(options).decisionsFor(blocks, 'ada')).map(({ reason }) => reason);
    expect(reasons).toEqual(['ended', 'forced', 'broken', 'stored', 'stored', 'stored']);
    const drawnAnew = runtime({ scope: where, stale: 'reassign' });
    const [looked] = await drawnAnew.decisionsFor([BLOCKS[3]!], 'ada');
    expect(looked).toMatchObject({ reason: 'split', assignment: { group: 'gone' } });
    const [first, second] = await drawnAnew.decisionsFor([BLOCKS[3]!, BLOCKS[3]!], 'ada', 'assign');
    expect(first).toMatchObject({ stale: true, reason: 'split', group: looked!.group });
    expect(second).toMatchObject({ stale: false, reason: 'stored', group: looked!.group });
  });

  it('blocks of one experiment without a common group: each has its own, and the last is stored', async () => {
    const where = scope();
    const drawn = runtime({ scope: where, stale: 'reassign' });
    const blocks = [abtest('a 1'), abtest('b 1'), abtest('b 1')];
    const what = (decisions: Awaited<ReturnType<Runtime['decisionsFor']>>) =>
      decisions.map(({ group, reason, stale }) => [group, reason, stale]);
    expect(what(await drawn.decisionsFor(blocks, 'ada', 'assign'))).toEqual([
      ['a', 'split', false],
      ['b', 'split', true],
      ['b', 'stored', false],
    ]);
    expect((await collect(store().list({ scope: where }))).map(({ group }) => group)).toEqual(['b']);
    const looked = await drawn.decisionsFor(blocks, 'ada');
    expect(what(looked)).toEqual([
      ['a', 'split', true],
      ['b', 'split', true],
      ['b', 'split', false],
    ]);
    for (const { assignment } of looked) expect(assignment!.group).toBe('b');
    expect((await collect(store().list({ scope: where }))).map(({ group }) => group)).toEqual(['b']);
  });

  it('many instances draw the groups of a stale learner at once: one is stored, and all return it', async () => {
    const where = scope();
    const gone = Array.from({ length: 20 }, (_, index) => abtest('gone 1', `E${index}`));
    await runtime({ scope: where }).decisionsFor(gone, 'ada', 'assign');
    const options = { scope: where, stale: 'reassign', strategy: randomStrategy() } as const;
    const instances = [1, 2, 3, 4].map(() => runtime(options));
    const answers = await Promise.all(instances.map((each) => each.decisionsFor(BLOCKS, 'ada', 'assign')));
    const stored = new Map(
      (await collect(store().list({ scope: where }))).map((row) => [row.experiment, row.group]),
    );
    for (const decisions of answers)
      for (const { experiment, group } of decisions) expect(stored.get(experiment!)).toBe(group);
    // Each experiment is news to one instance.
    const news = answers.flat().filter(({ reason }) => reason === 'split');
    expect(news.map(({ experiment }) => experiment).sort()).toEqual([...stored.keys()].sort());
    expect(news.every(({ stale }) => stale)).toBe(true);
  });

  it('a learner whose groups are drawn by chance sees one, however many instances assign at once', async () => {
    const where = scope();
    const strategy = randomStrategy();
    const instances = [1, 2, 3, 4].map(() => runtime({ scope: where, strategy }));
    const answers = await Promise.all(instances.map((each) => each.decisionsFor(BLOCKS, 'ada', 'assign')));
    const stored = new Map(
      (await collect(store().list({ scope: where }))).map((row) => [row.experiment, row.group]),
    );
    expect(stored.size).toBe(BLOCKS.length);
    for (const decisions of answers)
      for (const { experiment, group } of decisions) expect(stored.get(experiment!)).toBe(group);
  });

  it('assigns the experiments that are met, and not those of groups that are not shown', async () => {
    const course = nested();
    const [unit] = course.nodes.filter(({ tag }) => tag === 'vertical');
    for (const learner of ['ada', 'grace', 'linus', 'eve']) {
      const where = scope();
      const { store: own, calls } = counted(store());
      const [seen] = await createRuntime({ store: own, scope: where }).seenBy(
        course,
        [unit!],
        learner,
        'assign',
      );
      expect([...calls.keys()].sort()).toEqual(['claimMany', 'endings', 'keepPortions', 'peekMany']);
      const [outer] = seen!.children;
      const inner = `inner ${outer!.decision!.group === 'a' ? 'a' : 'd'}`;
      expect(outer!.children.map(({ decision }) => decision!.experiment)).toEqual([inner]);
      expect((await collect(store().list({ scope: where }))).map(({ experiment }) => experiment)).toEqual([
        inner,
        'outer',
      ]);
    }
  });

  it('many learners of a block get what each gets alone, with one query', async () => {
    const where = scope();
    const [block] = BLOCKS as [(typeof BLOCKS)[number]];
    const learners = Array.from({ length: 1500 }, (_, index) => `learner ${index % 1400}`);
    const { store: own, calls } = counted(store());
    const looked = await createRuntime({ store: own, scope: where }).peekMany(block, learners);
    expect(calls).toEqual(
      new Map([
        ['ending', 1],
        ['peekMany', 1],
      ]),
    );
    await runtime({ scope: where }).assignMany(block, learners.slice(0, 700));
    const decisions = await runtime({ scope: where }).peekMany(block, learners);
    expect(decisions.map(({ group }) => group)).toEqual(looked.map(({ group }) => group));
    expect(decisions.filter(({ reason }) => reason === 'stored')).toHaveLength(800);
    expect(decisions[1450]).toEqual(await runtime({ scope: where }).peek(block, 'learner 50'));
    for (const keeping of ['peek', 'assign'] satisfies Keeping[]) {
      const names = ['ada', 'a\0', ...learners];
      const all = await collect(decideMany(runtime({ scope: where }), block, names, keeping));
      expect(all.map(({ learner }) => learner)).toEqual(names);
      expect('refused' in all[1]! && all[1].refused.code).toBe('bad-argument');
      expect(all.slice(2).map((each) => 'decision' in each && each.decision.group)).toEqual(
        looked.map(({ group }) => group),
      );
    }
  });
}
