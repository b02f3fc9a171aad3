/** `olx-abtest diff`: formats, exit codes, learners of a store, and the commands of its page. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIFF_KINDS } from '../../../src/index.js';
import { olxAbtest, wordsOf } from '../../cli/command-line.js';

const root = new URL('../../..', import.meta.url).pathname;
const fixtures = join(root, 'fixtures/diff');
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-diff-'));
const store = `sqlite:${join(folder, 'learners.db')}`;
const pair = (name: string): string[] => [join(fixtures, name, 'old'), join(fixtures, name, 'new')];
const diff = (...args: string[]) => olxAbtest(['diff', ...args]);

beforeAll(async () => {
  const [old] = pair('group-gone');
  const roster = Array.from({ length: 500 }, (_, index) => `learner${index}\n`).join('');
  const { exit } = await olxAbtest(['assign', old!, '--store', store, '--roster', '-'], {
    input: `learner\n${roster}`,
  });
  expect(exit).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('with a store each change says how many learners it concerns', async () => {
  const { exit, stdout } = await diff(...pair('group-gone'), '--store', store, '--format', 'json');
  const [{ learners }] = JSON.parse(stdout).changes;
  expect(exit).toBe(1);
  expect(learners.assigned).toBeGreaterThan(150);
  expect(learners).toEqual({
    assigned: learners.assigned,
    stale: learners.assigned,
    moved: learners.assigned,
  });
  const pretty = await diff(...pair('group-gone'), '--store', store);
  const count = learners.assigned;
  expect(pretty.stdout).toContain(
    `; ${count} learners are in this group, ${count} of them stale, ${count} are shown another group`,
  );
});

test('stored groups stay where portions or the order change', async () => {
  const { stdout } = await diff(...pair('portion-changed'), '--store', store);
  expect(stdout).toContain('; 500 learners are in the experiment, none are shown another group');
  const order = await diff(...pair('order-changed'), '--store', store);
  expect([order.exit, (await diff(...pair('order-changed'))).exit]).toEqual([0, 1]);
});

test('a store that is not there is a failure, not an empty one', async () => {
  const { exit, stderr } = await diff(...pair('group-gone'), '--store', `sqlite:${folder}/none.db`);
  expect([exit, stderr]).toEqual([3, expect.stringContaining('does not exist')]);
});

test('the formats of validate', async () => {
  const sarif = await diff(...pair('group-gone'), '--format', 'sarif');
  const [run] = JSON.parse(sarif.stdout).runs;
  expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(DIFF_KINDS));
  expect(run.results).toMatchObject([{ ruleId: 'group-gone', level: 'error' }]);
  expect(sarif.stderr).toBe('✖ 1 change: 1 breaking\n');
  expect((await diff(...pair('group-gone'), '--format', 'github')).stdout).toMatch(
    /^::error file=.*title=olx-abtest group-gone::/,
  );
  expect((await diff(...pair('group-gone'), '--format', 'junit')).stdout).toContain(
    '<failure type="group-gone"',
  );
  expect((await diff(...pair('re-export-abtest'), '--format', 'junit')).exit).toBe(0);
});

test('stable-course draws anew in another run', async () => {
  const { exit, stdout } = await diff(...pair('run-changed'), '--strategy', 'stable-course');
  expect([exit, stdout]).toEqual([1, expect.stringContaining('draws all learners anew in another course')]);
});

test('white space alone can be ignored', async () => {
  const copy = join(folder, 'spaced');
  cpSync(pair('re-export-abtest')[1]!, copy, { recursive: true });
  const page = join(copy, 'html/story.html');
  const text = readFileSync(page, 'utf8').replaceAll(' ', '\n  ');
  execFileSync('sh', ['-c', 'cat > "$1"', 'sh', page], { input: text });
  const [old] = pair('re-export-abtest');
  expect((await diff(old!, copy)).stdout).toContain('child-edited');
  expect((await diff(old!, copy, '--ignore-whitespace')).stdout).toContain('Nothing changes');
});

test('what is no whole course is wrong usage', async () => {
  const file = join(pair('group-gone')[0]!, 'course.xml');
  const { exit } = await diff(file, pair('group-gone')[1]!);
  expect(exit).toBe(1);
  const page = join(pair('re-export-abtest')[1]!, 'html/story.xml');
  expect(await diff(page, file)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('is not a whole course'),
  });
});

test('docs/diff.md: its commands print what it says', async () => {
  const text = readFileSync(join(root, 'docs/diff.md'), 'utf8');
  const blocks = [...text.matchAll(/^```console\n\$ (.*)\n([\s\S]*?)^```/gm)];
  expect(blocks.length).toBeGreaterThan(0);
  for (const [, command, printed] of blocks) {
    const [program, ...args] = wordsOf(command!);
    expect(program).toBe('olx-abtest');
    expect((await olxAbtest(args, { cwd: root })).stdout).toBe(printed);
  }
  for (const kind of Object.keys(DIFF_KINDS)) expect(text).toContain(`| \`${kind}\` |`);
});
