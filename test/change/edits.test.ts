import { describe, expect, test } from 'vitest';
import type { AbtestError } from '../../src/diagnostics/abtest-error.js';
import * as edits from '../../src/editing.js';
import { repairCourse } from '../../src/index.js';
import type { Course } from '../../src/olx/course/course.js';
import { checkCourse } from '../../src/rules/check.js';
import { courseOf, POLICY, sample, textOf, textsOf } from './trees.js';

const errorsOf = (course: Course) =>
  checkCourse(course)
    .filter(({ severity }) => severity === 'error')
    .map(({ ruleId, message }) => `${ruleId}: ${message}`);

/** The lines that a diff takes away and adds, without their files. */
function lines(course: Course, edit: edits.CourseEdit): string[] {
  return [...edits.diffEdit(course, edit)]
    .flatMap((text) => text.split('\n'))
    .filter((line) => /^[-+](?!-- |\+\+ )/.test(line));
}

test('the sample has no errors', () => {
  expect(errorsOf(sample())).toEqual([]);
});

describe('an experiment of abtests: all blocks at once, drafts too', () => {
  test('portions', () => {
    const course = sample();
    const edit = edits.setExperimentPortions(
      course,
      'E',
      new Map([
        ['a', '0.25'],
        ['b', '0.35'],
      ]),
    );
    expect([...edit.files.keys()].sort()).toEqual([
      'abtest/w.xml',
      'drafts/abtest/w.xml',
      'vertical/unit.xml',
    ]);
    expect(textOf(edit.course, 'abtest/w.xml')).toBe(
      textOf(course, 'abtest/w.xml').replace('".5"', '"0.25"').replace("'0.3'", "'0.35'"),
    );
    expect(edit.changes.map(({ kind, path }) => [kind, path])).toEqual([
      ['edited', 'abtest/w.xml'],
      ['edited', 'vertical/unit.xml'],
      ['edited', 'drafts/abtest/w.xml'],
    ]);
  });

  test('names, order, groups and the default group', () => {
    const course = sample();
    const renamed = edits.renameExperimentGroup(course, 'E', 'a', 'A & B');
    expect(textOf(renamed.course, 'drafts/abtest/w.xml')).toContain('<group name="A &amp; B" portion=".5">');
    const moved = edits.renameExperiment(course, 'E', 'F').course;
    expect(moved.blocks.filter(({ block }) => block.experiment === 'F')).toHaveLength(3);
    const order = edits.reorderExperimentGroups(course, 'E', ['b', 'a', '_DEFAULT_GROUP']).course;
    for (const { block } of order.blocks.filter((each) => each.block.kind === 'abtest'))
      expect(block.groups.map(({ name }) => name)).toEqual(['b', 'a', '_DEFAULT_GROUP']);
    const grown = edits.addExperimentGroup(course, 'E', { name: 'c', portion: '0.1' });
    expect(edits.removeExperimentGroup(grown.course, 'E', 'c').course.blocks).toHaveLength(4);
    const one = edits.composeEdits(course, [
      (now) => edits.addExperimentGroup(now, 'E', { name: 'c', portion: '0.1' }),
      (now) => edits.removeExperimentGroup(now, 'E', 'c'),
    ]);
    // In a block of one line the line end of the new group stays.
    expect([[...one.files.keys()], one.changes.length]).toEqual([['vertical/unit.xml'], 6]);
  });

  test('a child moves in the block and in its draft', () => {
    const course = sample();
    const edit = edits.moveBlockChild(course, 'abtest/w', 'a', 'b', { tag: 'html', urlName: 'x' });
    expect([...edit.files.keys()]).toEqual(['abtest/w.xml', 'drafts/abtest/w.xml']);
    expect(textOf(edit.course, 'abtest/w.xml')).toContain(
      `<group portion='0.3' name='b'>\n    <html url_name="x"/>\n  </group>`,
    );
  });

  test('titles', () => {
    const course = sample();
    expect(lines(course, edits.setBlockTitle(course, 'split_test/s', 'T'))).toEqual([
      expect.stringContaining('-<split_test user_partition_id'),
      expect.stringContaining('+<split_test display_name="T" user_partition_id'),
    ]);
    expect(textOf(edits.setBlockTitle(course, 'abtest/w', null).course, 'abtest/w.xml')).toMatch(
      /^<abtest experiment="E">/,
    );
  });
});

