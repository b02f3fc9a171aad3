/** Old courses: a baseline, severities by path, and globs that match nothing. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { baselineOf, newFindings } from '../../src/cli/checking/baseline.js';
import { readLoneFile } from '../../src/olx/course/read-course.js';
import { checkCourse } from '../../src/rules/check.js';
import { random } from '../seed.js';
import { olxAbtest } from './command-line.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'olx-abtest-baseline-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const block = (name: string, portion: string) =>
  `<abtest experiment="${name}">\n  <group name="a" portion="${portion}">\n    <html url_name="a"/>\n  </group>\n  <default/>\n</abtest>`;

test('of 500 findings none comes back and no new one is hidden by 200 random edits elsewhere', () => {
  const next = random('baseline');
  const lines = ['<vertical>'];
  for (let index = 0; index < 499; index += 1) lines.push(block(`E${index % 40}`, `x${index % 7}`));
  lines.push('</vertical>');
  const check = (text: string) => checkCourse(readLoneFile(text, 'unit.xml'));
  const before = check(lines.join('\n'));
  expect(before).toHaveLength(500);
  const baseline = baselineOf(before, process.cwd());
  let added = 0;
  for (let edit = 0; edit < 200; edit += 1) {
    const at = 1 + Math.floor(next() * (lines.length - 1));
    const kind = Math.floor(next() * 4);
    if (kind === 0) lines.splice(at, 0, '', '');
    else if (kind === 1) lines.splice(at, 0, `<!-- note ${edit} -->`);
    else if (kind === 2) lines.splice(at, 0, `<html url_name="new${edit}"/>`);
    else {
      // The same slip as an old one, in a group of its own or in one that looks the same.
      lines.splice(at, 0, block(`E${edit % 40}`, edit % 2 === 0 ? `x${edit % 7}` : `y${edit}`));
      added += 1;
    }
    if (edit % 50 !== 49) continue;
    const { found, gone } = newFindings(check(lines.join('\n')), baseline, process.cwd());
    expect([found.length, gone]).toEqual([added, 0]);
  }
  expect(added).toBeGreaterThan(20);
});

test('--update-baseline accepts what is there; new findings are reported, mended ones are said to be gone', async () => {
  writeFileSync(join(cwd, 'unit.xml'), block('E', '50%'));
  const known = ['validate', '--baseline', 'known.json', 'unit.xml'];
  expect((await olxAbtest(known, { cwd })).stderr).toContain('The baseline "known.json" does not exist');
  const written = await olxAbtest([...known, '--update-baseline'], { cwd });
  expect([written.exit, written.stderr]).toEqual([
    0,
    'olx-abtest: 2 known findings of "known.json" not shown\n',
  ]);
  const first = readFileSync(join(cwd, 'known.json'), 'utf8');
  await olxAbtest([...known, '--update-baseline'], { cwd });
  expect(readFileSync(join(cwd, 'known.json'), 'utf8')).toBe(first);

  writeFileSync(
    join(cwd, 'unit.xml'),
    `\n\n${block('E', '50%').replace('<default/>', '<default portion="1"/>')}`,
  );
  const more = await olxAbtest(known, { cwd });
  expect(more.stdout).toContain('warning[default-attributes]');
  expect(more.stdout).toContain('1 warning in 1 file');
  writeFileSync(join(cwd, 'unit.xml'), block('E', '0.5'));
  const less = await olxAbtest(known, { cwd });
  expect(less.stderr).toContain('1 finding of "known.json" is gone; --update-baseline takes them out');
});

test.each([
  ['{', 'is not JSON'],
  ['[]', 'has not the form of one'],
  ['{"version": 2, "findings": []}', 'has not the form of one'],
  ['{"version": 1, "findings": [{"file": "a"}]}', 'has a finding, number 1, without'],
])('a baseline %s is wrong usage', async (text, message) => {
  writeFileSync(join(cwd, 'known.json'), text);
  writeFileSync(join(cwd, 'unit.xml'), block('E', '0.5'));
  const ran = await olxAbtest(['validate', '--baseline', 'known.json', 'unit.xml'], { cwd });
  expect([ran.exit, ran.stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('overrides change severities by path, of policy.json too; --rule takes precedence; idle globs are reported', async () => {
  const wrong = new URL('../../fixtures/rules/policy-format/fix/before', import.meta.url).pathname;
  cpSync(wrong, cwd, { recursive: true });
  mkdirSync(join(cwd, 'about'));
  const config = (overrides: object[], rest = {}) =>
    writeFileSync(join(cwd, 'olx-abtest.config.json'), JSON.stringify({ overrides, ...rest }));
  const ids = async (...more: string[]) => {
    const { stdout, stderr } = await olxAbtest(['validate', '--format', 'json', ...more, '.'], { cwd });
    const found = JSON.parse(stdout).diagnostics as { ruleId: string; severity: string }[];
    return [found.map(({ ruleId, severity }) => `${severity} ${ruleId}`), stderr] as const;
  };
  config([]);
  expect((await ids())[0]).toContain('error policy-format');
  config([
    { files: ['policies/**'], rules: { 'policy-format': 'off' } },
    { files: ['elsewhere/**'], rules: { 'policy-format': 'error' } },
  ]);
  const [off, said] = await ids();
  expect(off.filter((each) => each.endsWith('policy-format'))).toEqual([]);
  expect(said).toContain(
    'olx-abtest: "elsewhere/**" in olx-abtest.config.json matches no file that was read\n',
  );
  expect(said).not.toContain('"policies/**"');
  expect((await ids('--rule', 'policy-format=warning'))[0]).toContain('warning policy-format');
  config([{ files: ['policies'], rules: { 'policy-format': 'info' } }], {
    rules: { 'policy-format': 'off' },
  });
  expect((await ids())[0]).toContain('info policy-format');
});
