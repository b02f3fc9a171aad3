/** The preview as people start and stop it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FlagBook, openStore } from '../../src/index.js';
import { MAIN } from '../built.js';
import { olxAbtest } from './command-line.js';

const root = new URL('../..', import.meta.url).pathname;
const SAMPLE = join(root, 'fixtures/courses/sample');

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function started(...args: string[]) {
  const cwd = emptyFolder();
  const child = spawn(process.execPath, [MAIN, 'preview', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { child, cwd, url: line.trim(), words: () => stderr };
}

describe('preview', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'prints its address, serves, and ends with code 0 on %s, with open pages or without',
    async (signal) => {
      const { child, url, cwd, words } = await started(SAMPLE, '--port', '0');
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      const page = await fetch(url);
      expect(await page.text()).toContain('Bees in the City');
      const news = await fetch(`${url}events`);
      const reader = news.body!.getReader();
      expect(new TextDecoder().decode((await reader.read()).value)).toContain('event: version');
      child.kill(signal);
      expect(await once(child, 'close')).toEqual([0, null]);
      expect(words()).toMatch(
        /^olx-abtest: ".*sample" is shown there and updated as files change; Ctrl-C stops it\n$/,
      );
      expect(existsSync(join(cwd, 'olx-abtest.db'))).toBe(false);
    },
  );

  test('a port in use, and an invalid port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const taken = await olxAbtest(['preview', SAMPLE, '--port', String(port)]);
    expect(taken).toMatchObject({ exit: 3, stdout: '' });
    expect(taken.stderr).toContain(`Port ${port} is taken\n  hint: Choose another port with --port`);
    for (const wrong of ['x', '-1', '65536', '1.5'])
      expect(await olxAbtest(['preview', SAMPLE, `--port=${wrong}`]), wrong).toMatchObject({
        exit: 2,
        stdout: '',
      });
  });

  test('--flags: the learner view follows the file and the flags of the store', async () => {
    const folder = emptyFolder();
    const file = join(folder, 'flags.json');
    const experiment = 'Tone of the texts';
    const groups = ['_DEFAULT_GROUP', 'plain', 'story'];
    const bind = (binding: object): void => {
      writeFileSync(`${file}.new`, JSON.stringify({ bindings: [binding] }));
      renameSync(`${file}.new`, file);
    };
    bind({ experiment, flag: 'experiments.tone', groups });
    const database = `sqlite:${join(folder, 'learners.db')}`;
    const store = await openStore(database);
    onTestFinished(() => store.close());
    const { url } = await started(SAMPLE, '--port', '0', '--flags', file, '--store', database);
    const page = async () => (await fetch(`${url}learner?learner=ada`)).text();
    const version = async () => /<main[^>]* data-version="([^"]*)"/.exec(await page())?.[1];
    expect(await page()).toContain('The flag of the experiment is off.');
    const book = new FlagBook(store.data);
    await book.change('experiments.tone', { everyone: true });
    expect(await page()).not.toContain('The flag of the experiment is off.');
    await book.change('experiments.tone.2', { everyone: true });
    expect(await page()).toContain('A flag forces this group.');

    const before = await version();
    expect(before).toBeTruthy();
    bind({ experiment, flag: 'experiments.other', groups });
    await expect.poll(version).not.toBe(before);
    expect(await page()).toContain('The flag of the experiment is off.');
    bind({ experiment, flag: 'experiments.tone', groups: ['_DEFAULT_GROUP', 'poem'] });
    expect(await page()).toContain(
      'flags.json:1:14: The experiment &quot;Tone of the texts&quot; has no group',
    );
    bind({ experiment: 'Tune', flag: 'experiments.tone', groups });
    expect(await page()).toContain('the course has no experiment &quot;Tune&quot;');
    rmSync(file);
    expect(await page()).toContain('cannot be read: ENOENT');
  });

  test('--flags: an invalid file is reported as by the other commands', async () => {
    const cwd = emptyFolder();
    for (const [text, exit] of [
      ['{', 2],
      ['{"bindings":[{"experiment":"Tune","flag":"a.b","groups":["a","b"]}]}', 2],
      [null, 3],
    ] as const) {
      if (text !== null) writeFileSync(join(cwd, 'f.json'), text);
      const file = text === null ? 'nowhere.json' : 'f.json';
      const refused = await olxAbtest(['preview', SAMPLE, '--port', '0', '--flags', file], { cwd });
      const asked = await olxAbtest(['children', SAMPLE, '--learner', 'ada', '--flags', file], { cwd });
      expect(refused).toMatchObject({ exit, stdout: '' });
      expect(refused.stderr).toBe(asked.stderr);
    }
  });

  test('several courses, standard input, a missing path, a misspelt option', async () => {
    const folder = emptyFolder();
    for (const name of ['a', 'b']) cpSync(SAMPLE, join(folder, name), { recursive: true });
    const several = await olxAbtest(['preview', '.'], { cwd: folder });
    expect(several).toMatchObject({ exit: 2, stdout: '' });
    expect(several.stderr).toBe('olx-abtest: There are 2 courses in "."\n  hint: Give one of them: a, b.\n');
    expect(await olxAbtest(['preview', '-'])).toMatchObject({ exit: 2, stdout: '' });
    expect(await olxAbtest(['preview', 'nowhere'])).toMatchObject({ exit: 3, stdout: '' });
    expect((await olxAbtest(['preview', SAMPLE, '--prot', '1'])).stderr).toContain('--port');
  });
});
