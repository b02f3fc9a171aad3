/** Rosters and imports as spreadsheets write them: what is not understood is refused or asked for, never guessed. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { olxAbtest } from './command-line.js';

const course = new URL('../../fixtures/courses/sample', import.meta.url).pathname;
const shared = new URL('../../../shared/cases/rosters/', import.meta.url).pathname;
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'olx-abtest-roster-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function assigned(roster: string | Uint8Array, ...more: string[]) {
  writeFileSync(join(cwd, 'roster.csv'), roster);
  const args = [
    'assign',
    course,
    '--store',
    'memory:',
    '--experiment',
    'Tone of the texts',
    '--format',
    'csv',
  ];
  const ran = await olxAbtest([...args, '--roster', 'roster.csv', ...more], { cwd });
  const learners = ran.stdout
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0]);
  return { ...ran, learners };
}

test.each<[string, string | Uint8Array]>([
  ['UTF-16 and tabs', Buffer.from('\ufeffusername\temail\r\nada\ta@x\r\nbo\tb@x', 'utf16le')],
  ['lone CR', 'username,email\rada,a@x\rbo,b@x'],
  ['CR LF', 'username,email\r\nada,a@x\r\nbo,b@x\r\n'],
  ['sep=', 'sep=;\r\nusername;email\r\nada;a@x\r\nbo;b@x\r\n'],
  ['semicolons', 'email;Username \nA@x;ada\n;\n\nb@x;bo\n'],
  ['blank lines first', '\n\nusername,email\nada,a@x\n,\nbo,b@x\n'],
  ['tabs', 'email\tuser\na@x\tada\nb@x\tbo\n'],
  ['a list', '\ufeffada\n\nbo\n'],
  ['a list with CR', 'ada\rbo\r'],
])('a roster with %s has its two learners', async (_, roster) => {
  const { exit, learners } = await assigned(roster);
  expect([exit, learners]).toEqual([0, ['ada', 'bo']]);
});

test.each([
  [
    'Имя;Логин\r\nАда;ada\r\n',
    'has no column that is known to hold learners; its first line has "Имя", "Логин"',
  ],
  ['email\nada@x.org\n', 'has no column that is known to hold learners; its first line has "email"'],
  ['first,last\na,b\n', 'its first line has "first", "last"'],
])('a table whose learners are in no known column is refused: %j', async (roster, message) => {
  const { exit, stdout, stderr } = await assigned(roster);
  expect(exit).toBe(3);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(stderr).toContain('hint: Name one with --column, or give --delimiter none if each line is a name.');
});

test('--column and --delimiter answer what was asked', async () => {
  expect((await assigned('Имя;Логин\r\nАда;ada\r\n', '--column', 'логин')).learners).toEqual(['ada']);
  expect((await assigned('email\na@x.org\n', '--column', 'email')).learners).toEqual(['a@x.org']);
  expect((await assigned('Doe; Jo\nRoe; Al\n', '--delimiter', 'none')).learners).toEqual([
    'Doe; Jo',
    'Roe; Al',
  ]);
  expect((await assigned('a,b;username\nx,y;ada\n', '--delimiter', 'semicolon')).learners).toEqual(['ada']);
  const wrong = await assigned('username\nada\n', '--column', 'login');
  expect([wrong.exit, wrong.stderr]).toEqual([3, expect.stringContaining('has no column "login"')]);
  const unknown = await assigned('ada\n', '--delimiter', 'pipe');
  expect([unknown.exit, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('--delimiter "pipe" is unknown'),
  ]);
});

test('a name with spaces at an end is refused with its line, and the others are assigned', async () => {
  const { exit, learners, stderr } = await assigned(' username , email \nada , x@x\nbo,y@y\n');
  expect([exit, learners]).toEqual([1, ['bo']]);
  expect(stderr).toContain('2: the name "ada " has spaces around it');
  expect((await assigned('ada\n bo\ncy\n')).learners).toEqual(['ada', 'cy']);
});

test.each([
  ['csv', 'learner,experiment,group\nada ,E,a\nbo,E,b\n', 2],
  [
    'jsonl',
    '{"learner": " ada", "experiment": "E", "group": "a"}\n{"learner": "bo", "experiment": "E", "group": "b"}\n',
    1,
  ],
])('an import of assignments in %s refuses such a name with the same words', async (format, text, line) => {
  writeFileSync(join(cwd, 'old.txt'), text);
  const args = ['assignments', 'import', 'old.txt', '--format', format, '--scope', 'course-v1:O+C+R'];
  const { exit, stdout, stderr } = await olxAbtest([...args, '--store', 'memory:'], { cwd });
  expect(exit).toBe(1);
  expect(`${stdout}${stderr}`).toMatch(new RegExp(`${line}: the name " ?ada ?" has spaces around it`));
});

test('--bom lets spreadsheets read CSV as UTF-8, and what it writes is read again', async () => {
  const { stdout } = await assigned('username\nЯна\n', '--bom');
  expect(stdout.startsWith('\ufefflearner,')).toBe(true);
  expect((await assigned(stdout)).learners).toEqual(['Яна']);
  const json = await assigned('ada\n', '--bom', '--format', 'jsonl');
  expect([json.exit, json.stderr]).toEqual([2, expect.stringContaining('--bom is for CSV')]);
});

test.each([
  ['sep=;\r\nlearner;experiment;group\r\nada;E;a\r\n;;\r\nbo;E;b\r\n'],
  ['\nlearner;experiment;group\nada;E;a\nbo;E;b\n'],
  ['learner,experiment,group\rada,E,a\rbo,E,b\r'],
])('an import reads %j as two assignments', async (text) => {
  writeFileSync(join(cwd, 'states.csv'), text);
  const args = ['assignments', 'import', 'states.csv', '--store', 'sqlite:store.db', '--scope', 'S'];
  const { exit, stderr } = await olxAbtest(args, { cwd });
  expect([exit, stderr]).toEqual([0, expect.stringContaining('2')]);
  const { stdout } = await olxAbtest(['assignments', 'export', '--bom', '--store', 'sqlite:store.db'], {
    cwd,
  });
  expect(stdout).toMatch(/^\ufeffscope,[^\n]*\nS,E,ada,a,[^\n]*\nS,E,bo,b,[^\n]*\n$/);
});

test('the rosters that were measured elsewhere', async ({ skip }) => {
  if (!existsSync(shared)) {
    console.warn('The rosters of ../shared are not there: the ones of this file hold alone.');
    return skip();
  }
  const read = async (name: string) => assigned(readFileSync(join(shared, name), 'utf8'));
  expect((await read('cr.csv')).learners).toEqual(['ada', 'bo']);
  expect((await read('sep.csv')).learners).toEqual(['ada', 'bo']);
  expect((await read('spaces.csv')).learners).toEqual([]);
  expect((await read('ru.csv')).exit).toBe(3);
  expect((await read('emailonly.csv')).exit).toBe(3);
});
