import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Course, checkCourse, convertCourse, loadCourse, writeXml } from '../../src/index.js';
import { filesOf } from './read-tree.js';

const SHARED = new URL('../../../shared/courses/', import.meta.url).pathname;
const isThere = existsSync(SHARED);
if (!isThere) console.warn('NOT RUN: the real courses are not beside this checkout');

const rulesOf = (course: Course) => new Set(checkCourse(course).map(({ ruleId }) => ruleId));

/** Everything about experiments that a conversion must give back. */
function experiments(course: Course): unknown {
  return course.blocks.map(({ node, block }) =>
    block.kind !== 'split_test'
      ? null
      : {
          path: node.path,
          partition: block.partition ?? block.partitionId,
          title: block.displayName,
          map: Object.fromEntries(block.childKeys!),
          children: block.children.map(({ tag, urlName }) => `${tag}/${urlName}`),
        },
  );
}

describe.skipIf(!isThere)('real courses (not run where they are not beside this checkout)', () => {
  test.each([
    'dartmouthx-engx/course',
    'openedx-test-course/test-course/course',
    'edx-platform-testdata-2015/split_test_module_draft',
  ])('%s: there and back, byte for byte', async (path) => {
    const { course } = await loadCourse(SHARED + path);
    const before = filesOf(course);
    const there = convertCourse(course, { to: 'abtest' });
    expect([...rulesOf(there.course)].filter((id) => !rulesOf(course).has(id))).toEqual(['abtest-retired']);
    for (const [file, bytes] of there.files)
      if (bytes !== null && !file.endsWith('.xml')) expect.fail(`${file} needed no change`);
    const back = convertCourse(there.course, { to: 'split_test' });
    expect(experiments(back.course)).toEqual(experiments(course));
    const after = filesOf(back.course);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(Object.keys(before).filter((file) => before[file] !== after[file])).toEqual([]);
    expect([...rulesOf(back.course)].filter((id) => !rulesOf(course).has(id))).toEqual([]);
  });

  test('a block whose partition is not in the course gets it from its ids', async () => {
    const { course } = await loadCourse(`${SHARED}edx-platform-testdata-2015/split_test_module`);
    const there = convertCourse(course, { to: 'abtest' });
    expect(there.refused).toBe(false);
    expect(there.diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
    const back = convertCourse(there.course, { to: 'split_test' });
    const ids = back.course.blocks.map(({ block }) => block.kind === 'split_test' && block.partitionId);
    expect(ids).toEqual([0]);
    expect(back.course.partitions.map(({ id, groups }) => [id, groups.map((group) => group.id)])).toEqual([
      [0, [0, 2]],
    ]);
    expect(rulesOf(back.course)).toEqual(new Set());
  });

  test('abtests of a real course: only what must change does, and it is printed as Open edX exports it', async () => {
    const { course } = await loadCourse(`${SHARED}derived-abtest/dartmouthx-engx`);
    const original = filesOf((await loadCourse(`${SHARED}dartmouthx-engx/course`)).course);
    const { course: after, files, refused } = convertCourse(course, { to: 'split_test' });
    expect(refused).toBe(false);
    expect(files.size).toBe(36);
    const found = filesOf(after);
    for (const [path, text] of Object.entries(found)) expect(text, path).toBe(original[path]);
    for (const { document } of after.xmlFiles)
      if (document?.root.name === 'split_test')
        expect(Buffer.from(writeXml(document, { style: 'canonical' })).toString()).toBe(document.source.text);
    expect(rulesOf(after)).toEqual(new Set());
  });

  test('the only public abtest: one group takes all, the other stays as an inactive child', async () => {
    const { course } = await loadCourse(`${SHARED}edx-platform-testdata-2015/graded`);
    const { course: after, changes, refused } = convertCourse(course, { to: 'split_test' });
    expect(refused).toBe(false);
    expect(changes.filter(({ kind }) => kind === 'inactive')).toHaveLength(1);
    expect([...rulesOf(after)].filter((id) => !rulesOf(course).has(id))).toEqual(['child-without-group']);
  });
});
