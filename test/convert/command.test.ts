import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { run as program } from '../../src/cli/program.js';
import { courseWith, onDisk } from '../olx/trees.js';
import { treeOf } from './read-tree.js';

let out = '';
let err = '';

beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  return () => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  };
});

async function run(...args: string[]): Promise<number> {
  process.exitCode = undefined;
  try {
    return await program(['convert', ...args]);
  } finally {
    process.exitCode = undefined;
  }
}

const equal =
  '<abtest experiment="E" url_name="w"><group portion="0.5" name="a"><html url_name="h">h</html></group><default/></abtest>';
const unequal = equal.replace('0.5', '0.1');
const policy = { 'policies/run/policy.json': '{}' };

describe('olx-abtest convert', () => {
  test('--out writes a copy and reports; exit code 0', async () => {
    const root = onDisk(courseWith(equal, policy));
    const target = join(onDisk({}), 'out');
    expect(await run(root, '--to', 'split_test', '--out', target)).toBe(0);
    expect(existsSync(join(target, 'split_test/w.xml'))).toBe(true);
    expect(out).toMatch(/converted {2}split_test\/w\.xml/);
    expect(out).toMatch(/5 files changed: 2 wrapped, 1 converted, 1 partition, 1 module\n$/);
    expect(await run(root, '--to', 'split_test', '--out', target)).toBe(3);
    expect(err).toContain('is there already');
  });

  test('--dry-run writes nothing and shows a diff', async () => {
    const root = onDisk(courseWith(equal, policy));
    const before = treeOf(root);
    expect(await run(root, '--to', 'split_test', '--dry-run')).toBe(0);
    expect(treeOf(root)).toEqual(before);
    expect(out).toContain(
      '--- a/vertical/unit.xml\n+++ b/vertical/unit.xml\n@@ -1,1 +1,1 @@\n-<vertical><abtest',
    );
    expect(out).toContain('--- /dev/null\n+++ b/split_test/w.xml\n@@ -0,0 +1,4 @@\n+<split_test ');
  });

  test('--in-place, there and back', async () => {
    const root = onDisk({ 'c/course.xml': '' });
    const course = join(root, 'c');
    expect(
      await run(onDisk(courseWith(equal, policy)), '--to', 'split_test', '--out', course, '--force'),
    ).toBe(0);
    expect(await run(course, '--to', 'abtest', '--in-place')).toBe(0);
    expect(existsSync(join(course, 'abtest/w.xml'))).toBe(true);
  });

  test('unequal portions are refused with exit code 1; --weights slots says them', async () => {
    const root = onDisk(courseWith(unequal, policy));
    const target = join(onDisk({}), 'out');
    expect(await run(root, '--to', 'split_test', '--out', target)).toBe(1);
    expect(out).toContain('error[convert-unequal-portions]');
    expect(existsSync(target)).toBe(false);
    out = '';
    expect(
      await run(root, '--to', 'split_test', '--out', target, '--weights', 'slots', '--format', 'json'),
    ).toBe(0);
    const report = JSON.parse(out) as {
      refused: boolean;
      experiments: { groups: { ids: number[]; share: string }[] }[];
    };
    expect(report.refused).toBe(false);
    expect(report.experiments[0]!.groups.map(({ ids, share }) => [ids.length, share])).toEqual([
      [1, '0.1'],
      [9, '0.9'],
    ]);
  });

  test('--states and --tags', async () => {
    const root = onDisk({
      ...courseWith(equal, policy),
      'states.csv': 'learner,experiment,group\nann,E,a\nbob,E,_DEFAULT_GROUP\ncy,E,z\n',
    });
    const target = onDisk({});
    const tags = join(target, 'tags.csv');
    expect(
      await run(
        root,
        '--to',
        'split_test',
        '--out',
        join(target, 'c.tar.gz'),
        '--states',
        join(root, 'states.csv'),
        '--tags',
        tags,
      ),
    ).toBe(0);
    expect(readFileSync(tags, 'utf8')).toBe(
      'username,key,value\nann,xblock.partition_service.partition_2099329977,1084910466\nbob,xblock.partition_service.partition_2099329977,1321150127\n',
    );
    expect(err).toContain('2 learner states kept as course tags\n1 lost: experiment "E", group "z"');
  });

  test('--repair alone', async () => {
    const block = '<split_test url_name="s" user_partition_id="1" group_id_to_child="{}"/>';
    const partitions = [
      { id: 1, name: 'P', description: '', version: 1, groups: [{ id: 2, name: 'A', version: 1 }] },
    ];
    const root = onDisk(
      courseWith(block, {
        'policies/run/policy.json': JSON.stringify({ 'course/run': { user_partitions: partitions } }),
      }),
    );
    expect(await run(root, '--repair', '--dry-run')).toBe(0);
    expect(out).toMatch(/\+<vertical display_name="Group ID 2"\/>/);
    expect(out).toMatch(/2 files changed: 1 repaired\n$/);
  });

  test.each([
    [['--dry-run'], 'Neither --to nor --repair'],
    [['--to', 'abtest'], 'One of --out, --in-place and --dry-run'],
    [['--to', 'abtest', '--dry-run', '--in-place'], 'One of --out, --in-place and --dry-run'],
    [['--to', 'split_test', '--dry-run', '--states', 'x'], '--states and --tags belong together'],
    [['--to', 'split_test', '--dry-run', '--max-slots', 'x'], '--max-slots "x" is not a whole number'],
    [
      ['--to', 'split_test', '--dry-run', '--tolerance', 'x', '--weights', 'slots'],
      'tolerance "x" is not a number',
    ],
  ])('%s is wrong usage: exit code 2', async (args, words) => {
    expect(await run(onDisk(courseWith(equal, policy)), ...args)).toBe(2);
    expect(err).toContain(words);
  });

  test('a course that is not there, and one that is no course', async () => {
    expect(await run('/nowhere/at/all', '--to', 'abtest', '--dry-run')).toBe(3);
    const file = join(onDisk({ 'x.xml': equal }), 'x.xml');
    expect(await run(file, '--to', 'split_test', '--dry-run')).toBe(2);
  });
});