describe('partitions', () => {
  test('a group is added to policy, map and children of every block', () => {
    const course = sample();
    const edit = edits.addExperimentGroup(course, 'P', {
      name: 'three',
      children: [{ tag: 'html', urlName: 'z' }],
    });
    const [found] = edit.course.partitions;
    const group = found!.groups.at(-1)!;
    expect(group.name).toBe('three');
    expect(group.id).toBeGreaterThanOrEqual(100);
    const split = edit.course.blocks.find(({ block }) => block.kind === 'split_test')!.block;
    expect(split.groups.map(({ children }) => children.length)).toEqual([1, 1, 1]);
    const unit = split.groups[2]!.children[0]!.urlName;
    expect(textOf(edit.course, `vertical/${unit}.xml`)).toBe(
      '<vertical display_name="three">\n  <html url_name="z"/>\n</vertical>\n',
    );
    expect(textOf(edit.course, 'split_test/s.xml')).toBe(
      textOf(course, 'split_test/s.xml')
        .replace('two"}', `two", "${group.id}": "i4x://Org/C1/vertical/${unit}"}`)
        .replace('two"/>', `two"/>\n  <vertical url_name="${unit}"/>`),
    );
    expect(lines(course, edit).filter((line) => line.includes('"three", "version"'))).toHaveLength(0);
    const again = edits.addExperimentGroup(sample(), 'P', {
      name: 'three',
      children: [{ tag: 'html', urlName: 'z' }],
    });
    expect(textsOf(again.course)).toEqual(textsOf(edit.course));
  });

  test('a group is removed with what only its children need', () => {
    const course = sample();
    const edit = edits.removeExperimentGroup(course, 'P', 'one');
    expect([...edit.files].filter(([, bytes]) => bytes === null).map(([path]) => path)).toEqual([
      'problem/p.xml',
      'vertical/one.xml',
    ]);
    expect(textOf(edit.course, 'split_test/s.xml')).toBe(
      `<split_test user_partition_id="700" group_id_to_child='{"2":  "i4x://Org/C1/vertical/two"}'>\n  <vertical url_name="two"/>\n</split_test>\n`,
    );
    expect(textOf(edit.course, 'policies/run/policy.json')).toBe(
      POLICY.replace('{"id": 1, "name": "one", "version": 1},\n                    ', '').replace(
        ',\n    "problem/p": {"graded": true}',
        '',
      ),
    );
  });

  test('names and order touch the policy alone', () => {
    const course = sample();
    const named = edits.renameExperimentGroup(course, 'P', 'one', 'ONE');
    expect([...named.files.keys()]).toEqual(['policies/run/policy.json']);
    expect(textOf(named.course, 'policies/run/policy.json')).toBe(POLICY.replace('"one"', '"ONE"'));
    expect(textOf(edits.renameExperiment(course, '700', 'Q').course, 'policies/run/policy.json')).toBe(
      POLICY.replace('"P"', '"Q"'),
    );
    const order = edits.reorderExperimentGroups(course, 'P', ['two', 'one']).course.partitions[0]!;
    expect(order.groups.map(({ id }) => id)).toEqual([2, 1]);
  });

  test('a split_test is created with a new partition, then with the same', () => {
    const course = sample();
    const wanted = { unit: 'unit', partition: 'New', groups: [{ name: 'g' }, { name: 'h' }] };
    const edit = edits.createSplitTest(course, { ...wanted, urlName: 'mine', displayName: 'Mine' });
    expect(errorsOf(edit.course)).toEqual([]);
    const made = edit.course.blocks.filter(({ node }) => node.urlName === 'mine');
    expect(made.map(({ block }) => [block.draft, block.experiment, block.groups.length])).toEqual([
      [false, 'New', 2],
      [true, 'New', 2],
    ]);
    const second = edits.createSplitTest(edit.course, { unit: 'one', partition: 'New' });
    expect(second.files.has('policies/run/policy.json')).toBe(false);
    const undone = edits.composeEdits(second.course, [(now) => edits.deleteBlock(now, 'split_test/mine')]);
    expect([...undone.course.files.paths()].filter((path) => path.includes('mine'))).toEqual([]);
  });

  test('another partition: children follow the names of groups, the others are inactive', () => {
    const course = edits.createSplitTest(sample(), {
      unit: 'two',
      partition: 'New',
      groups: [{ name: 'one' }, { name: 'zwei' }, { name: 'three' }],
    }).course;
    const edit = edits.setSplitTestPartition(course, 'split_test/s', 'New', new Map([['zwei', 'two']]));
    const { block } = edit.course.blocks.find(({ node }) => node.urlName === 's')!;
    expect(block.groups.map(({ name, children }) => [name, children[0]?.urlName])).toEqual([
      ['one', 'one'],
      ['zwei', 'two'],
      ['three', expect.stringMatching(/^[0-9a-f]{32}$/)],
    ]);
    const plain = edits.setSplitTestPartition(course, 'split_test/s', 'New').course;
    expect(errorsOf(plain)).toEqual([]);
    expect(textOf(plain, 'split_test/s.xml')).toContain('"2": "i4x://Org/C1/vertical/two"}');
  });

  test('repair gives the bytes of repairCourse', () => {
    const map = `'{"1": "i4x://Org/C1/vertical/gone"}'`;
    const broken = sample({
      'split_test/s.xml': `<split_test user_partition_id="700" group_id_to_child=${map}><vertical url_name="one"/></split_test>`,
    });
    expect(edits.repairSplitTests(broken).files).toEqual(repairCourse(broken).files);
    expect(errorsOf(edits.repairSplitTests(broken).course)).toEqual([]);
  });
});

