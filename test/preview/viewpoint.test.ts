import { expect, test } from 'vitest';
import { openStore } from '../../src/index.js';
import { liveMedium } from '../../src/live/live-medium.js';
import { blockView } from '../../src/preview/block/block-view.js';
import { outlineView } from '../../src/preview/outline/outline-view.js';
import type { PreviewCourse } from '../../src/preview/page/preview-course.js';
import { groupChoices, groupViewpoint } from '../../src/preview/viewpoint/group-viewpoints.js';
import { learnerViewpoint } from '../../src/preview/viewpoint/learner-viewpoint.js';
import type { Viewpoint } from '../../src/preview/viewpoint/viewpoint.js';
import { courseFolder, loaded, unitCourse } from './courses.js';
import { ORCHARD, orchardCourse } from './orchard-course.js';

const orchard = (): Promise<PreviewCourse> => loaded(courseFolder(orchardCourse()));

function choiceOf(preview: PreviewCourse, title: string, name: string): string {
  const choices = groupChoices(preview).find((each) => each.title === title)!.choices;
  return choices.find((each) => each.name === name)!.value;
}

test('the choices are the groups of each experiment, after those that several experiments have', async () => {
  const choices = groupChoices(await orchard()).map(({ title, choices: all }) => [
    title,
    all.map(({ name }) => name),
  ]);
  expect(choices).toEqual([
    ['In several experiments', ['Group A (in 2 of 3)']],
    ['Inquiry', ['Group A', 'Group B']],
    ['Faces', ['Group A', 'Words', 'Faces']],
    ['Tone of the texts', ['plain', 'story', 'default']],
  ]);
});

