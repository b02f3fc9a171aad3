/** Every block of docs/ci.md, run as it is in a repository with a course: workflow steps, jobs, hooks, commands, configurations. */
import { execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MAIN } from '../built.js';

const root = new URL('../..', import.meta.url).pathname;
const SAMPLE = join(root, 'fixtures/courses/sample');
const WELCOME = 'course/abtest/welcome.xml';
let top: string;
let cwd: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'olx-abtest-ci-page-'));
  cwd = join(top, 'repository');
  cpSync(SAMPLE, join(cwd, 'course'), { recursive: true });
  mkdirSync(join(top, 'bin'));
  symlinkSync(root, join(top, 'olx-abtest'));
  program('olx-abtest', `exec "${process.execPath}" "${MAIN}" "$@"`);
  // The registry has no package yet: npx runs the build for the package, and for an archive that is there.
  const run = `case "$1" in olx-abtest|./tools/*.tgz) ;; *) exit 64;; esac
case "$1" in *.tgz) [ -f "$1" ] || exit 65;; esac`;
  program(
    'npx',
    `[ "$1" = --yes ] || exit 64; shift
if [ "$1" = --package ]; then shift; ${run}; shift; [ "$1 $2" = "-- olx-abtest" ] || exit 64; shift 2
else ${run}; shift; fi
exec olx-abtest "$@"`,
  );
});
afterEach(() => rmSync(top, { recursive: true }));