describe('any block', () => {
  test('a new name: files, body, pointers, settings, drafts', () => {
    const course = sample();
    const edit = edits.renameBlock(course, 'html/x', 'new');
    expect(Object.fromEntries(edit.moves)).toEqual({
      'html/new.xml': 'html/x.xml',
      'html/new.html': 'html/x.html',
      'drafts/html/new.xml': 'drafts/html/x.xml',
      'drafts/html/new.html': 'drafts/html/x.html',
    });
    expect(textOf(edit.course, 'html/new.xml')).toBe('<html filename="new" display_name="X"/>');
    expect(textOf(edit.course, 'policies/run/policy.json')).toBe(POLICY.replace('html/x', 'html/new'));
    expect(errorsOf(edit.course)).toEqual([]);
    const back = edits.composeEdits(course, [
      (now) => edits.renameBlock(now, 'html/x', 'new'),
      (now) => edits.renameBlock(now, 'html/new', 'x'),
    ]);
    expect([back.files.size, back.moves.size]).toEqual([0, 0]);
  });

  test('a new name: maps, parent_url, links', () => {
    const course = sample({
      'drafts/vertical/d.xml':
        '<vertical parent_url="i4x://Org/C1/sequential/seq" index_in_children_list="1"/>',
    });
    const unit = edits.renameBlock(course, 'vertical/one', 'eins');
    expect(textOf(unit.course, 'split_test/s.xml')).toBe(
      textOf(course, 'split_test/s.xml')
        .replace('vertical/one"', 'vertical/eins"')
        .replace('"one"/', '"eins"/'),
    );
    const section = edits.renameBlock(course, 'sequential/seq', 'erste');
    expect(textOf(section.course, 'drafts/vertical/d.xml')).toContain('sequential/erste"');
    const linked = edits.renameBlock(course, 'html/y', 'y2');
    expect(textOf(linked.course, 'html/x.html')).toBe('<p>x <a href="/jump_to_id/y2">y</a></p>');
  });

  test('a block that is deleted takes what only it needs', () => {
    const course = sample();
    const edit = edits.deleteBlock(course, 'abtest/w');
    const gone = [...edit.files].filter(([, bytes]) => bytes === null).map(([path]) => path);
    expect(gone.sort()).toEqual([
      'abtest/w.xml',
      'drafts/abtest/w.xml',
      'drafts/html/x.html',
      'drafts/html/x.xml',
      'drafts/html/y.xml',
      'html/x.html',
      'html/x.xml',
      'html/y.xml',
    ]);
    expect(textOf(edit.course, 'policies/run/policy.json')).toBe(
      POLICY.replace('"html/x": {"display_name": "X of the policy"},\n    ', ''),
    );
    expect(edits.deleteBlock(course, 'problem/p').files.get('html/z.xml')).toBeUndefined();
  });
});

test('pointers of 2012 follow a new name', () => {
  const course = sample({
    'sequential/seq.xml':
      '<sequential><vertical filename="old" slug="old"/><vertical url_name="unit"/></sequential>',
    'vertical/old.xml': '<vertical display_name="Old"><html url_name="z"/></vertical>',
  });
  const edit = edits.renameBlock(course, 'vertical/old', 'young');
  expect(textOf(edit.course, 'sequential/seq.xml')).toContain('<vertical filename="young" slug="young"/>');
  expect(Object.fromEntries(edit.moves)).toEqual({ 'vertical/young.xml': 'vertical/old.xml' });
});

test('a container that would be left empty, and so be a pointer, is not emptied', () => {
  for (const unit of [
    '<vertical url_name="v"><html url_name="h">h</html></vertical>',
    '<vertical>\n<html url_name="h">h</html></vertical>',
  ]) {
    const course = sample({
      'sequential/seq.xml': `<sequential>${unit}<vertical url_name="unit"/></sequential>`,
    });
    expect(() => edits.deleteBlock(course, 'html/h')).toThrow(
      /^Nothing would be left in (vertical\/v|a vertical) /,
    );
  }
  const titled = sample({
    'sequential/seq.xml':
      '<sequential><vertical display_name="V"><html url_name="h">h</html></vertical></sequential>',
  });
  expect(textOf(edits.deleteBlock(titled, 'html/h').course, 'sequential/seq.xml')).toContain(
    '<vertical display_name="V"></vertical>',
  );
});

