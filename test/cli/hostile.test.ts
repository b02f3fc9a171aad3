/** Input that nobody wants: never a stack trace, never a hang, never a wrong exit code. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { olxAbtest, olxAbtestProcess, type Ran } from './command-line.js';

const FINE = 0;
const FINDINGS = 1;
const USAGE = 2;
const FAILURE = 3;
const COMMANDS = [['validate'], ['inspect'], ['format', '--check']] as const;

function expectTidy({ exit, stdout, stderr }: Ran, exits: readonly number[]): void {
  expect(exits, stderr).toContain(exit);
  expect(stdout + stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect(stderr).not.toContain('Something unexpected');
  expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
}

const block = (name: string) =>
  `<abtest experiment="${name}"><group name="${name}" portion="0.5"><html url_name="x"/></group><default/></abtest>`;

/** Name, content, and the exit codes of `validate` that are right. */
const FILES: readonly [string, string | Uint8Array, readonly number[]][] = [
  ['empty', '', [FINDINGS]],
  ['blank', ' \n\n', [FINDINGS]],
  ['NUL bytes', '<abtest experiment="a\0b"/>', [FINDINGS]],
  ['only NUL bytes', new Uint8Array(5000), [FINDINGS]],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from('<html a="'), Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('"/>')]),
    [FINE, FINDINGS],
  ],
  ['100,000 nested elements', '<a>'.repeat(100_000) + '</a>'.repeat(100_000), [FINDINGS]],
  ['100,000 open groups', `<abtest experiment="e">${'<group>'.repeat(100_000)}`, [FINDINGS]],
  [
    '50,000 attributes',
    `<abtest ${[...Array(50_000).keys()].map((n) => `a${n}="1"`).join(' ')} experiment="e"/>`,
    [FINE, FINDINGS],
  ],
  ['__proto__', `<__proto__ constructor="1">${block('__proto__')}</__proto__>`, [FINE]],
  ['constructor', block('constructor').replace('<html', '<constructor __proto__="1"'), [FINE]],
  [
    'ANSI and bidi characters',
    block('&#x9b;31m\u202eevil\u001b'.replace('\u001b', '&#xad;')),
    [FINE, FINDINGS],
  ],
  ['an escape character', block('\u001b[31m'), [FINDINGS]],
  ['an exponent', block('e').replace('0.5', '1e-999999999'), [FINDINGS]],
  ['a DOCTYPE bomb', '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>', [FINDINGS]],
];

describe('hostile input', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'olx abtest '));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(FILES)('%s', async (name, content, exits) => {
    const path = join(folder, `${name}.xml`);
    writeFileSync(path, content);
    expectTidy(olxAbtestProcess(['validate', path]), exits);
    expectTidy(await olxAbtest(['validate', '--format', 'junit', path]), exits);
    expectTidy(await olxAbtest(['validate', '--format', 'sarif', '-'], { input: content }), exits);
    for (const [command, ...options] of COMMANDS.slice(1))
      expectTidy(await olxAbtest([command!, ...options, path]), [FINE, FINDINGS]);
  });

  test('a file of 50 MB', async () => {
    const path = join(folder, 'large.xml');
    const text = `<html url_name="x"><p>${'Bees. '.repeat(160)}</p></html>\n`;
    writeFileSync(path, `<vertical>${text.repeat(52_000)}</vertical>`);
    expectTidy(await olxAbtest(['validate', '--format', 'json', path]), [FINE, FINDINGS]);
  });

  test('a directory without a course', async () => {
    const path = join(folder, 'not a course');
    mkdirSync(path);
    writeFileSync(join(path, 'README.txt'), 'nothing');
    for (const [command, ...options] of COMMANDS)
      expectTidy(await olxAbtest([command, ...options, path]), [FINE, FINDINGS]);
  });

  test.each([
    ['truncated', gzipSync(Buffer.alloc(100_000, 'x')).subarray(0, 50)],
    ['not a tar', gzipSync('just a text')],
    ['not gzip', Buffer.from('just a text')],
    ['empty', new Uint8Array()],
  ])('an archive that is %s', async (name, bytes) => {
    const path = join(folder, `${name}.tar.gz`);
    writeFileSync(path, bytes);
    for (const [command, ...options] of COMMANDS)
      expectTidy(await olxAbtest([command, ...options, path]), [FAILURE]);
  });

  test.skipIf(process.platform === 'win32')('a FIFO, a socket and a device', async () => {
    const fifo = join(folder, 'fifo.xml');
    execFileSync('mkfifo', [fifo]);
    const socket = join(folder, 'socket.xml');
    const server = createServer().listen(socket);
    await new Promise((listening) => server.once('listening', listening));
    for (const path of [fifo, socket, '/dev/zero'])
      for (const [command, ...options] of COMMANDS)
        expectTidy(await olxAbtest([command, ...options, path]), [FAILURE]);
    server.close();
    // Inside a course they are passed over.
    expectTidy(await olxAbtest(['validate', folder]), [FINE, FINDINGS, FAILURE]);
  });

  test('names of files that are hostile to a terminal', async () => {
    const path = join(folder, 'a\u001b[31m\u202eb\n\r.xml');
    writeFileSync(path, '<abtest');
    for (const format of ['pretty', 'json', 'sarif', 'github', 'junit'])
      expectTidy(await olxAbtest(['validate', '--format', format, path]), [FINDINGS]);
    for (const [command, ...options] of COMMANDS.slice(1))
      expectTidy(await olxAbtest([command!, ...options, path]), [FINDINGS]);
    expectTidy(await olxAbtest(['validate', `${path}.gone`]), [FAILURE]);
  });

  test('paths that look like something else', async () => {
    for (const path of ['', '<abtest/>', 'x\u0001', 'a'.repeat(5000)])
      expectTidy(await olxAbtest(['validate', path]), [FAILURE]);
    for (const path of ['--', '-x', '- ']) expectTidy(await olxAbtest(['validate', path]), [USAGE]);
    expectTidy(await olxAbtest(['validate', '--', '-x.xml']), [FAILURE]);
  });
});
