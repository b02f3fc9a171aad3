import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Course } from '../../src/olx/course/course.js';
import { displayNameOf } from '../../src/olx/course/read-course.js';
import { loadCourse } from '../../src/reading/load.js';
import { checkCourse } from '../../src/rules/check.js';
import { archived, courseWith, onDisk, type Tree } from './trees.js';

const ABTEST =
  '<abtest experiment="E"><group name="a" portion="0.5"><html url_name="x"/></group><default/></abtest>';

async function load(tree: Tree): Promise<Course> {
  return (await loadCourse(onDisk(tree))).course;
}

const found = (course: Course): unknown[] =>
  course.blocks.map(({ block, node }) => [
    block.kind,
    block.experiment,
    node.path,
    node.draft,
    node.parents.map((p) => p.tag),
  ]);
const targets = (course: Course): string[] =>
  course.nodes
    .filter((node) => node.target !== 'inline')
    .map((node) => `${node.tag}/${node.urlName} ${node.target}`);

test('a course directory, with pointers and inline blocks', async () => {
  const course = await load(
    courseWith(`<abtest url_name="far"/>${ABTEST}`, {
      'abtest/far.xml': ABTEST.replace('"E"', '"F"'),
      'html/x.xml': '<html filename="x" display_name="Hello"/>',
      'html/x.html': '<p>not <b>XML',
      'policies/run/policy.json': '{"html/x": {"display_name": "Policy wins"}}',
    }),
  );
  expect([course.kind, course.org, course.course, course.run]).toEqual(['course', 'Org', 'C1', 'run']);
  expect(found(course)).toEqual([
    ['abtest', 'F', 'abtest/far.xml', false, ['vertical']],
    ['abtest', 'E', 'vertical/unit.xml', false, ['vertical']],
  ]);
  const shown = course.nodes.find((node) => node.tag === 'html')!;
  expect(shown.parents.map((parent) => parent.groupOf?.get(shown))).toEqual(['a', 'a']);
  expect(displayNameOf(course, shown)).toBe('Policy wins');
});

test.each([
  ['<!-- a note -->', 'found'],
  ['\n  ', 'found'],
  ['<?note here?>', 'inline'],
])('a pointer that holds %j is %s, as Open edX takes it', async (inside, target) => {
  const course = await load(
    courseWith(`<split_test url_name="s">${inside}</split_test>`, { 'split_test/s.xml': '<split_test/>' }),
  );
  expect(course.nodes.find((node) => node.tag === 'split_test')?.target).toBe(target);
  const lost = checkCourse(course).filter((each) => each.ruleId === 'pointer-extra-attribute');
  expect(lost.map((each) => each.message)).toEqual(
    target === 'found'
      ? []
      : [
          'With <?note …?> inside this <split_test> is no pointer but an empty block, and Open edX does not read split_test/s.xml',
        ],
  );
});

test('an archive with one top directory gives the same', async () => {
  const tree = courseWith(ABTEST, { 'html/x.xml': '<html/>', 'static/big.bin': Buffer.alloc(1000) });
  const inside = Object.fromEntries(
    Object.entries(tree).map(([path, content]) => [`./course/${path}`, content]),
  );
  const path = join(onDisk({ 'c.tar.gz': await archived(inside) }), 'c.tar.gz');
  const { course, diagnostics } = await loadCourse(path);
  expect(diagnostics).toEqual([]);
  expect(found(course)).toEqual(found(await load(tree)));
  expect(course.blocks[0]?.block.place.file).toMatch(/c\.tar\.gz!\/vertical\/unit\.xml$/);
});

test('an archive that lost the ending of its name is an archive all the same', async () => {
  const tree = courseWith(ABTEST);
  const inside = Object.fromEntries(Object.entries(tree).map(([path, text]) => [`course/${path}`, text]));
  const path = join(onDisk({ download: await archived(inside) }), 'download');
  const { course, diagnostics } = await loadCourse(path);
  expect([diagnostics, course.kind, course.blocks.length]).toEqual([[], 'course', 1]);
});

