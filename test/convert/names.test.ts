import { describe, expect, test } from 'vitest';
import { convertCourse } from '../../src/convert/convert.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { checkCourse } from '../../src/rules/check.js';
import { courseWith, type Tree } from '../olx/trees.js';

function load(unit: string, more: Tree = {}) {
  const tree = Object.entries(courseWith(unit, { 'policies/run/policy.json': '{}', ...more }));
  return readCourse(
    new MemoryFiles(new Map(tree.map(([path, text]) => [path, Buffer.from(text)])), ''),
    'course',
  );
}

const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes!).toString();
const half = '<group name="a" portion="0.5"/><group name="b" portion="0.5"/>';

describe('names of groups', () => {
  test('a group without a name gets one, the default group is "default", and none comes twice', () => {
    const unit =
      '<abtest url_name="w" experiment="E"><group portion="0.25"/><group name="Group 1" portion="0.25"/><group name="default" portion="0.25"/><default/></abtest>';
    const { course, experiments } = convertCourse(load(unit), { to: 'split_test' });
    expect(course.partitions[0]!.groups.map(({ name }) => name)).toEqual([
      'Group 1 2',
      'Group 1',
      'default',
      'default 2',
    ]);
    // Ids that follow from names never change: learners' tags hold them.
    expect(experiments[0]!.groups.map(({ name, ids }) => [name, ids])).toEqual([
      ['', [1187587331]],
      ['Group 1', [1086877361]],
      ['default', [1962046245]],
      ['_DEFAULT_GROUP', [1321150127]],
    ]);
  });

  test('two partitions of one name are two experiments, and come back as they were', () => {
    const group = (id: number, name: string) => ({ id, name, version: 1 });
    const partition = (id: number) => ({
      id,
      name: 'P',
      description: '',
      version: 1,
      groups: [group(1, ''), group(2, 'x\u0001'), group(3, '_DEFAULT_GROUP'), group(4, 'x')],
    });
    const block = (name: string, id: number) =>
      `<split_test url_name="${name}" user_partition_id="${id}" group_id_to_child="{&quot;1&quot;: &quot;i4x://Org/C1/vertical/${name}1&quot;, &quot;2&quot;: &quot;i4x://Org/C1/vertical/${name}2&quot;, &quot;3&quot;: &quot;i4x://Org/C1/vertical/${name}3&quot;, &quot;4&quot;: &quot;i4x://Org/C1/vertical/${name}4&quot;}">${[1, 2, 3, 4].map((n) => `<vertical url_name="${name}${n}" display_name="v"/>`).join('')}</split_test>`;
    const json = JSON.stringify({ 'course/run': { user_partitions: [partition(7), partition(8)] } });
    const course = load(block('s', 7) + block('t', 8), { 'policies/run/policy.json': json });
    const there = convertCourse(course, { to: 'abtest' });
    expect(there.course.blocks.map(({ block: each }) => each.experiment)).toEqual(['P', 'P (8)']);
    const back = convertCourse(there.course, { to: 'split_test' });
    const maps = (from: typeof course) =>
      from.blocks.map(
        ({ block: each }) => each.kind === 'split_test' && [each.partitionId, [...each.childKeys!]],
      );
    expect(maps(back.course)).toEqual(maps(course));
    expect(back.course.partitions).toEqual(course.partitions);
  });
});

