/** Sizes are compared with the portions by which their learners were drawn, whatever the course says now. */
import { describe, expect, it } from 'vitest';
import {
  createRuntime,
  experimentExposures,
  experimentStanding,
  loadCourse,
  openStore,
  runningExperiments,
  type Store,
} from '../../src/index.js';

const experimentWith = async (groups: Readonly<Record<string, number>>) => {
  const written = Object.entries(groups).map(
    ([name, portion]) =>
      `<group name="${name}" portion="${portion}"><html url_name="${name}">${name}</html></group>`,
  );
  const text = `<vertical url_name="v"><abtest url_name="t" experiment="E">${written.join('')}<default><html url_name="d">d</html></default></abtest></vertical>`;
  const { course } = await loadCourse({ text, file: 'page.xml' });
  return runningExperiments(course).experiments[0]!;
};
type Drawn = Awaited<ReturnType<typeof experimentWith>>;

const at = (day: number) => new Date(Date.UTC(2026, 0, day));

async function draw(store: Store, { block }: Drawn, day: number, learners: number, shown = true) {
  const runtime = createRuntime({ store, now: () => at(day) });
  const names = Array.from({ length: learners }, (_, index) => `day ${day} learner ${index}`);
  await runtime.assignMany(block, names);
  if (shown) for (const name of names) await runtime.expose(block, name, 'page');
}

describe('a changed portion', () => {
  it('is no mismatch: each learner is expected by the portions of their time', async () => {
    const store = await openStore('memory:');
    const [half, most] = [await experimentWith({ a: 0.5 }), await experimentWith({ a: 0.9 })];
    await draw(store, half, 1, 400);
    const before = await experimentStanding(store, '', half);
    expect([before.portionsChanged, before.ratio.mismatch, before.ratio.strata]).toEqual([
      false,
      false,
      undefined,
    ]);
    // Nobody has been drawn by the new portions yet.
    const changed = await experimentStanding(store, '', most);
    expect([changed.portionsChanged, changed.ratio, changed.expected]).toEqual([
      true,
      before.ratio,
      [200, 200],
    ]);
    await draw(store, most, 5, 300);
    const { ratio, expected, periods, sizes } = await experimentStanding(store, '', most);
    expect(expected.map((count) => Math.round(count))).toEqual([470, 230]);
    expect(ratio).toMatchObject({ mismatch: false, strata: 2 });
    expect(periods.map(({ since }) => since)).toEqual([at(1), at(5)]);
    expect(periods.map((each) => each.sizes.reduce((sum, size) => sum + size, 0))).toEqual([400, 300]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(700);
    expect(await experimentExposures(store, '', most)).toMatchObject({ sizes, ratio, inSeveral: 0 });
    await store.close();
  });

  it('hides no mismatch, neither of the assigned nor of the exposed', async () => {
    const store = await openStore('memory:');
    const [half, most] = [await experimentWith({ a: 0.5 }), await experimentWith({ a: 0.9 })];
    await draw(store, half, 1, 300);
    await draw(store, most, 5, 300, false);
    const { block } = most;
    const runtime = createRuntime({ store });
    // Of the second period the content of "a" is shown to every other learner only.
    for await (const { learner, group } of store.list())
      if (learner.startsWith('day 5') && (group !== 'a' || learner.endsWith('2') || learner.endsWith('4')))
        await runtime.expose(block, learner, 'page');
    expect((await experimentStanding(store, '', most)).ratio.mismatch).toBe(false);
    expect((await experimentExposures(store, '', most)).ratio.mismatch).toBe(true);
    for (let index = 0; index < 150; index += 1)
      await store.claim({
        scope: '',
        experiment: 'E',
        learner: `planted ${index}`,
        group: 'a',
        strategy: 'x@1',
        assignedAt: at(2),
        portions: (await store.keptPortions({ scope: '', experiment: 'E' }))[0]!.id,
      });
    expect((await experimentStanding(store, '', most)).ratio.mismatch).toBe(true);
    await store.close();
  });

  it('a removed group leaves its learners out, and a new one expects none of those of before', async () => {
    const store = await openStore('memory:');
    const [old, now] = [
      await experimentWith({ a: 0.4, gone: 0.4 }),
      await experimentWith({ a: 0.4, fresh: 0.4 }),
    ];
    await draw(store, old, 1, 500);
    await draw(store, now, 5, 500);
    const { ratio, stale, periods, experiment } = await experimentStanding(store, '', now);
    expect(experiment.division.groups.map(({ key }) => key)).toEqual(['a', 'fresh', '_DEFAULT_GROUP']);
    expect([ratio.mismatch, stale.map(({ name }) => name)]).toEqual([false, ['gone']]);
    expect(periods[0]!.sizes[1]).toBe(0);
    await store.close();
  });

  it('learners of before portions were kept, and imported ones, count as drawn by the oldest', async () => {
    const store = await openStore('memory:');
    const half = await experimentWith({ a: 0.5 });
    for (let index = 0; index < 100; index += 1)
      await store.claim({
        scope: '',
        experiment: 'E',
        learner: `old ${index}`,
        group: index % 2 === 0 ? 'a' : '_DEFAULT_GROUP',
        strategy: 'stable@1',
        assignedAt: at(1),
      });
    expect((await experimentStanding(store, '', half)).periods[0]!.since).toBeNull();
    await draw(store, half, 2, 100);
    await draw(store, await experimentWith({ a: 0.9 }), 5, 100);
    const { periods, ratio } = await experimentStanding(store, '', half);
    expect(periods[0]!.sizes.reduce((sum, size) => sum + size, 0)).toBe(200);
    expect(ratio.mismatch).toBe(false);
    await store.close();
  });
});

it('portions are kept once a process, by the first learner who is drawn; looking and returning keep nothing', async () => {
  const store = await openStore('memory:');
  let kept = 0;
  const counting = new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name === 'keepPortions') kept += 1;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { block } = await experimentWith({ a: 0.5 });
  const runtime = createRuntime({ store: counting });
  await runtime.peek(block, 'ada');
  expect(kept).toBe(0);
  await Promise.all(['ada', 'eve', 'ada', 'bob'].map((learner) => runtime.assign(block, learner)));
  await runtime.assignMany(block, ['grace', 'ada']);
  expect(kept).toBe(1);
  await createRuntime({ store: counting }).assign(block, 'ada');
  expect(kept).toBe(1);
  await createRuntime({ store: counting }).assign(block, 'new');
  expect(kept).toBe(2);
  expect(await store.keptPortions({ scope: '', experiment: 'E' })).toHaveLength(1);
  await store.close();
});

it('portions that cannot be read are an error of the store', async () => {
  const store = await openStore('memory:');
  const half = await experimentWith({ a: 0.5 });
  await store.keepPortions([
    { scope: '', experiment: 'E', id: 'x', definition: '[["a","1","0"]]', since: at(1) },
  ]);
  await expect(experimentStanding(store, '', half)).rejects.toMatchObject({ code: 'store-corrupt' });
  await store.close();
});