test('a directory of courses and archives: each is found', async () => {
  const one = courseWith(ABTEST);
  const under = (name: string): Tree =>
    Object.fromEntries(Object.entries(one).map(([path, text]) => [`${name}/${path}`, text]));
  const library = {
    'libs/l/library.xml': '<library url_name="library" org="O" library="L"><problem url_name="p"/></library>',
    'libs/l/problem/p.xml': '<problem/>',
  };
  const root = onDisk({
    ...under('a'),
    ...under('deep/er/b'),
    ...library,
    'c.tgz': await archived(under('x')),
    'notes.xml': '<a',
    '.git/course.xml': '<a',
  });
  const courses = (await loadCourse(root)).courses;
  expect(
    courses.map((course) => [
      course.kind,
      course.label.replace(/^.*olx-abtest-\w+\//, ''),
      course.blocks.length,
    ]),
  ).toEqual([
    ['course', 'a', 1],
    ['course', 'c.tgz', 1],
    ['course', 'deep/er/b', 1],
    ['library', 'libs/l', 0],
  ]);
});

test('an archive that cannot be read does not keep the others from being read, if somebody listens', async () => {
  const root = onDisk({
    'a.tar.gz': 'damaged',
    ...Object.fromEntries(Object.entries(courseWith(ABTEST)).map(([path, text]) => [`b/${path}`, text])),
  });
  await expect(loadCourse(root)).rejects.toMatchObject({ code: 'archive-refused' });
  const failures: unknown[] = [];
  const courses = (await loadCourse(root, { onFailure: (error) => failures.push(error) })).courses;
  expect([courses.length, failures.length]).toEqual([1, 1]);
});

test('a lone file and a text: no course around them', async () => {
  const path = join(
    onDisk({ 'b.xml': `<vertical>${ABTEST}<abtest url_name="elsewhere"/></vertical>` }),
    'b.xml',
  );
  for (const input of [path, { text: `<vertical>${ABTEST}<abtest url_name="elsewhere"/></vertical>` }]) {
    const { course } = await loadCourse(input);
    expect([course.kind, course.blocks.length]).toEqual(['blocks', 1]);
    expect(checkCourse(course).filter((each) => each.severity === 'error')).toEqual([]);
  }
  expect((await loadCourse(ABTEST)).course.blocks).toHaveLength(1);
});

test('drafts: their blocks are read, their pointers look in drafts first', async () => {
  const course = await load(
    courseWith('<html url_name="x"/>', {
      'html/x.xml': '<html/>',
      'drafts/vertical/unit.xml':
        '<vertical parent_url="p" index_in_children_list="0"><abtest url_name="d"/><html url_name="x"/></vertical>',
      'drafts/abtest/d.xml': ABTEST,
    }),
  );
  expect(found(course)).toEqual([['abtest', 'E', 'drafts/abtest/d.xml', true, ['vertical']]]);
  expect(course.drafts.map((node) => node.path)).toEqual(['drafts/vertical/unit.xml']);
});

test('blocks that nothing points to are found', async () => {
  const course = await load(
    courseWith('', { 'abtest/lost.xml': ABTEST, 'vertical/old.xml': `<vertical>${ABTEST}</vertical>` }),
  );
  expect(found(course)).toEqual([
    ['abtest', 'E', 'abtest/lost.xml', false, []],
    ['abtest', 'E', 'vertical/old.xml', false, ['vertical']],
  ]);
  expect(course.orphans.map((node) => node.path)).toEqual(['abtest/lost.xml', 'vertical/old.xml']);
});

test('names: colons are folders, slug and filename are leftovers, one attribute more is no pointer', async () => {
  const course = await load(
    courseWith(
      '<html url_name="a:b"/><html slug="s"/><vertical filename="old" display_name="D"/><problem url_name="p" display_name="more"/><html url_name="gone"/>',
      {
        'html/a/b.xml': '<html/>',
        'html/s.xml': '<html/>',
        'vertical/old.xml': `<vertical>${ABTEST}</vertical>`,
        'problem/p.xml': '<problem/>',
      },
    ),
  );
  expect(targets(course)).toContain('html/a:b found');
  expect(targets(course)).toContain('html/s found');
  expect(targets(course)).toContain('html/gone missing');
  expect(course.blocks).toHaveLength(1);
  expect(course.nodes.find((node) => node.tag === 'problem')?.target).toBe('inline');
});

test('a split_test finds its partition, from the policy or from the attribute', async () => {
  const split =
    '<split_test user_partition_id="7" group_id_to_child=\'{"1": "i4x://Org/C1/vertical/v"}\'><vertical url_name="v"/></split_test>';
  const partition = [
    {
      id: 7,
      name: 'P',
      description: '',
      version: 3,
      scheme: 'random',
      groups: [
        { id: 1, name: 'G', version: 1 },
        { id: 2, name: 'H', version: 1 },
      ],
      parameters: {},
      active: true,
    },
  ];
  const policy = JSON.stringify({ 'course/run': { user_partitions: partition } });
  const byPolicy = await load(
    courseWith(split, { 'policies/run/policy.json': policy, 'vertical/v.xml': '<vertical/>' }),
  );
  const tree = courseWith(split, { 'vertical/v.xml': '<vertical/>' });
  const attribute = JSON.stringify(partition).replaceAll('"', '&quot;');
  const byAttribute = await load({
    ...tree,
    'course/run.xml': `<course user_partitions="${attribute}"><chapter url_name="ch"/></course>`,
  });
  for (const course of [byPolicy, byAttribute]) {
    const [{ block }] = course.blocks as [Course['blocks'][number]];
    expect([
      block.experiment,
      ...block.groups.map((group) => [group.id, group.name, group.portion.text, group.children.length]),
    ]).toEqual(['P', [1, 'G', '1/2', 1], [2, 'H', '1/2', 0]]);
  }
});

test('definitions that many pointers share are read once, and a block may not contain itself', async () => {
  const level = (number: number): string =>
    `<vertical>${`<vertical url_name="l${number + 1}"/>`.repeat(2)}</vertical>`;
  const levels = Object.fromEntries(
    Array.from({ length: 60 }, (_, number) => [`vertical/l${number}.xml`, level(number)]),
  );
  const course = await load(
    courseWith('<vertical url_name="l0"/>', {
      ...levels,
      'vertical/l60.xml': '<vertical><vertical url_name="l0"/></vertical>',
    }),
  );
  expect(course.nodes.length).toBeLessThan(100);
  expect(targets(course)).toContain('vertical/l0 loop');
});

test('a chain of ten thousand files does not overflow', async () => {
  const chain = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, number) => [
      `vertical/c${number}.xml`,
      `<vertical><vertical url_name="c${number + 1}"/></vertical>`,
    ]),
  );
  const { course } = await loadCourse(onDisk(courseWith('<vertical url_name="c0"/>', chain)));
  expect(course.root?.tag).toBe('course');
});