test('a group of one experiment sees its own content there, and all groups elsewhere', async () => {
  const preview = await orchard();
  const viewpoint = groupViewpoint(preview, choiceOf(preview, 'Inquiry', 'Group B'))!;
  const medium = liveMedium(preview, viewpoint);
  const shown = (id: string): string => blockView(preview, medium, preview.nodeOf(id)!).body.text;
  expect(shown(ORCHARD.video)).toContain('(html)');
  expect(shown(ORCHARD.video)).not.toContain('(video)');
  expect(shown(ORCHARD.video).match(/<section class="card group/g)).toHaveLength(1);
  expect(shown(ORCHARD.tone).match(/<section class="card group/g)).toHaveLength(3);
  const outline = outlineView(preview, medium).body.text;
  const tree = outline.slice(outline.indexOf('class="tree"'));
  expect(tree).toContain('>html<');
  expect(tree).not.toContain('>video<');
});

test('a name that several experiments have is a viewpoint in all of them', async () => {
  const preview = await orchard();
  const viewpoint = groupViewpoint(
    preview,
    choiceOf(preview, 'In several experiments', 'Group A (in 2 of 3)'),
  )!;
  const shown = (id: string): string[] =>
    viewpoint.groupsOf(preview.nodeOf(id)!, preview.nodeOf(id)!.block!).map(({ name }) => name!);
  expect([shown(ORCHARD.answer), shown(ORCHARD.faces)]).toEqual([['Group A'], ['Group A']]);
  expect(shown(ORCHARD.tone)).toHaveLength(3);
});

test('a learner sees the groups that the runtime gives', async () => {
  const preview = await orchard();
  const store = await openStore('memory:');
  const seen = new Set<string>();
  for (const learner of ['ada', 'bob', 'cyd', 'dan', 'eva']) {
    const viewpoint = (await learnerViewpoint(preview, { learner, store }))!;
    const node = preview.nodeOf(ORCHARD.video)!;
    const [group, ...others] = viewpoint.groupsOf(node, node.block!);
    expect(others).toEqual([]);
    seen.add(group!.name!);
    expect(viewpoint.sees(preview.nodeOf(`html/${'0054'.repeat(8)}`)!)).toBe(group!.name === 'Group B');
    const broken = preview.nodeOf(ORCHARD.broken)!;
    expect(viewpoint.groupsOf(broken, broken.block!)).toEqual([]);
  }
  expect(seen).toEqual(new Set(['Group A', 'Group B']));
  await store.close();
});

test('every address that a page has keeps the viewpoint, whatever names contain', async () => {
  const evil = 'a@b~c"&<>';
  const written = evil
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  const unit = `<abtest url_name="ab" experiment="${written}"><group name="${written}" portion="0.5"><html url_name="h">x</html></group><default><html url_name="i">y</html></default></abtest>`;
  const preview = await loaded(courseFolder(unitCourse(unit)));
  const value = choiceOf(preview, evil, evil);
  const viewpoint = groupViewpoint(preview, value)!;
  expect(viewpoint.name).toBe(evil);
  const medium = liveMedium(preview, viewpoint);
  const node = preview.nodeOf('abtest/ab')!;
  const addresses = [medium.outline(), medium.block(node), medium.experiment(preview.experimentOf(node)!)];
  for (const address of addresses)
    expect(new URL(address, 'http://x').searchParams.get('as'), address).toBe(value);
});

test('a group that the course does not have is no viewpoint', async () => {
  const preview = await orchard();
  for (const value of [
    'group:nobody',
    'group:1@nothing',
    'group:9@xblock.partition_service.partition_11',
    'group:',
  ])
    expect(groupViewpoint(preview, value), value).toBeNull();
});

test('a group of a partition that only group_access uses sees the blocks that are open to it', async () => {
  const partition = {
    id: 100,
    name: 'Length',
    description: '',
    scheme: 'random',
    version: 3,
    groups: [
      { id: 1, name: 'Short', version: 1 },
      { id: 2, name: 'Long', version: 1 },
    ],
  };
  const preview = await loaded(
    courseFolder(
      unitCourse(`<html url_name="s" group_access='{"100": [1]}'>s</html><html url_name="e">e</html>`, {
        'policies/run/policy.json': JSON.stringify({ 'course/run': { user_partitions: [partition] } }),
      }),
    ),
  );
  const sees = (name: string): boolean[] => {
    const viewpoint = groupViewpoint(preview, choiceOf(preview, 'Length', name))!;
    return ['html/s', 'html/e'].map((id) => viewpoint.sees(preview.nodeOf(id)!));
  };
  expect([sees('Short'), sees('Long')]).toEqual([
    [true, true],
    [false, true],
  ]);
});

test('group_access to the partition of a split_test hides blocks from its other groups, and from learners in them', async () => {
  const groups = [
    { id: 1, name: 'Calm', version: 1 },
    { id: 2, name: 'Loud', version: 1 },
  ];
  const partition = { id: 50, name: 'Tone', description: '', scheme: 'random', version: 3, groups };
  const cohort = { ...partition, id: 60, name: 'Cohorts', scheme: 'cohort' };
  const only = (name: string, access: object): string =>
    `<html url_name="${name}" group_access='${JSON.stringify(access)}'>${name}</html>`;
  const unit = `<split_test url_name="s" user_partition_id="50" group_id_to_child='{"1": "i4x://Org/C1/html/c", "2": "i4x://Org/C1/html/l"}'><html url_name="c">c</html><html url_name="l">l</html></split_test>
${only('calm', { 50: [1] })}${only('both', { 50: [1, 2] })}${only('nobody', { 50: [9] })}${only('all', { 50: [] })}${only('cohort', { 60: [2] })}${only('two', { 50: [1], 60: [2] })}<html url_name="set">set</html>`;
  const policy = {
    'course/run': { user_partitions: [partition, cohort] },
    'html/set': { group_access: { 50: [2] } },
  };
  const preview = await loaded(
    courseFolder(unitCourse(unit, { 'policies/run/policy.json': JSON.stringify(policy) })),
  );
  const seen = (viewpoint: Viewpoint): string[] =>
    preview.course.nodes
      .filter((node) => node.tag === 'html' && viewpoint.sees(node))
      .map((node) => node.urlName!);
  const calm = ['c', 'calm', 'both', 'all', 'cohort', 'two'];
  const loud = ['l', 'both', 'all', 'cohort', 'set'];
  const { title } = groupChoices(preview)[0]!;
  expect(seen(groupViewpoint(preview, choiceOf(preview, title, 'Calm'))!).sort()).toEqual(calm.sort());
  expect(seen(groupViewpoint(preview, choiceOf(preview, title, 'Loud'))!).sort()).toEqual(loud.sort());
  const store = await openStore('memory:');
  const got = new Set<string>();
  for (let number = 0; number < 12; number += 1) {
    const viewpoint = (await learnerViewpoint(preview, { learner: `learner ${number}`, store }))!;
    got.add(seen(viewpoint).sort().join(' '));
  }
  await store.close();
  expect([...got].sort()).toEqual([calm.join(' '), loud.join(' ')].sort());
});
