/** What a snapshot cannot hold: files that are written, readers that go away, and what is loaded when. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
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
import { MAIN } from '../built.js';
import { olxAbtest, olxAbtestProcess } from './command-line.js';

const root = new URL('../..', import.meta.url).pathname;
const UNTIDY = `<abtest experiment='E'><group name="a" portion=".5"><html url_name="a"/></group></abtest>`;
const TIDY =
  '<abtest experiment="E">\n  <group portion="0.5" name="a">\n    <html url_name="a"/>\n  </group>\n</abtest>\n';

describe('running', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => olxAbtest(args, { cwd: folder });

  describe('format --write', () => {
    test('changes files that differ, keeps the mode, leaves no temporary file', async () => {
      writeFileSync(at('a.xml'), UNTIDY);
      writeFileSync(at('b.xml'), '<html/>');
      chmodSync(at('a.xml'), 0o640);
      expect(await run('format', '--write', 'a.xml', 'b.xml')).toEqual({
        exit: 0,
        stdout: 'a.xml\n',
        stderr: '',
      });
      expect(readFileSync(at('a.xml'), 'utf8')).toContain('<group portion="0.5" name="a">');
      expect(statSync(at('a.xml')).mode & 0o777).toBe(0o640);
      expect(readdirSync(folder)).toEqual(['a.xml', 'b.xml']);
      expect(await run('format', '--check', '.')).toMatchObject({ exit: 0, stdout: '' });
      expect(await run('format', '--write', 'a.xml')).toEqual({ exit: 0, stdout: '', stderr: '' });
    });

    test('a course, and only its A/B elements', async () => {
      cpSync(join(root, 'fixtures/courses/sample'), at('course'), { recursive: true });
      expect(await run('format', '--check', 'course')).toEqual({ exit: 0, stdout: '', stderr: '' });
      writeFileSync(at('course/abtest/goodbye.xml'), UNTIDY);
      expect(await run('format', '--check', 'course')).toMatchObject({
        exit: 1,
        stdout: 'course/abtest/goodbye.xml\n',
      });
      expect(await run('format', '--write', 'course')).toMatchObject({
        exit: 0,
        stdout: 'course/abtest/goodbye.xml\n',
      });
      expect(readFileSync(at('course/abtest/goodbye.xml'), 'utf8')).toMatch(
        /^<abtest experiment="E">\n {2}<group/,
      );
    });

    test('leaves symbolic links, read-only files and broken files alone', async () => {
      writeFileSync(at('a.xml'), UNTIDY);
      symlinkSync('a.xml', at('link.xml'));
      expect(await run('format', '--write', 'link.xml')).toMatchObject({ exit: 3, stdout: '' });
      expect(lstatSync(at('link.xml')).isSymbolicLink()).toBe(true);
      chmodSync(at('a.xml'), 0o444);
      const { exit, stderr } = await run('format', '--write', 'a.xml');
      expect(exit).toBe(3);
      expect(stderr).toContain('read-only');
      writeFileSync(at('broken.xml'), '<abtest>');
      expect((await run('format', '--write', 'broken.xml')).exit).toBe(1);
      expect(readFileSync(at('a.xml'), 'utf8')).toBe(UNTIDY);
      expect(readFileSync(at('broken.xml'), 'utf8')).toBe('<abtest>');
    });

    test('prints the bytes of a single file, also from stdin', async () => {
      writeFileSync(at('a.xml'), TIDY);
      expect((await run('format', 'a.xml')).stdout).toBe(TIDY);
      expect((await olxAbtest(['format', '-'], { input: TIDY })).stdout).toBe(TIDY);
      expect((await olxAbtest(['format', '--write', '-'], { input: TIDY })).exit).toBe(2);
    });

    test('archives are checked but not written', async () => {
      cpSync(join(root, 'fixtures/courses/sample'), at('course'), { recursive: true });
      writeFileSync(at('course/abtest/goodbye.xml'), UNTIDY);
      expect(spawnSync('tar', ['czf', 'course.tar.gz', 'course'], { cwd: folder }).status).toBe(0);
      expect((await run('format', '--check', 'course.tar.gz')).exit).toBe(1);
      const { exit, stderr } = await run('format', '--write', 'course.tar.gz');
      expect(exit).toBe(3);
      expect(stderr).toContain('Unpack it');
    });
  });

  test('the course of the README has no errors', async () => {
    const { exit, stdout } = await olxAbtest(['validate', 'fixtures/courses/sample']);
    expect(exit).toBe(0);
    expect(stdout).toContain('(3 A/B blocks)');
  });

  test('--version does not load the command line', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(olxAbtestProcess(['--version'])).toEqual({ exit: 0, stdout: `${version}\n`, stderr: '' });
    expect(loadedBy('--version')).not.toMatch(/chunks\/cli\.js/);
  });

  test('--help does not load the library, nor validate the code of other formats', async () => {
    expect(loadedBy('--help')).not.toMatch(/dist\/index\.js|chunks\/content/);
    expect(loadedBy('validate', 'fixtures/courses/sample')).not.toMatch(
      /picomatch|tar-stream|conversion|learners/,
    );
  });

  test('a closed pipe is not an error', async () => {
    const child = spawn(process.execPath, [MAIN, 'inspect', '--format', 'json', 'fixtures/courses/sample'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const exit = await new Promise((closed) => child.once('close', closed));
    expect([exit, stderr]).toEqual([0, '']);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is an operational failure', () => {
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', '"$0" "$1" explain --list > /dev/full', process.execPath, MAIN],
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(/^olx-abtest: The output cannot be written/);
  });

  test('colours only where they are requested', () => {
    const coloured = olxAbtestProcess(['explain', '--list'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain('\u001b[');
    expect(
      olxAbtestProcess(['explain', '--list'], { env: { NO_COLOR: '', CI: 'true' } }).stdout,
    ).not.toContain('\u001b[');
    for (const [option, isColoured] of [
      ['--color', true],
      ['--color=true', true],
      ['--color=false', false],
      ['--no-color', false],
    ] as const) {
      const { stdout } = olxAbtestProcess(['explain', '--list', option], { env: { NO_COLOR: '' } });
      expect([option, stdout.includes('\u001b[')]).toEqual([option, isColoured]);
      const forced = { NO_COLOR: '', FORCE_COLOR: '1' };
      const { stdout: other } = olxAbtestProcess(['explain', '--list', option], { env: forced });
      expect([option, other.includes('\u001b[')]).toEqual([option, isColoured]);
    }
  });
});

/** The modules that a command line loads. */
function loadedBy(...args: string[]): string {
  const hook = `data:text/javascript,${encodeURIComponent(
    `import { register } from 'node:module';
     register('data:text/javascript,' + encodeURIComponent(\`import { writeSync } from 'node:fs';
       export function load(url, context, next) { writeSync(2, 'LOADED ' + url + '\\\\n'); return next(url, context); }\`));`,
  )}`;
  const { stderr } = spawnSync(process.execPath, ['--import', hook, MAIN, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toContain('dist/cli/main.js');
  return stderr;
}