test.each([
  '..:..:outside',
  '../../outside',
  '/etc/passwd',
  '..\\outside',
  'a/../../../outside',
  'C:\\x',
  '%2e%2e/outside\u0000',
])('no name leads out of the course: %s', async (name) => {
  const secret = 'SECRET-OUTSIDE <';
  const tree = courseWith(
    `<abtest url_name="${name.replace('\u0000', '')}"/><html filename="${name.replace('\u0000', '')}"/>`,
  );
  const root = onDisk({
    'outside.xml': secret,
    ...Object.fromEntries(Object.entries(tree).map(([path, text]) => [`c/${path}`, text])),
  });
  const { course, diagnostics } = await loadCourse(join(root, 'c'));
  expect(JSON.stringify([...diagnostics, ...checkCourse(course)])).not.toContain('SECRET');
  expect(targets(course).filter((each) => each.endsWith(' found') && each.includes('outside'))).toEqual([]);
});

test('links out of the course are not followed; links inside are', async () => {
  const root = onDisk({
    'outside/html/s.xml': 'SECRET <',
    'c/x': '',
    ...Object.fromEntries(
      Object.entries(
        courseWith('<html url_name="s"/><html url_name="i"/>', { 'html/real.xml': '<html/>' }),
      ).map(([p, t]) => [`c/${p}`, t]),
    ),
  });
  symlinkSync(join(root, 'outside/html/s.xml'), join(root, 'c/html/s.xml'));
  symlinkSync('real.xml', join(root, 'c/html/i.xml'));
  symlinkSync(join(root, 'outside'), join(root, 'c/problem'));
  symlinkSync('/nowhere', join(root, 'c/html/dangling.xml'));
  const { course, diagnostics } = await loadCourse(join(root, 'c'));
  expect(targets(course)).toContain('html/s missing');
  expect(targets(course)).toContain('html/i found');
  expect(JSON.stringify(diagnostics)).not.toContain('SECRET');
});