function program(name: string, script: string): void {
  writeFileSync(join(top, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(top, 'bin', name), 0o755);
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { GITHUB_WORKSPACE: _, CI: __, ...own } = process.env;
  // `npm pack` would build the package again.
  const npm = { npm_config_ignore_scripts: 'true', npm_config_loglevel: 'error' };
  return { ...own, ...npm, NO_COLOR: '1', PATH: `${join(top, 'bin')}:${process.env.PATH}`, ...more };
}

function bash(script: string, env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  return spawnSync('bash', args, { cwd, encoding: 'utf8', env: environment(env), timeout: 240_000 });
}

function git(...args: string[]): string {
  const settings = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  return execFileSync('git', [...settings, ...args], {
    cwd,
    encoding: 'utf8',
    env: environment(),
    stdio: 'pipe',
  });
}

const read = (path: string) => readFileSync(join(cwd, path), 'utf8');
function replace(path: string, before: string, after: string): void {
  const text = read(path);
  expect(text).toContain(before);
  writeFileSync(join(cwd, path), text.replace(before, after));
}
/** A slip of an author, with one sure fix. */
const slip = () => replace(WELCOME, 'portion="0.3"', 'portion="30%"');
/** Exit codes for the course as it is, and with the slip. */
function exits(run: () => number | null): (number | null)[] {
  const before = run();
  slip();
  return [before, run()];
}

// ------------------------------------------------------------------------------------------------------------------

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** Carries out a composite action or a `run`, as the runner of GitHub does, up to the first that fails. */
function steps(list: readonly Step[]): { readonly status: number | null; readonly stdout: string } {
  let stdout = '';
  for (const { run, uses = '', with: inputs = {} } of list) {
    const [, action] = /^OWNER\/olx-abtest\/(.+)@main$/.exec(uses) ?? [];
    const ran =
      run !== undefined ? bash(run, { GITHUB_WORKSPACE: cwd }) : action ? runAction(action, inputs) : null;
    stdout += ran?.stdout ?? '';
    if (ran !== null && ran.status !== 0) return { status: ran.status, stdout };
  }
  return { status: 0, stdout };
}

function runAction(folder: string, given: Readonly<Record<string, string>>): SpawnSyncReturns<string> {
  const { inputs, runs } = parse(readFileSync(join(root, folder, 'action.yml'), 'utf8'));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  const step = runs.steps.at(-1);
  const env = Object.entries(step.env as Record<string, string>).map(([name, text]) => [
    name,
    text.replace(/\$\{\{ inputs\.(\w+) \}\}/, (_, input: string) => given[input] ?? inputs[input].default),
  ]);
  return bash(step.run, { ...Object.fromEntries(env), GITHUB_WORKSPACE: cwd });
}

function pack(): void {
  mkdirSync(join(cwd, 'tools'));
  writeFileSync(join(cwd, 'tools/olx-abtest-0.1.0.tgz'), '');
}

function install(hook: string): void {
  const path = join(cwd, '.git/hooks/pre-commit');
  writeFileSync(path, hook);
  chmodSync(path, 0o755);
}

/** Whether git commits the course as it is. */
function commits(): boolean {
  git('add', '-A');
  try {
    git('commit', '--allow-empty', '-qm', 'one');
    return true;
  } catch {
    return false;
  }
}

interface Finding {
  readonly ruleId: string;
  readonly severity: string;
}

function findings(): string[] {
  const { diagnostics } = JSON.parse(bash('olx-abtest validate --format json course/ || true').stdout);
  return (diagnostics as Finding[]).map(({ ruleId, severity }) => `${severity} ${ruleId}`);
}

/** One function for each block under a heading, in the order of the page. */
const BLOCKS: Readonly<Record<string, readonly ((text: string) => void | Promise<void>)[]>> = {
  'Until olx-abtest is on npm': [
    (text) => {
      const [packing, check] = text.trim().split('\n');
      expect(bash(packing!).stderr).toBe('');
      expect(exits(() => bash(check!).status)).toEqual([0, 1]);
      expect(bash('tar -tzf tools/*.tgz').stdout).toContain('package/dist/cli/main.js\n');
    },
  ],
  'GitHub Actions': [
    (text) => {
      const list = parse(text).jobs.abtest.steps;
      expect(exits(() => steps(list).status)).toEqual([0, 1]);
      expect(steps(list).stdout).toContain(`::error file=${WELCOME},line=5`);
    },
    (text) => {
      const { permissions, steps: list } = parse(text);
      expect(permissions).toEqual({ contents: 'read', 'security-events': 'write' });
      expect(exits(() => steps(list).status)).toEqual([0, 1]);
      const upload = list.at(-1);
      expect(upload.if).toBe('always()');
      const [run] = JSON.parse(read(upload.with.sarif_file)).runs;
      expect(run.results.map(({ ruleId }: Finding) => ruleId)).toContain('portion-number');
    },
    (text) => {
      pack();
      // `--max-warnings=0`: the sample has a warning.
      expect(steps(parse(text).steps).status).toBe(1);
      const [checkout, { with: inputs, ...action }] = parse(text).steps;
      const calm = [checkout, { ...action, with: { ...inputs, arguments: '' } }];
      expect(exits(() => steps(calm).status)).toEqual([0, 1]);
      expect(steps(calm).stdout).toContain(`::error file=${WELCOME},line=5`);
    },
  ],
  'GitLab CI': [
    (text) => {
      const { script, artifacts } = parse(text).abtest;
      expect(exits(() => bash(script.join('\n')).status)).toEqual([0, 1]);
      expect(read(artifacts.reports.junit)).toContain('<failure type="portion-number"');
    },
    (text) => {
      const { include, abtest } = parse(text);
      expect(include).toEqual([{ local: 'tools/olx-abtest.yml' }]);
      const job = parse(readFileSync(join(root, 'docs/deploy/gitlab-ci.yml'), 'utf8')).abtest;
      expect(Object.keys(job.variables)).toEqual(Object.keys(abtest.variables));
      pack();
      expect(exits(() => bash(job.script.join('\n'), abtest.variables).status)).toEqual([0, 1]);
    },
  ],
  'In a container': [
    (text) => {
      // Docker itself does not run here: what it would mount is in the place of the folder of the container.
      const [, host, inside, rest] =
        /^docker run --rm -v "\$PWD\/(\S+):(\/\S+):ro" olx-abtest (.+)\n$/.exec(text) ?? [];
      const command = `olx-abtest ${rest!.replaceAll(inside!, join(cwd, host!))}`;
      expect(exits(() => bash(`cd / && ${command}`).status)).toEqual([0, 1]);
      expect(bash(`cd / && ${command} --quiet`).stdout).toContain('--> abtest/welcome.xml:5');
    },
  ],
  'A pre-commit hook': [
    (text) => {
      const [{ repo, hooks }] = parse(text).repos;
      const [hook] = hooks;
      expect([repo, hook.language, hook.pass_filenames]).toEqual(['local', 'node', false]);
      expect(new RegExp(hook.files).test(WELCOME)).toBe(true);
      git('init', '-q');
      install(`#!/bin/sh\nexec ${hook.entry}\n`);
      expect(commits()).toBe(true);
      slip();
      expect(commits()).toBe(false);
    },
    (text) => {
      git('init', '-q');
      install(text);
      expect(commits()).toBe(true);
      slip();
      expect(commits()).toBe(false);
    },
  ],
  'Large repositories': [
    async (text) => {
      git('init', '-q', '-b', 'main');
      cpSync(join(cwd, 'course'), join(cwd, 'courses/one'), { recursive: true });
      git('add', '-A');
      git('commit', '-qm', 'one');
      git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      const [globs, head, changed, watch] = text.trim().split('\n');
      expect([bash(globs!).status, bash(globs!).stdout]).toEqual([
        0,
        expect.stringContaining('courses/one/'),
      ]);
      expect(exits(() => bash(head!).status)).toEqual([0, 1]);
      expect(bash(changed!).status).toBe(1);
      await watched(watch!);
    },
  ],
  Fixes: [
    (text) => {
      const before = read(WELCOME);
      const [dry, fix] = text.trim().split('\n');
      expect(exits(() => bash(dry!).status)).toEqual([0, 1]);
      expect(bash(fix!).status).toBe(0);
      expect(read(WELCOME)).toBe(before);
    },
  ],
  Configuration: [
    (text) => {
      writeFileSync(join(cwd, 'olx-abtest.config.json'), text);
      mkdirSync(join(cwd, 'node_modules'));
      symlinkSync(root, join(cwd, 'node_modules/olx-abtest'));
      expect(JSON.parse(read(JSON.parse(text).$schema)).type).toBe('object');
      replace(WELCOME, 'portion="0.3"', 'portion="0.6"');
      expect(findings()).toContain('warning portion-sum');
    },
    (text) => {
      writeFileSync(join(cwd, 'olx-abtest.config.json'), text);
      cpSync(join(cwd, 'course/abtest'), join(cwd, 'drafts/abtest'), { recursive: true });
      const draft = 'drafts/abtest/welcome.xml';
      replace(draft, 'portion="0.3"', 'portion="0.6"');
      expect(bash(`olx-abtest validate ${draft}`).stdout).toContain('warning[portion-sum]');
    },
    (text) => {
      const [line, file, range] = text.trim().split('\n');
      replace(WELCOME, 'portion="0.3"', 'portion="0.6"');
      expect(findings()).toEqual(expect.arrayContaining(['error portion-sum', 'info abtest-retired']));
      writeFileSync(join(cwd, WELCOME), `${file}\n${line}\n${read(WELCOME)}`);
      expect(findings().join()).not.toMatch(/portion-sum|disable-comment/);
      const [opening, closing] = range!.split(' … ');
      writeFileSync(join(cwd, WELCOME), `${opening}\n${read(WELCOME)}${closing}\n`);
      const kinds = findings();
      expect(kinds).toContain('warning disable-comment-needed');
      expect(kinds.join()).not.toContain('disable-comment-format');
    },
  ],
  'Courses with old findings': [
    (text) => {
      slip();
      const [update, check] = text.trim().split('\n');
      expect([bash(update!).status, bash(check!).status]).toEqual([0, 0]);
      replace(WELCOME, 'portion="0.5"', 'portion="50%"');
      expect(bash(check!).status).toBe(1);
    },
  ],
};

/** Ends it with Ctrl-C when it waits. */
async function watched(command: string): Promise<void> {
  const [name, ...args] = command.split(' ');
  const child = spawn(name!, args, { cwd, env: environment() });
  child.stderr.on('data', (data) => {
    if (String(data).includes('Waiting for changes')) child.kill('SIGINT');
  });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(130);
}

const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
const sections = page.split(/^## /m).filter((section) => section.includes('\n```'));
const blocksOf = (section: string) =>
  [...section.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);

test('each block of the page is run', () => {
  const found = sections.map((section) => [section.split('\n', 1)[0], blocksOf(section).length]);
  expect(found).toEqual(Object.entries(BLOCKS).map(([heading, runs]) => [heading, runs.length]));
});

describe.each(sections.map((section) => [section.split('\n', 1)[0]!, section] as const))(
  '%s',
  (heading, section) => {
    for (const [index, run] of BLOCKS[heading]!.entries())
      test(`block ${index + 1} does what the page says`, () => run(blocksOf(section)[index]!));
  },
);
