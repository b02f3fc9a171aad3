/** `validate --watch` under real saves: files made, deleted, broken, replaced, and the policy, the configuration and the baseline changed. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkOnChange } from '../../src/cli/checking/watching.js';
import { MAIN } from '../built.js';
import { olxAbtest } from './command-line.js';

const SAMPLE = new URL('../../fixtures/courses/sample', import.meta.url).pathname;
let cwd: string;
let child: ChildProcess | undefined;
let stdout: string;
let stderr: string;

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'olx-abtest-watch-')));
  cpSync(SAMPLE, join(cwd, 'courses/one'), { recursive: true });
});
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(cwd, { recursive: true });
});

const at = (path: string) => join(cwd, 'courses/one', path);
const replace = (path: string, before: string, after: string) =>
  writeFileSync(at(path), readFileSync(at(path), 'utf8').replace(before, after));

function start(...args: string[]): Promise<number | null> {
  [stdout, stderr] = ['', ''];
  const env = { ...process.env, NO_COLOR: '1' };
  child = spawn(process.execPath, [MAIN, 'validate', '--watch', ...args], { cwd, env });
  child.stdout!.on('data', (data) => {
    stdout += data;
  });
  child.stderr!.on('data', (data) => {
    stderr += data;
  });
  return new Promise((done) => child!.once('exit', done));
}

/** The rules of each report, in the order of the reports. */
const reports = () =>
  stdout
    .split(/^[✔✖].*\n/m)
    .slice(0, -1)
    .map((report) => [...report.matchAll(/^(?:error|warning|info)\[(.*?)\]/gm)].map(([, id]) => id));
const last = () => reports().at(-1);

test('each save is reported once, whatever was saved, and Ctrl-C ends it with 130', async () => {
  const ended = start('courses/*');
  const before = ['abtest-retired', 'child-without-group'];
  await expect.poll(last).toEqual(before);

  writeFileSync(at('abtest/new.xml'), readFileSync(at('abtest/welcome.xml')));
  await expect.poll(last).toContain('block-referenced');
  rmSync(at('abtest/new.xml'));
  await expect.poll(last).toEqual(before);

  renameSync(at('html/welcome_plain.xml'), join(cwd, 'away.xml'));
  await expect.poll(last).toContain('pointer-target-exists');
  // As editors save: a file of its own, put in the place of the old one.
  renameSync(join(cwd, 'away.xml'), at('html/welcome_plain.xml'));
  await expect.poll(last).toEqual(before);

  replace('abtest/welcome.xml', '</abtest>', '');
  await expect.poll(last).toContain('xml-well-formed');
  // A second save at once: its text counts.
  cpSync(join(SAMPLE, 'abtest/welcome.xml'), at('abtest/welcome.xml'));
  await wait(20);
  replace('abtest/welcome.xml', 'portion="0.3"', 'portion="x"');
  await expect.poll(last).toContain('portion-number');
  cpSync(join(SAMPLE, 'abtest/welcome.xml'), at('abtest/welcome.xml'));
  await expect.poll(last).toEqual(before);

  replace('policies/2026_T1/policy.json', '764310258', '764310259');
  await expect.poll(last).toContain('partition-exists');
  cpSync(join(SAMPLE, 'policies/2026_T1/policy.json'), at('policies/2026_T1/policy.json'));
  await expect.poll(last).toEqual(before);

  // Saved without a change, or beside the course: nothing to repeat.
  const count = reports().length;
  cpSync(join(SAMPLE, 'abtest/welcome.xml'), at('abtest/welcome.xml'));
  writeFileSync(join(cwd, 'notes.txt'), 'x');
  await wait(500);
  expect(reports()).toHaveLength(count);

  cpSync(at('.'), join(cwd, 'courses/two'), { recursive: true });
  await expect.poll(() => last()?.length).toBe(2 * before.length);
  child!.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(stderr.replaceAll('olx-abtest: Waiting for changes; Ctrl-C ends\n', '')).toBe('');
});

test('the configuration and the baseline count, although they are outside of the course; one that is wrong ends nothing', async () => {
  const known = join(cwd, 'known/known.json');
  mkdirSync(join(cwd, 'known'));
  const accept = ['validate', '--baseline', known, '--update-baseline', 'courses/one'];
  await olxAbtest(accept, { cwd });
  const ended = start('--baseline', known, 'courses/one');
  await expect.poll(last).toEqual([]);
  writeFileSync(known, '{"version": 1, "findings": []}');
  await expect.poll(last).toEqual(['abtest-retired', 'child-without-group']);
  const config = join(cwd, 'olx-abtest.config.json');
  writeFileSync(config, '{"rules": {"abtest-retired": "off"}}');
  await expect.poll(last).toEqual(['child-without-group']);
  writeFileSync(config, '{"rules": {"abtest-retird": "off"}}');
  await expect.poll(() => stderr).toContain('abtest-retird');
  rmSync(config);
  await expect.poll(last).toEqual(['abtest-retired', 'child-without-group']);
  child!.kill('SIGTERM');
  expect(await ended).toBe(143);
});

test('a save while a check is running leads to another check', async () => {
  const seen: string[] = [];
  const watched = { paths: [cwd], config: undefined, baseline: undefined };
  const exit = await checkOnChange(watched, async () => {
    seen.push(readFileSync(at('course.xml'), 'utf8').length > 0 ? 'read' : 'empty');
    if (seen.length === 1) {
      writeFileSync(at('course.xml'), '');
      // Its event comes while the check is still running.
      await wait(300);
    } else process.listeners('SIGINT').at(-1)!('SIGINT');
    return 0;
  });
  expect([exit, seen]).toEqual([130, ['read', 'empty']]);
});

test('--watch refuses what it could not do again and again', async () => {
  const ran = await olxAbtest(['validate', '--watch', '--baseline', 'a', '--update-baseline', '.'], { cwd });
  expect([ran.exit, ran.stderr]).toEqual([
    2,
    expect.stringContaining('--update-baseline writes the file once'),
  ]);
});