test('a course without its root: said, and its blocks are checked all the same', async () => {
  const { 'course.xml': _, ...headless } = courseWith(ABTEST, { 'html/x.xml': '<html/>' });
  const course = await load(headless);
  expect(course.rootFindings.map((each) => each.message)).toEqual([
    'There is no course.xml (or library.xml)',
  ]);
  expect(course.blocks).toHaveLength(1);
  expect((await load({ 'readme.txt': '' })).rootFindings).toHaveLength(1);
  expect(
    (await load({ ...headless, 'course.xml': '<course url_name="other" org="o" course="c"/>' }))
      .rootFindings[0]?.message,
  ).toContain('course/other.xml');
  expect((await load({ 'course.xml': '<chapter/>' })).rootFindings[0]?.message).toContain('<chapter>');
});

test.each([
  ['a path that is not there', async () => '/nowhere/at/all', 'not-found'],
  ['an empty path', async () => '', 'not-found'],
  ['a device', async () => '/dev/null', 'not-readable'],
  [
    'a truncated archive',
    async () => disk((await archived(courseWith(ABTEST))).subarray(0, 200)),
    'archive-refused',
  ],
  ['an archive that is none', async () => disk(Buffer.from('hello')), 'archive-refused'],
  ['an empty archive', async () => disk(await archived({})), 'archive-refused'],
  [
    'a link',
    async () => disk(await archived({}, [{ name: 'c/x.xml', type: 'symlink', linkname: '/etc/passwd' }])),
    'archive-refused',
  ],
  [
    'a hard link',
    async () => disk(await archived({}, [{ name: 'c/x.xml', type: 'link', linkname: '/etc/passwd' }])),
    'archive-refused',
  ],
  [
    'a device inside',
    async () => disk(await archived({}, [{ name: 'c/x', type: 'character-device' }])),
    'archive-refused',
  ],
  ['a member outside', async () => disk(await archived({ '../x.xml': '<a/>' })), 'archive-refused'],
  ['an absolute member', async () => disk(await archived({ '/etc/x.xml': '<a/>' })), 'archive-refused'],
  ['a bomb', async () => disk(await archived({ 'c/a.xml': Buffer.alloc(30_000_000) })), 'archive-refused'],
])('%s is refused with a sentence', async (_, path, code) => {
  await expect(loadCourse(await path())).rejects.toMatchObject({
    name: 'AbtestError',
    code,
    message: expect.stringMatching(/\S/),
  });
});

test('limits of archives: members and kept bytes', async () => {
  const path = disk(await archived({ 'c/course.xml': '<course/>', 'c/b.xml': '<b/>' }));
  const limits = { unpacked: 1e9, ratio: 1000, members: 100, kept: 1000 };
  await expect(loadCourse(path, { archiveLimits: { ...limits, members: 1 } })).rejects.toThrow(
    'more than 1 members',
  );
  await expect(loadCourse(path, { archiveLimits: { ...limits, kept: 5 } })).rejects.toThrow(
    'more than 5 bytes',
  );
  await expect(loadCourse(path, { archiveLimits: { ...limits, unpacked: 5 } })).rejects.toThrow(
    'more than 5 bytes',
  );
});

test('files of static/ in an archive: those that are wanted, as long as there is room', async () => {
  const path = disk(
    await archived({
      './c/course.xml': '<course/>',
      './c/static/a.png': 'a'.repeat(60),
      './c/static/deep/b.png': 'b'.repeat(60),
      './c/static/c.png': 'c'.repeat(30),
      './c/static/d.pdf': 'd',
      './c/e.png': 'e',
    }),
  );
  const limits = { unpacked: 1e9, ratio: 1000, members: 100, kept: 1000 };
  const keepStatic = (name: string): boolean => name.endsWith('.png');
  const kept = async (keptStatic: number): Promise<string[]> => {
    const { course } = await loadCourse(path, { archiveLimits: { ...limits, keptStatic }, keepStatic });
    return ['a.png', 'deep/b.png', 'c.png', 'd.pdf', '../e.png', '../course.xml'].filter(
      (name) => course.files.readStatic(name, 1000) !== null,
    );
  };
  expect(await kept(1000)).toEqual(['a.png', 'deep/b.png', 'c.png']);
  expect(await kept(100)).toEqual(['a.png', 'c.png']);
  const { course } = await loadCourse(path, { keepStatic });
  expect(course.files.readStatic('a.png', 59)).toBeNull();
  expect(Buffer.from(course.files.readStatic('a.png', 60)!).toString()).toBe('a'.repeat(60));
  expect((await loadCourse(path)).course.files.readStatic('a.png', 60)).toBeNull();
});

function disk(bytes: Uint8Array): string {
  const path = join(onDisk({}), 'c.tar.gz');
  writeFileSync(path, bytes);
  return path;
}
