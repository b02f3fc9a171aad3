/** The runtime keeps its contract in memory and on SQLite. */
import { expect, it } from 'vitest';
import { createRuntime, decideGroup, openStore, parseAbtest, stableStrategy } from '../../src/index.js';
import { scratch } from '../storage/scratch.js';
import { abtest, courseOf } from './blocks.js';
import { runtimeContract } from './contract.js';

const newFile = scratch();

runtimeContract('memory', async () => 'memory:');
runtimeContract('SQLite', async () => `sqlite:${newFile()}`);

it('decides without a store what the runtime decides with an empty one', async () => {
  const block = abtest('a .5 b .3');
  const runtime = createRuntime({ store: await openStore('memory:') });
  for (let i = 0; i < 200; i += 1) {
    const { group, reason } = decideGroup(block, `learner ${i}`, stableStrategy);
    expect(await runtime.peek(block, `learner ${i}`)).toMatchObject({ group, reason });
  }
});

it.each([
  ['no experiment', '<abtest><group name="a" portion="1"/></abtest>'],
  ['portions above 1', '<abtest experiment="E"><group name="a" portion="1.1"/></abtest>'],
  ['a portion that is no number', '<abtest experiment="E"><group name="a" portion="half"/></abtest>'],
  ['a group without a name', '<abtest experiment="E"><group portion=".5"/></abtest>'],
])('a block with %s assigns no learner, shows nothing and stores nothing', async (_, xml) => {
  const { block } = parseAbtest(xml);
  const store = await openStore('memory:');
  const runtime = createRuntime({ store });
  const nobody = { experiment: null, group: null, shown: null, reason: 'broken' };
  expect(await runtime.assign(block!, 'ada')).toMatchObject(nobody);
  expect(await runtime.assignMany(block!, ['ada'])).toMatchObject([nobody]);
  expect(await runtime.expose(block!, 'ada', 'page')).toMatchObject({ first: false, decision: nobody });
  expect(decideGroup(block!, 'ada')).toMatchObject(nobody);
  expect(await store.experiments()).toEqual([]);
});

it('takes the last of two groups of one name, and no group of the default group’s own name', () => {
  const { block } = parseAbtest(
    '<abtest experiment="E"><group name="a" portion=".9"/><group name="_DEFAULT_GROUP" portion=".9"/><group name="a" portion="1"><html url_name="x"/></group></abtest>',
  );
  const { group, shown } = decideGroup(block!, 'ada');
  expect(group).toBe('a');
  expect(shown!.children).toHaveLength(1);
});

it.each([
  ['random', 'split'],
  ['cohort', 'broken'],
])('of a partition of scheme %s: %s', async (scheme, reason) => {
  const groups = [0, 1].map((id) => ({ id, name: `g${id}`, version: 1 }));
  const partition = { id: 7, name: 'P', description: '', version: 3, scheme, groups, parameters: {} };
  const course = courseOf({
    'course.xml': '<course url_name="r" org="o" course="c"/>',
    'course/r.xml': `<course><split_test url_name="s" user_partition_id="7"
      group_id_to_child='{"0": "i4x://o/c/html/a", "1": "i4x://o/c/html/b"}'><html url_name="a"/><html url_name="b"/></split_test></course>`,
    'policies/r/policy.json': JSON.stringify({ 'course/r': { user_partitions: [partition] } }),
  });
  const store = await openStore('memory:');
  const decision = await createRuntime({ store }).assign(course.blocks[0]!.block, 'ada');
  expect(decision.reason).toBe(reason);
  expect(await store.experiments()).toHaveLength(reason === 'split' ? 1 : 0);
});
