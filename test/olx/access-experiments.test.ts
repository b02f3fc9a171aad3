import { expect, test } from 'vitest';
import { accessExperiments } from '../../src/olx/course/access-experiments.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';

const partition = (id: number, scheme = 'random') => ({
  id,
  name: `P${id}`,
  description: '',
  scheme,
  version: 3,
  groups: [
    { id: 1, name: 'A', version: 1 },
    { id: 2, name: 'B', version: 1 },
  ],
});

function course(unit: string, policy: object, files: Readonly<Record<string, string>> = {}) {
  const all = {
    'course.xml': `<course url_name="run" org="O" course="C"><chapter url_name="c"><sequential url_name="s">${unit}</sequential></chapter></course>`,
    'policies/run/policy.json': JSON.stringify(policy),
    ...files,
  };
  return readCourse(
    new MemoryFiles(new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)])), ''),
    'course',
  );
}

const shown = (read: ReturnType<typeof course>) =>
  accessExperiments(read).map(({ partition: { id }, groups }) => [
    id,
    groups.map(({ group, nodes }) => `${group.name}: ${nodes.map(({ urlName }) => urlName).join(' ')}`),
  ]);

test('blocks that group_access restricts, in attributes, in files of leaves and in the policy', () => {
  const read = course(
    `<vertical url_name="u" group_access='{"100": [1]}'><html url_name="h"/><problem url_name="p"><p/></problem></vertical>`,
    {
      'course/run': { user_partitions: [partition(100)] },
      'problem/p': { group_access: { 100: [1, 2] } },
    },
    { 'html/h.xml': `<html filename="h" group_access='{"100": [2, 2]}'/>`, 'html/h.html': '<p/>' },
  );
  expect(shown(read)).toEqual([[100, ['A: u p', 'B: h p']]]);
});

test('partitions of split_tests, of other schemes and without restrictions are no such experiments', () => {
  const read = course(
    `<vertical url_name="u" group_access='{"100": [1], "200": [1]}'><split_test url_name="t" user_partition_id="100" group_id_to_child="{}"/></vertical>`,
    { 'course/run': { user_partitions: [partition(100), partition(200, 'cohort'), partition(300)] } },
  );
  expect(shown(read)).toEqual([]);
});

test('a group_access that is not JSON, or an empty list, restricts nothing', () => {
  const read = course(
    `<vertical url_name="u" group_access="A"><html url_name="h" group_access='{"100": []}'>x</html></vertical>`,
    { 'course/run': { user_partitions: [partition(100)] } },
  );
  expect(shown(read)).toEqual([]);
});
