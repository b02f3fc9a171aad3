/** What a learner sees: document order, pointers resolved, nested blocks in turn. */
import { expect, it } from 'vitest';
import { contentOf, createRuntime, loadCourse, openStore, type SeenNode } from '../../src/index.js';
import { courseOf, nodeNamed, sampleCourse } from './blocks.js';

async function runtimeIn(groups: Readonly<Record<string, string>>) {
  const store = await openStore('memory:');
  return createRuntime({ store, force: (experiment) => groups[experiment] ?? null });
}

const names = (nodes: readonly SeenNode[]) => nodes.map(({ tag, urlName }) => `${tag}/${urlName}`);

const COURSE = {
  'course.xml': '<course url_name="r" org="o" course="c"/>',
  'course/r.xml':
    '<course><chapter url_name="ch"><sequential url_name="s"><vertical url_name="v"/></sequential></chapter></course>',
  'vertical/v.xml': '<vertical><abtest url_name="outer"/><html url_name="after"/></vertical>',
  'abtest/outer.xml': `<abtest experiment="outer">
    <group name="deep" portion=".5"><html url_name="one"/><abtest url_name="inner"/><html url_name="two"/></group>
    <group name="shared" portion=".2"><html url_name="one"/><html url_name="gone"/></group>
    <default><html url_name="two"/><html url_name="one"/></default></abtest>`,
  'abtest/inner.xml': `<abtest experiment="inner">
    <group name="x" portion=".5"><html url_name="x1"><p>x</p></html><html url_name="x2"/></group>
    <default/></abtest>`,
  'html/one.xml': '<html filename="one"/>',
  'html/one.html': '<p>one</p>',
  'html/two.xml': '<html>two</html>',
  'html/x2.xml': '<html>x2</html>',
  'html/after.xml': '<html>after</html>',
};

it('replaces nested blocks by their own children, in document order', async () => {
  const course = courseOf(COURSE);
  const runtime = await runtimeIn({ outer: 'deep', inner: 'x' });
  const seen = await runtime.childrenOf(course, nodeNamed(course, 'outer'), 'ada');
  expect(names(seen)).toEqual(['html/one', 'html/x1', 'html/x2', 'html/two']);
  expect(contentOf(course, seen[0]!.node).html).toBe('<p>one</p>');
  expect(seen.every(({ hasDynamicChildren, found }) => !hasDynamicChildren && found)).toBe(true);
  const without = await runtimeIn({ outer: 'deep', inner: '_DEFAULT_GROUP' });
  expect(names(await without.childrenOf(course, nodeNamed(course, 'outer'), 'ada'))).toEqual([
    'html/one',
    'html/two',
  ]);
});

it('shows a definition in every group that points to it, and marks what is missing', async () => {
  const course = courseOf(COURSE);
  const node = nodeNamed(course, 'outer');
  const shared = await (await runtimeIn({ outer: 'shared' })).childrenOf(course, node, 'ada');
  expect(names(shared)).toEqual(['html/one', 'html/gone']);
  expect(shared.map(({ found }) => found)).toEqual([true, false]);
  const rest = await (await runtimeIn({ outer: '_DEFAULT_GROUP' })).childrenOf(course, node, 'ada');
  expect(names(rest)).toEqual(['html/two', 'html/one']);
});

it('marks A/B blocks in the outline as dynamic, with what was decided', async () => {
  const course = courseOf(COURSE);
  const runtime = await runtimeIn({ outer: 'deep', inner: 'x' });
  const outline = await runtime.outlineFor(course, 'ada');
  const [unit] = outline!.children[0]!.children[0]!.children;
  const [outer, after] = unit!.children;
  expect(outer).toMatchObject({ hasDynamicChildren: true, decision: { group: 'deep', reason: 'forced' } });
  expect(outer!.children[1]).toMatchObject({ hasDynamicChildren: true, decision: { group: 'x' } });
  expect(after).toMatchObject({ hasDynamicChildren: false, decision: null, urlName: 'after' });
});

it('assigns when it shows, and stores nothing with peek', async () => {
  const course = courseOf(COURSE);
  const store = await openStore('memory:');
  const runtime = createRuntime({ store });
  const node = nodeNamed(course, 'outer');
  await runtime.childrenOf(course, node, 'ada', 'peek');
  await runtime.outlineFor(course, 'ada');
  expect(await store.experiments()).toEqual([]);
  await runtime.childrenOf(course, node, 'ada');
  expect((await store.experiments()).map(({ experiment }) => experiment)).toContain('outer');
  await expect(runtime.childrenOf(course, node, '')).rejects.toMatchObject({ code: 'learner-missing' });
  await expect(runtime.outlineFor(course, '')).rejects.toMatchObject({ code: 'learner-missing' });
});

it('shows the child that a split_test maps to the group', async () => {
  const course = await sampleCourse();
  const runtime = await runtimeIn({ 'xblock.partition_service.partition_764310258': 'With hints' });
  const seen = await runtime.childrenOf(course, nodeNamed(course, 'swarm_hints'), 'ada');
  expect(names(seen)).toEqual(['vertical/swarm_with_hints']);
  expect(names(seen[0]!.children)).toEqual(['problem/swarm_cells_hints']);
});

it('shows a block that contains itself once, and pointers of a lone file as not found', async () => {
  const course = courseOf({
    ...COURSE,
    'abtest/inner.xml':
      '<abtest experiment="inner"><default><abtest url_name="outer"/><html url_name="two"/></default></abtest>',
  });
  const runtime = await runtimeIn({ outer: 'deep' });
  const seen = await runtime.childrenOf(course, nodeNamed(course, 'outer'), 'ada');
  expect(names(seen)).toEqual(['html/one', 'html/two', 'html/two']);
  const alone = (await loadCourse({ text: COURSE['abtest/outer.xml'] })).course;
  const pointers = await runtime.childrenOf(alone, alone.blocks[0]!.node, 'ada');
  expect(pointers.map(({ found }) => found)).toContain(false);
});

it('refuses a course whose shared pointers multiply exponentially, before it uses up memory and time', async () => {
  const depth = 40;
  const files: Record<string, string> = {
    'course.xml': '<course url_name="r" org="o" course="c"/>',
    'course/r.xml': '<course><vertical url_name="v0"/></course>',
    [`vertical/v${depth}.xml`]: '<vertical/>',
  };
  for (let level = 0; level < depth; level += 1) {
    const pointer = `<vertical url_name="v${level + 1}"/>`;
    files[`vertical/v${level}.xml`] = `<vertical>${pointer}${pointer}</vertical>`;
  }
  const course = courseOf(files);
  const runtime = await runtimeIn({});
  await expect(runtime.outlineFor(course, 'ada')).rejects.toMatchObject({
    code: 'course-refused',
    message: expect.stringMatching(
      /^vertical\/v\d+\.xml:1: the same blocks are shown repeatedly, more than 100,000 in all$/,
    ),
  });
});
