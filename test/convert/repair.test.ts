import { describe, expect, test } from 'vitest';
import { convertCourse } from '../../src/convert/convert.js';
import { repairCourse } from '../../src/convert/repair.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { checkCourse } from '../../src/rules/check.js';
import { courseWith, type Tree } from '../olx/trees.js';

const partitions = [
  {
    id: 5,
    name: 'P',
    description: '',
    version: 1,
    groups: [
      { id: 1, name: 'A', version: 1 },
      { id: 2, name: 'B', version: 1 },
    ],
  },
];
const policy = {
  'policies/run/policy.json': JSON.stringify({
    'course/run': { advanced_modules: ['split_test'], user_partitions: partitions },
  }),
};

function load(unit: string, more: Tree = {}) {
  const tree = Object.entries(courseWith(unit, { ...policy, ...more }));
  return readCourse(
    new MemoryFiles(new Map(tree.map(([path, text]) => [path, Buffer.from(text)])), ''),
    'course',
  );
}

const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes!).toString();
const errors = (course: ReturnType<typeof load>) =>
  checkCourse(course).filter(({ severity }) => severity === 'error');

describe('repair', () => {
  test.each([
    `<split_test url_name="s" user_partition_id="5" group_id_to_child='{"1": "i4x://Org/C1/vertical/v"}'><vertical url_name="v"><html url_name="h">h</html></vertical></split_test>`,
    '<split_test url_name="s" user_partition_id="5" group_id_to_child="{}"/>',
    '<split_test url_name="s" user_partition_id="5" group_id_to_child="{&quot;2&quot;: &quot;i4x://Org/C1/vertical/gone&quot;}">\n  \n</split_test>',
  ])('%s has no errors afterwards, and is repaired once', (unit) => {
    const course = load(unit);
    expect(errors(course)).not.toEqual([]);
    const repaired = convertCourse(course, { repair: true });
    expect(errors(repaired.course)).toEqual([]);
    expect(convertCourse(repaired.course, { repair: true }).files.size).toBe(0);
  });

  test('inactive children and what is right stay as they are', () => {
    const unit =
      '<split_test url_name="s" user_partition_id="5" group_id_to_child="{&quot;1&quot;: &quot;i4x://Org/C1/vertical/a&quot;, &quot;2&quot;: &quot;i4x://Org/C1/vertical/b&quot;, &quot;9&quot;: &quot;i4x://Org/C1/vertical/c&quot;}"><vertical url_name="a"/><vertical url_name="b"/><vertical url_name="c"/></split_test>';
    const units = Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [`vertical/${name}.xml`, '<vertical display_name="x"/>']),
    );
    expect(convertCourse(load(unit, units), { repair: true }).files.size).toBe(0);
  });

  test('a child that no entry names gets one with an id that the partition lacks', () => {
    const unit =
      '<split_test url_name="s" user_partition_id="5" group_id_to_child="{&quot;2&quot;: &quot;i4x://Org/C1/vertical/b&quot;, &quot;1&quot;: &quot;i4x://Org/C1/vertical/a&quot;}"><vertical url_name="a"/><vertical url_name="b"/><vertical url_name="c"/></split_test>';
    const units = Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [`vertical/${name}.xml`, '<vertical display_name="x"/>']),
    );
    const repaired = convertCourse(load(unit, units), { repair: true });
    const [, id] = /&quot;(\d+)&quot;: &quot;i4x:\/\/Org\/C1\/vertical\/c&quot;\}/.exec(
      text(repaired.files.get('vertical/unit.xml')),
    )!;
    expect(Number(id)).toBeGreaterThanOrEqual(100);
    // The other entries keep their order, which is not that of numbers.
    expect(text(repaired.files.get('vertical/unit.xml'))).toContain(
      'group_id_to_child="{&quot;2&quot;: &quot;i4x://Org/C1/vertical/b&quot;, &quot;1&quot;:',
    );
    expect(convertCourse(repaired.course, { repair: true }).files.size).toBe(0);
    expect([...repairCourse(load(unit, units)).files]).toEqual([...repaired.files]);
  });

  test('a block without a map gets one', () => {
    const { files } = convertCourse(load('<split_test url_name="s" user_partition_id="5" weight="1"/>'), {
      repair: true,
    });
    expect(text(files.get('vertical/unit.xml'))).toMatch(
      /<split_test group_id_to_child="\{&quot;1&quot;: &quot;i4x:\/\/Org\/C1\/vertical\/[0-9a-f]{32}&quot;, /,
    );
  });

  test('before a conversion: the new units are there', () => {
    const course = load('<split_test url_name="s"/>', {
      'split_test/s.xml': '<split_test user_partition_id="5" group_id_to_child="{}"/>',
    });
    const { files, course: after } = convertCourse(
      load('<split_test url_name="s"/>', {
        'split_test/s.xml': '<split_test user_partition_id="5" group_id_to_child="{}"/>',
      }),
      { repair: true, to: 'abtest' },
    );
    expect(course.blocks).toHaveLength(1);
    expect(files.get('split_test/s.xml')).toBeNull();
    expect(text(files.get('abtest/s.xml'))).toMatch(
      /^<abtest experiment="P">\n {2}<group portion="0.5" name="A">\n {4}<vertical url_name="[0-9a-f]{32}"\/>/,
    );
    expect(errors(after)).toEqual([]);
  });
});