test('a map keeps its own references and spaces', () => {
  const map =
    '{&#34;1&#34;:&#34;i4x://Org/C1/vertical/one&#34;,  &#34;2&#34; : &#34;i4x://Org/C1/vertical/two&#34;  }';
  const text = `<split_test user_partition_id="700" group_id_to_child="${map}"><vertical url_name="one"/><vertical url_name="two"/></split_test>`;
  const course = sample({ 'split_test/s.xml': text });
  expect(textOf(edits.renameBlock(course, 'vertical/two', 'zwei').course, 'split_test/s.xml')).toBe(
    text
      .replace('&#34;i4x://Org/C1/vertical/two&#34;', '&quot;i4x://Org/C1/vertical/zwei&quot;')
      .replace('"two"/', '"zwei"/'),
  );
  expect(textOf(edits.removeExperimentGroup(course, 'P', 'one').course, 'split_test/s.xml')).toBe(
    text
      .replace('&#34;1&#34;:&#34;i4x://Org/C1/vertical/one&#34;,  ', '')
      .replace('<vertical url_name="one"/>', ''),
  );
});

test.each<[string, (course: Course) => unknown, RegExp]>([
  [
    'portions beyond 1',
    (c) => edits.setExperimentPortions(c, 'E', new Map([['a', 0.9]])),
    /would leave an error \(portion-sum/,
  ],
  [
    'portions of a partition',
    (c) => edits.setExperimentPortions(c, 'P', new Map([['one', 0.9]])),
    /all groups the same/,
  ],
  ['an unknown experiment', (c) => edits.renameExperiment(c, 'EE', 'F'), /no experiment "EE"/],
  ['a name that is taken', (c) => edits.renameExperiment(c, 'E', 'P'), /already has an experiment/],
  ['a group that is taken', (c) => edits.renameExperimentGroup(c, 'P', 'one', 'two'), /already has a group/],
  [
    'a portion for a partition',
    (c) => edits.addExperimentGroup(c, 'P', { name: 'n', portion: 1 }),
    /no portion/,
  ],
  ['no portion for an abtest', (c) => edits.addExperimentGroup(c, 'E', { name: 'n' }), /needs a portion/],
  ['the only child of a group', (c) => edits.deleteBlock(c, 'vertical/one'), /would leave an error/],
  ['an unknown block', (c) => edits.deleteBlock(c, 'html/nosuch'), /no block "html\/nosuch"/],
  ['the course', (c) => edits.deleteBlock(c, 'course/run'), /cannot be deleted/],
  ['a name that is there', (c) => edits.renameBlock(c, 'html/x', 'y'), /already has html\/y/],
  ['an illegal name', (c) => edits.renameBlock(c, 'html/x', 'a b'), /cannot be a url_name/],
  ['the run', (c) => edits.renameBlock(c, 'course/run', 'r2'), /is its run/],
  ['a unit that is not there', (c) => edits.createSplitTest(c, { unit: 'u', partition: 'P' }), /no unit "u"/],
  [
    'other groups',
    (c) => edits.createSplitTest(c, { unit: 'one', partition: 'P', groups: [{ name: 'x' }] }),
    /with the groups "one", "two"/,
  ],
  [
    'a child of a split_test',
    (c) => edits.moveBlockChild(c, 'split_test/s', 'one', 'two', { tag: 'vertical', urlName: 'one' }),
    /each group has one child/,
  ],
  ['the partition that it has', (c) => edits.setSplitTestPartition(c, 'split_test/s', 'P'), /already/],
])('%s is refused with a hint', (_, edit, message) => {
  expect(() => edit(sample())).toThrow(message);
  expect(() => edit(sample())).toThrow(
    expect.objectContaining<Partial<AbtestError>>({
      code: 'edit-impossible',
      hint: expect.stringMatching(/\.$|\?$/),
    }),
  );
});

test('a policy with a byte order mark, or that is no JSON, is not edited', () => {
  for (const [text, words] of [
    [`\ufeff${POLICY}`, /byte order mark/],
    ['{oops', /no partition|no experiment/],
  ] as const)
    expect(() =>
      edits.renameExperimentGroup(sample({ 'policies/run/policy.json': text }), 'P', 'one', 'x'),
    ).toThrow(words);
});

test('a single file has no edits of a course', () => {
  expect(() => edits.deleteBlock(courseOf({ 'html/x.xml': '<html/>' }), 'html/x')).toThrow(
    'not a whole course',
  );
});
