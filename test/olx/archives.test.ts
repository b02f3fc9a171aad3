import { copyFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { archiveKind } from '../../src/olx/files/archive.js';
import { loadCourse } from '../../src/reading/load.js';
import { courseWith, onDisk } from './trees.js';

const archives = new URL('../../fixtures/archives', import.meta.url).pathname;
const archive = (name: string): string => join(archives, name);
const ABTEST =
  '<abtest experiment="E"><group name="a" portion=".5"><html url_name="h"/></group><default/></abtest>';

test.each(['course.zip', 'stored.zip'])('%s is read like a .tar.gz', async (name) => {
  const { course, courses, diagnostics } = await loadCourse(archive(name));
  expect(diagnostics).toEqual([]);
  expect(courses).toHaveLength(1);
  expect([course.kind, course.run, course.blocks.length]).toEqual(['course', 'run', 1]);
  expect(course.blocks[0]!.block.place.file).toMatch(new RegExp(`${name}!/abtest/a\\.xml$`));
});

test('a .zip is known by its first bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  copyFileSync(archive('course.zip'), join(folder, 'download'));
  const { course } = await loadCourse(join(folder, 'download'));
  expect(course.blocks).toHaveLength(1);
});

test('one byte of an archive in common does not make one', () => {
  const kinds = [
    [0x1f, 0x8b],
    [0x50, 0x4b, 3],
    [0x50, 0x4b, 5],
    [0x1f, 0x4b],
    [0x50, 0x8b],
    [0x50, 0x4b, 4],
    [0x50, 0x20, 3],
    [0x20, 0x4b, 3],
    [0x1f],
    [],
  ].map((bytes) => archiveKind(new Uint8Array(bytes)));
  expect(kinds).toEqual(['tar.gz', 'zip', 'zip', null, null, null, null, null, null, null]);
});

test.each([
  ['link.zip', 'not a regular file'],
  ['outside.zip', 'relative path'],
  ['bomb.zip', '200 times its size'],
  ['empty.zip', 'empty'],
  ['truncated.zip', 'damaged'],
  ['wrong-size.zip', 'damaged'],
  ['encrypted.zip', 'encrypted'],
])('%s is refused: %s', async (name, why) => {
  await expect(loadCourse(archive(name))).rejects.toMatchObject({
    code: 'archive-refused',
    message: expect.stringContaining(why),
  });
});

test.each([
  ['members', { members: 1 }, 'more than 1 members'],
  ['kept', { kept: 5 }, 'more than 5 bytes'],
  ['unpacked', { unpacked: 5 }, 'more than 5 bytes'],
] as const)('a .zip has the same limits: %s', async (_, limit, why) => {
  const limits = { unpacked: 1e9, ratio: 1000, members: 100, kept: 1000, ...limit };
  await expect(loadCourse(archive('course.zip'), { archiveLimits: limits })).rejects.toThrow(why);
});

test('every course of an archive is read, and that Open edX takes one is said', async () => {
  const notices: string[] = [];
  const { courses } = await loadCourse(archive('two-courses.tar.gz'), {
    onNotice: (message) => notices.push(message),
  });
  expect(courses.map(({ label }) => label.replace(/.*\//, ''))).toEqual(['first', 'second']);
  expect(courses.map(({ blocks }) => blocks[0]!.block.place.file.replace(/.*!/, ''))).toEqual([
    '/first/abtest/a.xml',
    '/second/abtest/a.xml',
  ]);
  expect(notices).toEqual([expect.stringContaining('2 courses')]);
});

test('a hard link inside an archive has the bytes of its target', async () => {
  const { course, diagnostics } = await loadCourse(archive('hard-link.tar.gz'));
  expect(diagnostics).toEqual([]);
  const paths = course.blocks.map(({ node }) => node.path).sort();
  expect(paths).toEqual(['abtest/a.xml', 'abtest/other.xml']);
});

test.each([
  ['course.tar', 'a tar archive that is not compressed'],
  ['notes.md', 'Markdown'],
  ['page.html', 'HTML'],
  ['package.json', 'JSON'],
  ['roster.csv', 'CSV'],
  ['picture.png', 'a binary file'],
  ['README', 'a text'],
  ['old.rar', 'a RAR archive'],
])('%s is no course: %s', async (name, kind) => {
  const folder = onDisk({
    'notes.md': '# <b>Notes</b>',
    'page.html': '<html></html>',
    'package.json': '{}',
    'roster.csv': 'a,b',
    'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]),
    README: 'Read this.',
    'old.rar': 'Rar!\x1a\x07',
  });
  const path = name === 'course.tar' ? archive(name) : join(folder, name);
  await expect(loadCourse(path)).rejects.toMatchObject({
    code: 'not-course',
    message: expect.stringContaining(`is ${kind}, not course XML`),
  });
});

test('an empty file and UTF-16 without a byte order mark are taken for XML', async () => {
  const folder = onDisk({ empty: 'x', utf16: Buffer.from('<a/>', 'utf16le') });
  truncateSync(join(folder, 'empty'));
  expect((await loadCourse(join(folder, 'empty'))).diagnostics).toHaveLength(1);
  expect((await loadCourse(join(folder, 'utf16'))).course.kind).toBe('blocks');
});

test('a policy.json alone is read as a policy', async () => {
  const partition =
    '{"id": 1, "name": "P", "description": "", "scheme": "random", "version": 3, "groups": []}';
  const folder = onDisk({
    'policies/2026/policy.json': `{"course/2026": {"user_partitions": [${partition}]}}`,
    'policies/2025.json': '{"course/2025": {"user_partitions": [,]}}',
  });
  const fine = await loadCourse(join(folder, 'policies/2026/policy.json'));
  expect(fine.course.partitions.map(({ id }) => id)).toEqual([1]);
  const broken = await loadCourse(join(folder, 'policies/2025.json'));
  expect(broken.diagnostics.map(({ ruleId }) => ruleId)).toEqual(['policy-format']);
});

test.each(['vertical', 'policies/2026', 'static/a'])(
  '%s, a folder of a course, leads to the course',
  async (inner) => {
    const folder = onDisk({
      ...courseWith(ABTEST),
      'policies/2026/policy.json': '{}',
      'static/a/b.txt': '',
    });
    const notices: string[] = [];
    const { course } = await loadCourse(join(folder, inner), {
      onNotice: (message) => notices.push(message),
    });
    expect(course.blocks).toHaveLength(1);
    expect(notices).toEqual([expect.stringMatching(/is a folder of the course/)]);
  },
);

test('a folder beside a course does not lead to it', async () => {
  const folder = onDisk({ ...courseWith(ABTEST), 'notes/a.txt': '' });
  const { course } = await loadCourse(join(folder, 'notes'));
  expect(course.rootFindings[0]!.message).toContain('There is no course.xml');
});