describe('what stands around', () => {
  test('a split_test that maps a group to an abtest follows it', () => {
    const unit = `<split_test url_name="s" user_partition_id="1" group_id_to_child='{"2": "i4x://Org/C1/abtest/w"}'><abtest url_name="w"/></split_test>`;
    const { course } = convertCourse(
      load(unit, { 'abtest/w.xml': `<abtest experiment="E">${half}</abtest>` }),
      { to: 'split_test' },
    );
    const outer = course.blocks.find(({ node }) => node.urlName === 's')!.block;
    expect(outer.kind === 'split_test' && [...outer.childKeys!]).toEqual([
      ['2', 'i4x://Org/C1/split_test/w'],
    ]);
  });

  test('a pointer to nothing stays, with a warning', () => {
    const { diagnostics, refused, files } = convertCourse(
      load(`<abtest url_name="gone"/><abtest url_name="w" experiment="E">${half}</abtest>`),
      { to: 'split_test' },
    );
    expect(refused).toBe(false);
    expect(diagnostics.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['convert-pointer', 'warning'],
    ]);
    expect(text(files.get('vertical/unit.xml'))).toBe(
      '<vertical><abtest url_name="gone"/><split_test url_name="w"/></vertical>',
    );
  });

  test('a partition of the name with other groups stays beside the new one, with a warning', () => {
    const partitions = [
      { id: 7, name: 'E', description: '', version: 1, groups: [{ id: 1, name: 'z', version: 1 }] },
    ];
    const json = JSON.stringify({ 'course/run': { user_partitions: partitions } });
    const { diagnostics, course } = convertCourse(
      load(`<abtest url_name="w" experiment="E">${half}</abtest>`, { 'policies/run/policy.json': json }),
      { to: 'split_test' },
    );
    expect(diagnostics.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['convert-partition', 'warning'],
    ]);
    expect(course.partitions.map(({ id, name }) => [id, name])).toEqual([
      [7, 'E'],
      [2099329977, 'E'],
    ]);
  });

  test('partitions on <course> alone are taken along into the policy', () => {
    const partitions =
      '[{&quot;id&quot;: 100, &quot;name&quot;: &quot;Old&quot;, &quot;description&quot;: &quot;&quot;, &quot;version&quot;: 1, &quot;groups&quot;: []}]';
    const { course } = convertCourse(
      load(`<abtest url_name="w" experiment="E">${half}</abtest>`, {
        'course/run.xml': `<course user_partitions="${partitions}" advanced_modules="[&quot;poll&quot;]"><chapter url_name="ch"/></course>`,
      }),
      { to: 'split_test' },
    );
    expect(course.partitions.map(({ id, name }) => [id, name])).toEqual([
      [100, 'Old'],
      [2099329977, 'E'],
    ]);
    expect(
      (course.policy!.entries!['course/run'] as { advanced_modules: string[] }).advanced_modules,
    ).toEqual(['poll', 'split_test']);
  });

  test('lost things are reported with their places; comments stay', () => {
    const unit =
      '<abtest url_name="w" experiment="E" weight="2">text<?pi?><!-- one --><group name="a" portion="1" note="n">more<!-- two --><html url_name="h">h</html></group></abtest>';
    const { changes, files } = convertCourse(load(unit), { to: 'split_test' });
    const told = changes.filter(({ kind }) => kind === 'lost' || kind === 'moved');
    expect(told.map(({ kind, message, place }) => [kind, message, place?.start.column])).toEqual([
      ['moved', 'text that is no block is before the blocks: text', 58],
      ['lost', 'an instruction: <?pi?>', 62],
      ['lost', 'the attribute note="n" of <group>', 108],
      ['moved', 'text that is no block is before the blocks: more', 117],
    ]);
    expect(text(files.get('split_test/w.xml'))).toMatch(/ weight="2">\n {2}text\n {2}<!-- one -->\n/);
    expect([...files.values()].map(text).join('')).toContain('<!-- two -->');
  });

  test('a file in another encoding is written as UTF-8, which Open edX reads, and the report says so', () => {
    const page = Buffer.from(
      '<?xml version="1.0" encoding="iso-8859-1"?>\n<vertical display_name="\xe9"><abtest url_name="w"/></vertical>',
      'latin1',
    );
    const { files, changes } = convertCourse(
      load('', { 'vertical/unit.xml': page, 'abtest/w.xml': `<abtest experiment="E">${half}</abtest>` }),
      { to: 'split_test' },
    );
    expect(text(files.get('vertical/unit.xml'))).toBe(
      '<?xml version="1.0"?>\n<vertical display_name="é"><split_test url_name="w"/></vertical>',
    );
    expect(changes.find(({ kind }) => kind === 'encoded')).toMatchObject({
      path: 'vertical/unit.xml',
      message: 'written as UTF-8 instead of iso-8859-1',
    });
  });

  test('on the way to abtest a file in another encoding keeps it', () => {
    const page = Buffer.from(
      `<?xml version="1.0" encoding="iso-8859-1"?>\n<vertical display_name="\xe9"><split_test url_name="w" user_partition_id="1" group_id_to_child='{"2": "i4x://Org/C1/vertical/v"}'><vertical url_name="v"/></split_test></vertical>`,
      'latin1',
    );
    const { files } = convertCourse(load('', { 'vertical/unit.xml': page }), { to: 'abtest' });
    expect(Buffer.from(files.get('vertical/unit.xml')!).toString('latin1')).toMatch(
      /\n<vertical display_name="\xe9"><abtest url_name="w"\/>/,
    );
  });

  test('n = 9, 11, 20 and 25 groups there and back', () => {
    for (const n of [9, 11, 20, 25]) {
      const groups = Array.from({ length: n }, (_, i) => ({ id: 200 + i, name: `g${i}`, version: 1 }));
      const json = JSON.stringify({
        'course/run': {
          advanced_modules: ['split_test'],
          user_partitions: [{ id: 100, name: 'P', description: '', version: 1, groups }],
        },
      });
      const map = JSON.stringify(
        Object.fromEntries(groups.map(({ id }) => [id, `i4x://Org/C1/vertical/v${id}`])),
      );
      const children = groups.map(({ id }) => `<vertical url_name="v${id}" display_name="v"/>`).join('');
      const course = load(
        `<split_test url_name="s" user_partition_id="100" group_id_to_child='${map}'>${children}</split_test>`,
        { 'policies/run/policy.json': json },
      );
      const there = convertCourse(course, { to: 'abtest' });
      const grave = checkCourse(there.course).filter(({ ruleId }) => !['abtest-retired'].includes(ruleId));
      expect(grave.map(({ ruleId }) => ruleId)).toEqual([]);
      const back = convertCourse(there.course, { to: 'split_test' });
      expect(back.files.has('policies/run/policy.json')).toBe(false);
      const maps = (from: typeof course) =>
        from.blocks.map(({ block }) => block.kind === 'split_test' && [...block.childKeys!]);
      expect(maps(back.course)).toEqual(maps(course));
    }
  });
});
