import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { replaceFile } from '../../src/disk/write-file.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'olx-abtest-replace-'));
  path = join(folder, 'a file.xml');
});

const bytes = Buffer.from('new');

test('a file is replaced and keeps its mode; nothing else is left in the folder', async () => {
  writeFileSync(path, 'old');
  chmodSync(path, 0o640);
  await replaceFile(path, bytes);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(lstatSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['a file.xml']);
});

test('a file that does not exist is made only where a mode for it is given', async () => {
  await expect(replaceFile(path, bytes)).rejects.toMatchObject({
    code: 'not-writable',
    message: expect.stringContaining('ENOENT'),
  });
  await replaceFile(path, bytes, { modeIfNew: 0o600 });
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
});

test('a symbolic link and a read-only file are refused and stay as they are', async () => {
  const link = join(folder, 'link');
  writeFileSync(path, 'old');
  symlinkSync(path, link);
  await expect(replaceFile(link, bytes)).rejects.toMatchObject({
    message: expect.stringContaining('symbolic link'),
  });
  chmodSync(path, 0o444);
  await expect(replaceFile(path, bytes)).rejects.toMatchObject({
    message: expect.stringContaining('read-only'),
  });
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['a file.xml', 'link']);
});

test('a folder that does not exist is named with the reason', async () => {
  const missing = join(folder, 'no', 'file');
  await expect(replaceFile(missing, bytes, { modeIfNew: 0o600 })).rejects.toMatchObject({
    code: 'not-writable',
    message: `"${missing}" cannot be written: ENOENT`,
  });
});

test('a stream that fails leaves the old file, and its own error is thrown', async () => {
  writeFileSync(path, 'old');
  const failing = Readable.from(
    (async function* () {
      yield 'half';
      throw new RangeError('row 2 is wrong');
    })(),
  );
  await expect(replaceFile(path, failing)).rejects.toThrow(new RangeError('row 2 is wrong'));
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['a file.xml']);
});

test('a stream is written as a whole', async () => {
  await replaceFile(path, Readable.from(['one ', 'two']), { modeIfNew: 0o600 });
  expect(readFileSync(path, 'utf8')).toBe('one two');
});
