/** `olx-abtest report`: the file that it writes, what it replaces, and what it says. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { archived, courseWith } from '../olx/trees.js';
import { olxAbtest } from './command-line.js';

const course = new URL('../../fixtures/courses/sample', import.meta.url).pathname;

describe('report', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, name);
  const run = (...args: string[]) => olxAbtest(['report', course, ...args], { cwd: folder });

  test('writes one file, and replaces it the next time', async () => {
    const { exit, stdout, stderr } = await run('--out', 'report.html');
    expect([exit, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^olx-abtest: wrote report\.html \(\d+ kB\)\n$/);
    const first = readFileSync(at('report.html'), 'utf8');
    expect(first).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect((await run('--out', 'report.html', '--learners', '50', '--learner', 'ada')).exit).toBe(0);
    const second = readFileSync(at('report.html'), 'utf8');
    expect(second).toContain('A class of 50');
    expect(second).toContain('As <bdi class="who">ada</bdi>');
    expect(first).not.toContain('A class of 50');
    expect(readdirSync(folder)).toEqual(['report.html']);
  });

  test('- is stdout, and gives the same bytes', async () => {
    await run('--out', 'report.html');
    expect(await run('--out', '-')).toEqual({
      exit: 0,
      stdout: readFileSync(at('report.html'), 'utf8'),
      stderr: '',
    });
  });

  test('of an archive includes its images', async () => {
    const block =
      '<abtest url_name="ab" experiment="E"><default><html url_name="h"><img src="/static/a.png"/></html></default></abtest>';
    const tree = Object.entries(courseWith(block, { 'static/a.png': 'picture' }));
    const inside = Object.fromEntries(tree.map(([path, text]) => [`course/${path}`, text]));
    writeFileSync(at('c.tar.gz'), await archived(inside));
    const { exit, stdout } = await olxAbtest(['report', 'c.tar.gz', '--out', '-'], { cwd: folder });
    expect(exit).toBe(0);
    expect(stdout).toContain(`data:image/png;base64,${Buffer.from('picture').toString('base64')}`);
  });

  test('keeps the mode of the file that it replaces; an empty file may be replaced', async () => {
    writeFileSync(at('report.html'), '');
    chmodSync(at('report.html'), 0o640);
    expect((await run('--out', 'report.html')).exit).toBe(0);
    expect(statSync(at('report.html')).mode & 0o777).toBe(0o640);
  });

  test.each([
    ['another page', 'page.html', '<!doctype html><title>Mine</title>'],
    ['a text that only speaks of reports', 'notes.txt', 'olx-abtest report'],
  ])('does not replace %s', async (_, name, text) => {
    writeFileSync(at(name), text);
    const { exit, stdout, stderr } = await run('--out', name);
    expect([exit, stdout]).toEqual([3, '']);
    expect(stderr).toBe(
      `olx-abtest: "${name}" already exists and is not a report of olx-abtest\n  hint: Give another name, or remove it first.\n`,
    );
    expect(readFileSync(at(name), 'utf8')).toBe(text);
  });

  test('a folder, a link, a read-only file, a missing folder', async () => {
    mkdirSync(at('folder'));
    await run('--out', 'real.html');
    symlinkSync('real.html', at('link.html'));
    const before = readFileSync(at('real.html'), 'utf8');
    for (const [out, words] of [
      ['folder', '"folder" is not a file'],
      ['link.html', '"link.html" is a symbolic link'],
      ['none/report.html', 'The folder of "none/report.html" does not exist'],
    ] as const) {
      const { exit, stderr } = await run('--out', out, '--learners', '7');
      expect([exit, stderr.split('\n')[0]], out).toEqual([3, expect.stringContaining(words)]);
    }
    chmodSync(at('real.html'), 0o444);
    expect((await run('--out', 'real.html', '--learners', '7')).stderr).toContain('read-only');
    expect(readFileSync(at('real.html'), 'utf8')).toBe(before);
    expect(existsSync(at('none'))).toBe(false);
  });

  test('shows stored assignments, and stores nothing', async () => {
    const store = ['--store', 'sqlite:store.db'];
    await olxAbtest(['assign', course, '--learner', 'ada', ...store], { cwd: folder });
    const before = (await olxAbtest(['assignments', 'export', ...store], { cwd: folder })).stdout;
    expect((await run('--out', 'report.html', '--learner', 'ada', '--learner', 'bob', ...store)).exit).toBe(
      0,
    );
    const text = readFileSync(at('report.html'), 'utf8');
    expect(text).toContain('1 learner in course-v1:HiveX+BEE101+2026_T1.');
    expect(text).toMatch(/Stored since <time datetime="20/);
    expect((await olxAbtest(['assignments', 'export', ...store], { cwd: folder })).stdout).toBe(before);
  });

  test('does not create a store', async () => {
    expect((await run('--out', 'report.html', '--store', 'sqlite:none.db')).stderr).toContain(
      'does not exist yet',
    );
    expect(existsSync(at('none.db'))).toBe(false);
  });

  test('learners get the groups that the command children shows', async () => {
    await run('--out', 'report.html', '--learner', 'ada');
    const { stdout } = await olxAbtest(['children', course, '--learner', 'ada', '--format', 'json']);
    const groups: string[] = [];
    const walk = ({ decision, children }: Seen): void => {
      if (decision) groups.push(decision.group);
      children.forEach(walk);
    };
    (JSON.parse(stdout) as { nodes: Seen[] }).nodes.forEach(walk);
    const part = readFileSync(at('report.html'), 'utf8').split('id="learner-ada"')[1]!;
    expect([...part.matchAll(/group-name [^>]*>\s*<p><strong>([^<]*)/g)].map(([, group]) => group)).toEqual(
      groups,
    );
  });

  test('a broken course gives a report and the exit code of findings', async () => {
    const broken =
      '<abtest experiment="E"><group name="a" portion="2"><html url_name="x"/></group><default/></abtest>';
    writeFileSync(at('broken.xml'), broken);
    const { exit, stderr } = await olxAbtest(['report', 'broken.xml', '--out', 'report.html'], {
      cwd: folder,
    });
    expect(exit).toBe(1);
    expect(stderr).toContain('cannot assign learners');
    expect(readFileSync(at('report.html'), 'utf8')).toContain('Blocks that cannot assign learners');
  });

  test.each([
    [[], 'Give a file, such as --out report.html.'],
    [['--out', 'r.html', '--learners', '0'], '--learners "0" is not a whole number of at least 1'],
    [['--out', 'r.html', '--learners', '1000001'], '--learners 1000001 is more than 1000000'],
    [['--out', 'r.html', '--learners', 'ten'], '--learners "ten" is not a whole number of at least 1'],
    [['--out', 'r.html', '--learner', ''], '--learner must not be empty'],
    [['--out', 'r.html', '--learner', `x${'y'.repeat(1000)}`], ''],
    [['--out', 'r.html', '--format', 'pdf'], 'Unknown option --format'],
    [['--out'], '--out needs a value'],
  ])('%j: %s', async (args, words) => {
    const { exit, stderr } = await run(...args);
    expect(exit).toBe(words === '' ? 0 : 2);
    expect(stderr).toContain(words);
    expect(existsSync(at('r.html'))).toBe(words === '');
  });

  test('a missing path', async () => {
    expect(await olxAbtest(['report', 'none', '--out', at('r.html')])).toMatchObject({ exit: 3, stdout: '' });
  });
});

interface Seen {
  readonly decision?: { readonly group: string };
  readonly children: readonly Seen[];
}
