/** Where pipelines look: the action, pre-commit's manifest and the job of GitLab, with their own scripts, as far as they run here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MAIN } from '../built.js';

const root = new URL('../..', import.meta.url).pathname;
const yaml = (path: string) => parse(readFileSync(join(root, path), 'utf8'));
let cwd: string;

/** The package is not installed here: `npx` and `olx-abtest` run the build. */
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'olx-abtest-pipeline-'));
  mkdirSync(join(cwd, 'bin'));
  const program = (name: string, shift: string) => {
    writeFileSync(join(cwd, 'bin', name), `#!/bin/sh\n${shift}exec "${process.execPath}" "${MAIN}" "$@"\n`);
    chmodSync(join(cwd, 'bin', name), 0o755);
  };
  program('npx', '[ "$1 $2 $3 $4 $5" = "--yes --package olx-abtest -- olx-abtest" ] || exit 64\nshift 5\n');
  program('olx-abtest', '');
});
afterEach(() => rmSync(cwd, { recursive: true }));

const block = (portion: string) =>
  `<abtest experiment="E">\n  <group name="a" portion="${portion}"><html url_name="a"/></group>\n  <default/>\n</abtest>\n`;

function write(path: string, text: string): void {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** As runners do: bash that stops at the first error. */
function bash(script: string, env: NodeJS.ProcessEnv = {}) {
  const { GITHUB_WORKSPACE: _, ...own } = process.env;
  const PATH = `${join(cwd, 'bin')}:${process.env.PATH}`;
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    encoding: 'utf8',
    env: { ...own, ...env, PATH, NO_COLOR: '1' },
  });
}

describe('.github/actions/validate/action.yml', () => {
  const { inputs, runs } = yaml('.github/actions/validate/action.yml');
  const step = runs.steps.at(-1);

  /** The step's environment with the inputs put in, as the runner does. */
  function runStep(given: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
    const values = Object.entries(step.env as Record<string, string>).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, input: string) => given[input] ?? inputs[input].default),
    ]);
    return bash(step.run, { ...Object.fromEntries(values), ...env });
  }

  test('is a composite action whose inputs reach the shell as variables only', () => {
    expect(runs.using).toBe('composite');
    expect(step.run).not.toContain('${{');
    expect(
      Object.values(step.env)
        .join(' ')
        .match(/inputs\.\w+/g)!
        .map((each) => each.slice('inputs.'.length)),
    ).toEqual(Object.keys(inputs));
    expect(step.shell).toBe('bash');
  });

  test('annotates lines relative to the checkout and fails for an error; paths may hold anything', () => {
    write("a b; $(touch x)'/unit.xml", block('x'));
    write('-v.xml', block('0.5'));
    const ran = runStep({ path: "a b; $(touch x)'/unit.xml\n-v.xml\n" }, { GITHUB_WORKSPACE: cwd });
    expect(ran.stdout).toContain("::error file=a b; $(touch x)'/unit.xml,line=2");
    expect([ran.status, ran.stderr]).toEqual([1, expect.stringContaining('1 error, 2 infos in 2 files')]);
    write('unit.xml', block('0.5'));
    expect(runStep({ path: '*.xml' }).status).toBe(0);
    expect(
      runStep({ path: 'unit.xml', arguments: '--max-warnings=0\n--rule=abtest-retired=error' }).status,
    ).toBe(1);
  });

  test('writes SARIF where a file for it is named', () => {
    write('unit.xml', block('x'));
    expect(runStep({ path: 'unit.xml', sarif: 'abtest.sarif' }).status).toBe(1);
    const { runs: written } = JSON.parse(readFileSync(join(cwd, 'abtest.sarif'), 'utf8'));
    expect(written[0].results[0].ruleId).toBe('abtest-retired');
  });
});

test('.pre-commit-hooks.yaml: the hooks keep a commit with errors out, and fix what can be fixed', () => {
  const hooks = yaml('.pre-commit-hooks.yaml');
  expect(hooks.map(({ id }: { id: string }) => id)).toEqual(['olx-abtest', 'olx-abtest-fix']);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd,
      stdio: 'pipe',
    });
  const install = ({ entry, args }: { entry: string; args: string[] }) => {
    const path = join(cwd, '.git/hooks/pre-commit');
    // pre-commit runs it from the top of the working tree, without a shell.
    writeFileSync(path, `#!/bin/sh\nPATH="${join(cwd, 'bin')}:$PATH"\nexec ${entry} ${args.join(' ')}\n`);
    chmodSync(path, 0o755);
  };
  git('init', '-q');
  write('course/course.xml', '<course url_name="r" org="O" course="C"/>\n');
  write(
    'course/course/r.xml',
    '<course><chapter url_name="c"><sequential url_name="s"><vertical url_name="v"><abtest url_name="e"/></vertical></sequential></chapter></course>\n',
  );
  write(
    'course/abtest/e.xml',
    block('50%').replace('<html url_name="a"/>', '<html display_name="A">a</html>'),
  );
  git('add', 'course');
  for (const hook of hooks) {
    expect([hook.language, hook.pass_filenames, new RegExp(hook.files).test('course/abtest/e.xml')]).toEqual([
      'node',
      false,
      true,
    ]);
    install(hook);
    if (hook.id === 'olx-abtest') expect(() => git('commit', '-qm', 'one')).toThrow(/portion-number/);
    else git('commit', '-qm', 'one');
  }
  expect(readFileSync(join(cwd, 'course/abtest/e.xml'), 'utf8')).toContain('portion="0.5"');
});

test('docs/deploy/gitlab-ci.yml: the job fails for an error, and leaves a report', () => {
  const { abtest } = yaml('docs/deploy/gitlab-ci.yml');
  write('unit.xml', block('x'));
  const ran = bash(abtest.script.join('\n'), { ...abtest.variables, OLX_ABTEST_PATH: 'unit.xml' });
  expect(ran.status).toBe(1);
  const report = readFileSync(join(cwd, abtest.artifacts.reports.junit), 'utf8');
  expect(report).toContain('<failure type="portion-number"');
  expect(abtest.artifacts.when).toBe('always');
});
