import { describe, expect, test } from 'vitest';
import { tagSummary } from '../../src/cli/reports/course-tags.js';
import { convertCourse } from '../../src/convert/convert.js';
import {
  type CourseTag,
  courseTags,
  formatCourseTags,
  newTagCounts,
} from '../../src/convert/learners/course-tags.js';
import {
  type LearnerState,
  readLearnerStates,
  type StateRow,
} from '../../src/convert/learners/learner-states.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { courseWith } from '../olx/trees.js';

const unit = `
<abtest experiment="E" url_name="e">
  <group name="few" portion="0.1"><html url_name="a">a</html></group>
  <group name="off" portion="0"><html url_name="o">o</html></group>
  <default><html url_name="b">b</html></default>
</abtest>
<abtest experiment="Half" url_name="h">
  <group name="x" portion="0.5"/><group name="y" portion="0.5"/>
</abtest>`;

function converted() {
  const files = Object.entries(courseWith(unit)).map(([path, text]): [string, Buffer] => [
    path,
    Buffer.from(text),
  ]);
  const course = readCourse(new MemoryFiles(new Map(files), ''), 'course');
  const conversion = convertCourse(course, { to: 'split_test', weights: 'slots' });
  expect(conversion.refused).toBe(false);
  return conversion;
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('states', () => {
  const rows: LearnerState[] = [
    { learner: 'ann', experiment: 'E', group: 'few' },
    { learner: 'b, "bob"\nü', experiment: 'A "q"', group: '_DEFAULT_GROUP' },
  ];

  test.each([1, 7, 1000])('CSV and JSON lines in pieces of %s bytes', async (size) => {
    const csv = '\ufefflearner,experiment,group\r\nann,E,few\r\n"b, ""bob""\nü","A ""q""",_DEFAULT_GROUP\r\n';
    expect(await all(readLearnerStates(chunked(csv, size)))).toEqual(rows);
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    expect(await all(readLearnerStates(chunked(lines, size)))).toEqual(rows);
  });

  test('the stored JSON and the username are understood; bad rows are told with their line', async () => {
    const csv = 'username,experiment,state\nann,E,"{""group"": ""few""}"\nbob,E,nonsense\n,E,"{}"\n';
    expect(await all(readLearnerStates(chunked(csv, 5)))).toEqual([
      rows[0],
      { line: 3, why: 'the state is not {"group": "…"}' },
      { line: 4, why: 'there is no learner' },
    ]);
    expect(
      await all(
        readLearnerStates(
          chunked('{"learner": "ann", "experiment": "E", "state": {"group": "few"}}\n{oops', 9),
        ),
      ),
    ).toEqual([rows[0], { line: 2, why: 'not JSON' }]);
  });
});

test('a quote that nobody closes costs some rows, not all, and not the memory', async () => {
  const row = 'ann,E,few\n';
  const text = `learner,experiment,group\n"open,E,few\n${row.repeat(50_000)}`;
  const found = await all(readLearnerStates(chunked(text, 65_536)));
  expect(found.length).toBeGreaterThan(39_000);
  expect(found.at(-1)).toEqual({ learner: 'ann', experiment: 'E', group: 'few' });
});

test('quotes that do not fit cost their row, and are an error in the header', async () => {
  const text = 'learner,experiment,group\n"ann"x,E,few\n"a ""b""",E,"few"\n';
  expect(await all(readLearnerStates(chunked(text, 7)))).toEqual([
    { line: 2, why: 'a quoted cell continues after its closing quote' },
    { learner: 'a "b"', experiment: 'E', group: 'few' },
  ]);
  await expect(all(readLearnerStates(chunked('"learner"x,experiment\n', 99)))).rejects.toThrow(
    'The first line of the states cannot be read: a quoted cell continues after its closing quote',
  );
});

describe('course tags', () => {
  test('what cannot be kept is counted by experiment, group and reason', async () => {
    const { experiments } = converted();
    const states: StateRow[] = [
      { learner: 'a', experiment: 'Half', group: 'y' },
      { learner: 'b', experiment: 'Half', group: 'gone' },
      { learner: 'c', experiment: 'E', group: 'off' },
      { learner: 'd', experiment: 'E', group: 'off' },
      { learner: 'e', experiment: 'None', group: 'x' },
      { line: 7, why: 'there is no group' },
    ];
    const counts = newTagCounts();
    const tags = await all(courseTags(experiments, states, counts));
    const half = experiments.find(({ experiment }) => experiment === 'Half')!;
    expect(tags).toEqual([
      {
        learner: 'a',
        key: `xblock.partition_service.partition_${half.partitionId}`,
        value: String(half.groups[1]!.ids[0]),
      },
    ]);
    expect(tagSummary(counts)).toBe(
      '1 learner states kept as course tags\n' +
        '1 lost: experiment "Half", group "gone": the experiment has no such group\n' +
        '2 lost: experiment "E", group "off": the group has the portion 0, so it is not in the partition\n' +
        '1 lost: experiment "None", group "x": no abtest of this experiment was converted\n' +
        '1 rows could not be read:\n  line 7: there is no group\n',
    );
  });

  test('CSV quotes what needs it; JSON lines', async () => {
    const tags: CourseTag[] = [{ learner: 'a,"b"', key: 'k', value: '1' }];
    const from = async function* () {
      yield* tags;
    };
    expect((await all(formatCourseTags(from(), 'csv'))).join('')).toBe('username,key,value\n"a,""b""",k,1\n');
    expect((await all(formatCourseTags(from(), 'jsonl'))).join('')).toBe(
      '{"learner":"a,\\"b\\"","key":"k","value":"1"}\n',
    );
  });

  test('of 1,000,000 learners none changes group, and slots are used evenly', async () => {
    const { course, experiments } = converted();
    const learners = 1_000_000;
    const names = ['few', '_DEFAULT_GROUP'];
    const states = function* (): Generator<LearnerState> {
      for (let i = 0; i < learners; i += 1) {
        const experiment = i % 2 === 0 ? 'E' : 'Half';
        yield {
          learner: `learner${i}`,
          experiment,
          group: experiment === 'E' ? names[Number(i % 20 !== 0)]! : i % 4 === 1 ? 'x' : 'y',
        };
      }
    };
    // What the converted course shows, by partition and group: read from its files alone.
    const shown = new Map<string, string>();
    for (const { node, block } of course.blocks) {
      if (block.kind !== 'split_test') continue;
      for (const group of block.groups) {
        const unitOf = node.children.find((child) =>
          group.children.some(({ element }) => element === child.pointer),
        )!;
        const text = unitOf.children[0]?.element?.raw.replace(/^<[^>]*>|<.*$/g, '') ?? group.name!;
        shown.set(
          `xblock.partition_service.partition_${block.partitionId}=${group.id}`,
          text.replace(/<.*$/, ''),
        );
      }
    }
    const expected: Record<string, string> = { few: 'a', _DEFAULT_GROUP: 'b', x: 'x', y: 'y' };
    const counts = newTagCounts();
    const slots = new Map<string, number>();
    const source = states();
    let changed = 0;
    let next = source.next();
    for await (const { learner, key, value } of courseTags(experiments, states(), counts)) {
      const state = next.value as LearnerState;
      if (learner !== state.learner || shown.get(`${key}=${value}`) !== expected[state.group]) changed += 1;
      slots.set(value, (slots.get(value) ?? 0) + 1);
      next = source.next();
    }
    expect(counts.kept).toBe(learners);
    expect(counts.lost.size).toBe(0);
    expect(changed).toBe(0);
    const own = experiments
      .find(({ experiment }) => experiment === 'E')!
      .groups[1]!.ids.map((id) => slots.get(String(id))!);
    expect(own).toHaveLength(9);
    for (const count of own) expect(Math.abs(count - 50_000)).toBeLessThan(1_500);
  });
});