describe('refused', () => {
  const abtest = (inside: string, attributes = 'experiment="E"') =>
    `<abtest url_name="w" ${attributes}>${inside}</abtest>`;
  test.each([
    ['convert-experiment', abtest('<default/>', '')],
    ['convert-experiment', abtest('<default/>', 'experiment=" "')],
    [
      'convert-experiment',
      `${abtest('<default/>')}<abtest url_name="v" experiment="E"><group name="a" portion="0.5"/><default/></abtest>`,
    ],
    ['convert-group', abtest('<group name="a" portion="0.5"/><group name="a" portion="0.5"/>')],
    ['convert-group', abtest('<group name="_DEFAULT_GROUP" portion="0.5"/>')],
    ['convert-group', abtest('<problem/>')],
    ['convert-group', abtest('<default/><default/>')],
    ['convert-portion', abtest('<group name="a" portion="half"/>')],
    ['convert-portion', abtest('<group name="a" portion="0.7"/><group name="b" portion="0.7"/>')],
    ['convert-unequal-portions', abtest('<group name="a" portion="0.3"/>')],
  ])('%s: %s', (id, unit) => {
    const course = load(unit);
    const found = convertCourse(course, { to: 'split_test' });
    expect(found.diagnostics.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([[id, 'error']]);
    expect([found.refused, found.files.size, found.changes.length, found.course]).toEqual([
      true,
      0,
      0,
      course,
    ]);
  });

  test.each(['{oops', '[]', '{"course/run": {"user_partitions": {}}}', '{"course/run": []}'])(
    'a policy %s',
    (json) => {
      const found = convertCourse(load(abtest('<default/>'), { 'policies/run/policy.json': json }), {
        to: 'split_test',
      });
      expect(found.diagnostics.map(({ ruleId }) => ruleId)).toEqual(['convert-unreadable']);
    },
  );

  test.each([
    ['names no partition', '<split_test url_name="s" group_id_to_child="{}"/>'],
    ['has the scheme', '<split_test url_name="s" user_partition_id="6" group_id_to_child="{}"/>'],
    ['cannot be read', '<split_test url_name="s" user_partition_id="5" group_id_to_child="{"/>'],
    ['no group is mapped', '<split_test url_name="s" user_partition_id="7" group_id_to_child="{}"/>'],
  ])('to abtest: %s', (words, unit) => {
    const cohort = {
      id: 6,
      name: 'C',
      description: '',
      version: 3,
      scheme: 'cohort',
      groups: [{ id: 1, name: 'A', version: 1 }],
      parameters: {},
      active: true,
    };
    const json = JSON.stringify({ 'course/run': { user_partitions: [...partitions, cohort] } });
    const found = convertCourse(load(unit, { 'policies/run/policy.json': json }), { to: 'abtest' });
    expect(found.diagnostics.map(({ message }) => message).join()).toContain(words);
    expect(found.refused).toBe(true);
  });
});
