/** What the runtime must do on every store. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRuntime,
  openStore,
  type RuntimeOptions,
  randomStrategy,
  type Store,
  stableCourseStrategy,
  stableStrategy,
} from '../../src/index.js';
import { collect } from '../storage/contract.js';
import { abtest, courseOf, sampleCourse } from './blocks.js';
import { together } from './together.js';

const block = abtest('a .5 b .3');

export function runtimeContract(name: string, url: () => Promise<string>): void {
  describe(`the runtime: ${name}`, () => {
    let store: Store;
    let scopes = 0;
    const runtime = (options: Partial<RuntimeOptions> = {}) => createRuntime({ store, ...options });
    /** Tests share a store; each has a scope of its own. */
    const scope = () => {
      scopes += 1;
      return `scope ${scopes}`;
    };
    beforeAll(async () => {
      store = await openStore(await url());
    });
    afterAll(() => store?.close());

    together(() => store, scope, runtime);

    it('peeks without storing, and returns what assign then stores', async () => {
      const own = runtime({ scope: scope() });
      for (const learner of ['ada', 'grace', 'linus', '__proto__', "o'brien; --", '\u{1f600}']) {
        const looked = await own.peek(block, learner);
        expect(looked).toMatchObject({ experiment: 'E', learner, reason: 'split', assignment: null });
        expect(await collect(store.list({ scope: own.scope }))).toHaveLength(0);
        const assigned = await own.assign(block, learner);
        expect(assigned).toMatchObject({ group: looked.group, reason: 'split', stale: false });
        expect(await own.assign(block, learner)).toMatchObject({ group: looked.group, reason: 'stored' });
        expect(await own.peek(block, learner)).toMatchObject({ group: looked.group, reason: 'stored' });
        await store.forget(learner);
      }
    });

    it('keeps the first assignment when portions and strategies change', async () => {
      const where = scope();
      const { group } = await runtime({ scope: where }).assign(block, 'ada');
      const other = runtime({ scope: where, strategy: randomStrategy(() => 0) });
      const turned = abtest('b .99 a .01');
      expect(await other.assign(turned, 'ada')).toMatchObject({ group, reason: 'stored' });
      expect((await other.assignMany(turned, ['ada', 'eve', 'eve'])).map(({ reason }) => reason)).toEqual([
        'stored',
        'split',
        'stored',
      ]);
    });

    it('stores how and when the group was chosen', async () => {
      const now = new Date('2026-05-06T07:08:09.010Z');
      const where = scope();
      const { assignment } = await runtime({
        scope: where,
        strategy: stableCourseStrategy,
        now: () => now,
      }).assign(block, 'ada');
      expect(assignment).toMatchObject({ scope: where, strategy: 'stable-course@1', assignedAt: now });
      expect(await store.peek({ scope: where, experiment: 'E', learner: 'ada' })).toEqual(assignment);
    });

    it('forces without storing, and refuses an unknown group', async () => {
      const where = scope();
      const forced = runtime({ scope: where, force: (_, learner) => (learner === 'ada' ? 'b' : null) });
      expect(await forced.assign(block, 'ada')).toMatchObject({ group: 'b', reason: 'forced' });
      expect(await forced.expose(block, 'ada', 'page')).toMatchObject({ first: false });
      expect((await forced.assignMany(block, ['ada', 'eve'])).map(({ reason }) => reason)).toEqual([
        'forced',
        'split',
      ]);
      expect(await collect(store.list({ scope: where }))).toHaveLength(1);
      const wrong = runtime({ force: () => 'nope' });
      await expect(wrong.peek(block, 'ada')).rejects.toMatchObject({ code: 'bad-argument' });
    });

    it('records an exposure once per learner, experiment and context', async () => {
      const own = runtime({ scope: scope() });
      const firsts = await Promise.all(Array.from({ length: 20 }, () => own.expose(block, 'ada', 'page 1')));
      expect(firsts.filter(({ first }) => first)).toHaveLength(1);
      expect((await own.expose(block, 'ada', 'page 2')).first).toBe(true);
      expect((await own.expose(block, 'ada', 'page 1')).first).toBe(false);
      expect((await own.expose(block, 'eve', 'page 1')).first).toBe(true);
      expect(await collect(store.exposures({ scope: own.scope }))).toHaveLength(3);
    });

    it('keeps a stale assignment and shows the default group', async () => {
      const where = scope();
      await store.claim({
        ...{ scope: where, experiment: 'E', learner: 'ada', group: 'gone', strategy: 'import@1' },
        assignedAt: new Date(0),
      });
      const own = runtime({ scope: where });
      for (const decision of [await own.peek(block, 'ada'), await own.assign(block, 'ada')]) {
        expect(decision).toMatchObject({ group: 'gone', reason: 'stored', stale: true });
        expect(decision.shown).toBe(block.defaultGroup);
      }
      const { first } = await own.expose(block, 'ada', 'page');
      expect(first).toBe(true);
      expect(await collect(store.exposures({ scope: where }))).toMatchObject([{ group: '_DEFAULT_GROUP' }]);
    });

    it('reassigns a stale assignment once, and marks it as stale', async () => {
      const where = scope();
      const old = { scope: where, experiment: 'E', learner: 'ada', group: 'gone' };
      await store.claim({ ...old, strategy: 'import@1', assignedAt: new Date(0) });
      const own = runtime({ scope: where, stale: 'reassign' });
      const looked = await own.peek(block, 'ada');
      expect(looked).toMatchObject({ reason: 'split', stale: true, assignment: { group: 'gone' } });
      const [first, second] = await own.assignMany(block, ['ada', 'ada']);
      expect(first).toMatchObject({ group: looked.group, reason: 'split', stale: true });
      expect([first!.group, second!.group]).toEqual([looked.group, looked.group]);
      expect(await own.assign(block, 'ada')).toMatchObject({ group: looked.group, stale: false });
    });

    it('assigns a split_test under the key of its partition, by the id of the group', async () => {
      const course = await sampleCourse();
      const own = runtime({ scope: scope() });
      const { block: splitTest } = course.blocks.find((each) => each.block.kind === 'split_test')!;
      const { group, experiment, assignment } = await own.assign(splitTest, 'ada');
      expect(experiment).toBe('xblock.partition_service.partition_764310258');
      expect(['With hints', 'Without hints']).toContain(group);
      expect(['1180274501', '1180274502']).toContain(assignment!.group);
      await own.expose(splitTest, 'ada', 'page');
      expect(await collect(store.exposures({ scope: own.scope }))).toMatchObject([
        { group: assignment!.group },
      ]);
    });

    it('shows one group per experiment in a whole course, also with random draws', async () => {
      const pair = ['x', 'y'].map((name) => `<vertical url_name="${name}"/>`).join('');
      const unit = (name: string) =>
        `<vertical><abtest url_name="t${name}" experiment="E"><group name="a" portion=".5"><html url_name="a${name}"/></group><default><html url_name="d${name}"/></default></abtest></vertical>`;
      const course = courseOf({
        'course.xml': '<course url_name="r" org="o" course="c"/>',
        'course/r.xml': `<course><chapter url_name="ch"><sequential url_name="s">${pair}</sequential></chapter></course>`,
        'vertical/x.xml': unit('x'),
        'vertical/y.xml': unit('y'),
      });
      const own = runtime({ scope: scope(), strategy: randomStrategy() });
      const groups = new Set<string>();
      for (let look = 0; look < 40; look += 1) {
        const text = JSON.stringify(await own.outlineFor(course, 'ada'), ['urlName', 'children']);
        const shown = [...text.matchAll(/"urlName":"([ad])[xy]"/g)].map((match) => match[1]);
        expect(shown).toHaveLength(2);
        expect(new Set(shown).size).toBe(1);
        groups.add(shown[0]!);
      }
      expect(groups.size).toBe(2);
      expect(await collect(store.list({ scope: own.scope }))).toHaveLength(0);
      await own.outlineFor(course, 'ada', 'assign');
      expect(await collect(store.list({ scope: own.scope }))).toHaveLength(1);
    });

    it('requires a learner, and refuses names that cannot be stored', async () => {
      const own = runtime({ scope: scope(), strategy: stableStrategy });
      const nobody = [undefined, null, '', 7] as unknown as string[];
      for (const learner of nobody) {
        for (const ask of [
          own.peek(block, learner),
          own.assign(block, learner),
          own.assignMany(block, ['ada', learner]),
          own.expose(block, learner, 'page'),
        ])
          await expect(ask).rejects.toMatchObject({ code: 'learner-missing' });
      }
      for (const learner of ['a\0b', 'x'.repeat(1001), '\ud800', '\u{1f600}'.repeat(700)]) {
        await expect(own.assign(block, learner)).rejects.toMatchObject({ code: 'bad-argument' });
      }
      expect(await collect(store.list({ scope: own.scope }))).toHaveLength(0);
    });
  });
}
