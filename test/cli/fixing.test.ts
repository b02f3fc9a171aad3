/** `validate --fix` and `--fix-dry-run` on copies of the fixtures of rules. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeCourse } from '../../src/olx/write/write-course.js';
import { loadCourse } from '../../src/reading/load.js';
import { olxAbtest } from './command-line.js';

const rules = new URL('../../fixtures/rules', import.meta.url).pathname;
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'olx-abtest-fix-'));
  cpSync(join(rules, 'group-map-child/fix/before'), join(cwd, 'course'), { recursive: true });
  cpSync(join(rules, 'portion-number/fix/before.xml'), join(cwd, 'unit.xml'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const after = (path: string) => readFileSync(join(rules, path), 'utf8');
const now = (path: string) => readFileSync(join(cwd, path), 'utf8');

test('--fix-dry-run prints a diff, changes nothing and exits with 1; --fix writes, and exits as validate does', async () => {
  const before = now('unit.xml');
  const dry = await olxAbtest(['validate', '--fix-dry-run', 'unit.xml', 'course'], { cwd });
  expect(dry.exit).toBe(1);
  expect(dry.stdout).toContain('--- a/unit.xml\n+++ b/unit.xml');
  expect(dry.stdout).toContain('--- a/split_test/s.xml\n');
  expect(dry.stderr).toContain('olx-abtest: 5 fixes in 2 files; nothing is written\n');
  expect(now('unit.xml')).toBe(before);

  const fixed = await olxAbtest(['validate', '--fix', 'unit.xml', 'course'], { cwd });
  expect([fixed.exit, fixed.stderr]).toEqual([0, 'olx-abtest: 5 fixes in 2 files written\n']);
  expect(now('unit.xml')).toBe(after('portion-number/fix/after.xml'));
  expect(now('course/split_test/s.xml')).toBe(after('group-map-child/fix/after/split_test/s.xml'));
  expect(readdirSync(cwd).sort()).toEqual(['course', 'unit.xml']);

  const again = await olxAbtest(['validate', '--fix-dry-run', 'unit.xml', 'course'], { cwd });
  expect([again.exit, again.stdout]).toEqual([0, '']);
});

test('an archive is fixed as a whole; a .zip and a link are refused in one sentence', async () => {
  await writeCourse(join(cwd, 'course'), { files: new Map() }, join(cwd, 'course.tar.gz'));
  expect((await olxAbtest(['validate', '--fix', 'course.tar.gz'], { cwd })).exit).toBe(0);
  const { course } = await loadCourse(join(cwd, 'course.tar.gz'));
  expect(Buffer.from(course.files.read('split_test/s.xml')).toString()).toBe(
    after('group-map-child/fix/after/split_test/s.xml'),
  );
  symlinkSync(join(cwd, 'unit.xml'), join(cwd, 'link.xml'));
  const link = await olxAbtest(['validate', '--fix', 'link.xml'], { cwd });
  expect(link.exit).toBe(3);
  expect(link.stderr).toContain('is a symbolic link and is not replaced');
  expect(now('unit.xml')).toContain('50%');

  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '-q');
  git('add', 'course');
  git('archive', '--format=zip', '--output=course.zip', git('write-tree'));
  const before = readFileSync(join(cwd, 'course.zip'));
  const zip = await olxAbtest(['validate', '--fix', 'course.zip'], { cwd });
  expect([zip.exit, zip.stderr]).toEqual([2, expect.stringContaining('Give a name that ends in .tar.gz')]);
  expect(zip.stderr).not.toContain('    at ');
  expect(readFileSync(join(cwd, 'course.zip'))).toEqual(before);
});

test('what is off, ignored or silenced is not fixed', async () => {
  const off = await olxAbtest(['validate', '--fix', '--rule', 'portion-number=off', 'unit.xml'], { cwd });
  expect(off.stderr).toContain('0 fixes in 0 files written');
  expect(now('unit.xml')).toContain('50%');

  const unit = now('unit.xml');
  const fixedNothing = async () => {
    const { stderr } = await olxAbtest(['validate', '--fix', '.'], { cwd });
    expect(stderr).toContain('0 fixes in 0 files written');
  };
  rmSync(join(cwd, 'course'), { recursive: true });
  cpSync(join(rules, 'group-map-child/fix/before'), cwd, { recursive: true });
  const config = join(cwd, 'olx-abtest.config.json');
  writeFileSync(config, '{"ignore": ["split_test/**"]}');
  await fixedNothing();
  writeFileSync(config, '{"overrides": [{"files": ["split_test/**"], "rules": {"group-map-child": "off"}}]}');
  await fixedNothing();
  rmSync(config);
  const map = now('split_test/s.xml');
  const silenced = `<!-- olx-abtest-disable-file group-map-child: written next week -->\n${map}`;
  writeFileSync(join(cwd, 'split_test/s.xml'), silenced);
  await fixedNothing();
  expect([now('split_test/s.xml'), now('unit.xml')]).toEqual([silenced, unit]);
  writeFileSync(join(cwd, 'split_test/s.xml'), map);
  await olxAbtest(['validate', '--fix', '.'], { cwd });
  expect(now('split_test/s.xml')).toBe(after('group-map-child/fix/after/split_test/s.xml'));
});

test.each([
  [['--fix', '--fix-dry-run', 'unit.xml'], '--fix and --fix-dry-run exclude each other'],
  [['--fix', '-'], 'Standard input cannot be written to'],
  [['--fix-dry-run', '--format', 'json', 'unit.xml'], '--fix-dry-run prints a diff, which has no format'],
])('%j is wrong usage', async (args, message) => {
  const ran = await olxAbtest(['validate', ...args], { cwd });
  expect([ran.exit, ran.stderr]).toEqual([2, expect.stringContaining(message)]);
});
