/** Ids of partitions and groups: made from names, so that no learner changes group when a course grows. */
import { describe, expect, test } from 'vitest';
import type { Conversion } from '../../src/convert/conversion.js';
import { convertCourse } from '../../src/convert/convert.js';
import { courseTags } from '../../src/convert/learners/course-tags.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { courseWith, type Tree } from '../olx/trees.js';

function load(unit: string, more: Tree = {}) {
  const tree = Object.entries(courseWith(unit, { 'policies/run/policy.json': '{}', ...more }));
  return readCourse(
    new MemoryFiles(new Map(tree.map(([path, text]) => [path, Buffer.from(text)])), ''),
    'course',
  );
}

const abtest = (experiment: string, groups: readonly string[] = ['a', 'b']) => {
  const parts = groups.map((name) => `<group portion="${1 / groups.length}" name="${name}"/>`);
  return `<abtest url_name="${experiment.toLowerCase()}" experiment="${experiment}">${parts.join('')}</abtest>`;
};
const converted = (...experiments: readonly string[]) =>
  convertCourse(load(experiments.map((each) => abtest(each)).join('')), { to: 'split_test' });

async function tagsOf(conversion: Conversion, learners: number): Promise<string[]> {
  function* states() {
    for (let each = 0; each < learners; each += 1)
      yield {
        learner: `learner${each}`,
        experiment: each % 2 === 0 ? 'E' : 'F',
        group: each % 3 === 0 ? 'a' : 'b',
      };
  }
  const found: string[] = [];
  for await (const { learner, key, value } of courseTags(conversion.experiments, states()))
    found.push(`${learner} ${key} ${value}`);
  return found;
}

describe('ids from names', () => {
  test('a grown course moves none of 1,000,000 learners', async () => {
    const before = await tagsOf(converted('E', 'F'), 1_000_000);
    const after = await tagsOf(converted('A0', 'E', 'M', 'F', 'Z9'), 1_000_000);
    expect(before).toHaveLength(1_000_000);
    let moved = 0;
    before.forEach((tag, index) => {
      if (after[index] !== tag) moved += 1;
    });
    expect(moved).toBe(0);
  });

  test('a thousand experiments have a thousand partition ids, in the range of Studio', () => {
    const { course } = converted(...Array.from({ length: 1000 }, (_, index) => `E${index}`));
    const ids = course.partitions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(1000);
    const all = [...ids, ...course.partitions.flatMap(({ groups }) => groups.map(({ id }) => id))];
    expect(all.filter((id) => id < 100 || id > 2 ** 31 - 1)).toEqual([]);
  });

  test('slots keep their ids when the shares of other groups change', () => {
    const unequal = (text: string) =>
      convertCourse(load(`<abtest url_name="e" experiment="E">${text}</abtest>`), {
        to: 'split_test',
        weights: 'slots',
      }).experiments[0]!.groups.find(({ name }) => name === 'a')!.ids;
    const few = unequal(
      '<group portion="0.5" name="a"/><group portion="0.25" name="b"/><group portion="0.25" name="c"/>',
    );
    const many = unequal(
      '<group portion="0.6" name="a"/><group portion="0.2" name="b"/><group portion="0.2" name="c"/>',
    );
    expect(many.slice(0, 2)).toEqual(few);
    expect(many).toHaveLength(3);
  });

  test('a partition of the name and the groups keeps its ids', () => {
    const partition = {
      id: 5,
      name: 'E',
      description: '',
      version: 1,
      groups: [
        { id: 8, name: 'b', version: 1 },
        { id: 7, name: 'a', version: 1 },
      ],
    };
    const policy = JSON.stringify({ 'course/run': { user_partitions: [partition] } });
    const { experiments } = convertCourse(load(abtest('E'), { 'policies/run/policy.json': policy }), {
      to: 'split_test',
    });
    expect(experiments.map(({ partitionId, groups }) => [partitionId, groups.map(({ ids }) => ids)])).toEqual(
      [[5, [[7], [8]]]],
    );
  });

  test('a taken id is refused, both are named, and --id decides', () => {
    const partition = { id: 2099329977, name: 'Other', description: '', version: 1, groups: [] };
    const policy = {
      'policies/run/policy.json': JSON.stringify({ 'course/run': { user_partitions: [partition] } }),
    };
    const refused = convertCourse(load(abtest('E'), policy), { to: 'split_test' });
    expect(refused.diagnostics.map(({ ruleId, message, hint }) => [ruleId, message, hint])).toEqual([
      [
        'convert-id',
        'The experiment "E" gets the id 2099329977, which the partition "Other" of the course has',
        "Give it another id: --id 'E=2099329978'.",
      ],
    ]);
    const decided = convertCourse(load(abtest('E'), policy), {
      to: 'split_test',
      ids: new Map([
        ['E', 2099329978],
        ['E/b', 500],
      ]),
    });
    expect(decided.experiments[0]!.partitionId).toBe(2099329978);
    expect(decided.experiments[0]!.groups.map(({ ids }) => ids)).toEqual([[1084910466], [500]]);
  });

  test('two groups with one id are refused, and ids for nothing or out of range are wrong usage', () => {
    const same = new Map([['E/b', 1084910466]]);
    const { diagnostics } = convertCourse(load(abtest('E')), { to: 'split_test', ids: same });
    expect(diagnostics[0]!.message).toBe(
      'The group "b" of "E" gets the id 1084910466, which the group "a" of "E" has',
    );
    const use = (ids: Map<string, number>) => () =>
      convertCourse(load(abtest('E')), { to: 'split_test', ids });
    expect(use(new Map([['G', 500]]))).toThrow(
      'An id is given for "G", which gets no new partition or group',
    );
    expect(use(new Map([['E', 99]]))).toThrow(
      'The id 99 of "E" is not a whole number from 100 to 2147483647',
    );
  });
});
