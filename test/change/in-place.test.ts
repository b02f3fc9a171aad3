import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  deleteBlock,
  recoverCourse,
  renameBlock,
  renameExperimentGroup,
  writeInPlace,
} from '../../src/editing.js';
import { loadCourse, writeCourse } from '../../src/index.js';
import { door } from '../built.js';
import { treeOf } from '../convert/read-tree.js';
import { archived, onDisk, type Tree } from '../olx/trees.js';
import { sample, textsOf } from './trees.js';

const tree = (): Tree => ({
  ...textsOf(sample()),
  '.git/HEAD': 'ref: refs/heads/main\n',
  'notes.txt': 'mine',
  'static/a.png': Buffer.from([1, 2, 255]),
});

test('only the files of the edit are touched, and their modes stay', async () => {
  const root = onDisk(tree());
  chmodSync(join(root, 'abtest/w.xml'), 0o640);
  const before = treeOf(root);
  const untouched = statSync(join(root, 'html/y.xml')).ino;
  const { course } = await loadCourse(root);
  const edit = renameExperimentGroup(course, 'E', 'a', 'A');
  await writeInPlace(course, edit, root);
  const after = treeOf(root);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(
    Object.keys(after)
      .filter((path) => after[path] !== before[path])
      .sort(),
  ).toEqual([...edit.files.keys()].sort());
  expect(statSync(join(root, 'abtest/w.xml')).mode & 0o777).toBe(0o640);
  expect(statSync(join(root, 'html/y.xml')).ino).toBe(untouched);
  expect(textsOf((await loadCourse(root)).course)['abtest/w.xml']).toContain('name="A"');
});

test('folders that the edit has emptied go, others stay', async () => {
  const root = onDisk(tree());
  mkdirSync(join(root, 'video'));
  const { course } = await loadCourse(root);
  await writeInPlace(course, deleteBlock(course, 'problem/p'), root);
  expect([existsSync(join(root, 'problem')), existsSync(join(root, 'video'))]).toEqual([false, true]);
});

test('an archive is replaced in one step', async () => {
  const folder = onDisk({
    'c.tar.gz': await archived(
      Object.fromEntries(Object.entries(tree()).map(([path, text]) => [`course/${path}`, text])),
    ),
  });
  const file = join(folder, 'c.tar.gz');
  const { course } = await loadCourse(file);
  await writeInPlace(course, renameBlock(course, 'html/x', 'new'), file);
  expect((await loadCourse(file)).course.files.has('html/new.xml')).toBe(true);
  expect(readdirSync(folder)).toEqual(['c.tar.gz']);
});

test('a file that is not as it was read, a link and a read-only file are refused, and nothing is changed', async () => {
  const spoil: [string, (root: string) => void, string][] = [
    ['changed', (root) => writeFileSync(join(root, 'abtest/w.xml'), '<abtest/>'), 'conflict'],
    ['gone', (root) => rmSync(join(root, 'abtest/w.xml')), 'conflict'],
    [
      'linked',
      (root) => {
        renameSync(join(root, 'abtest/w.xml'), join(root, 'w'));
        symlinkSync('../w', join(root, 'abtest/w.xml'));
      },
      'not-writable',
    ],
    [
      'linked folder',
      (root) => {
        renameSync(join(root, 'abtest'), join(root, 'other'));
        symlinkSync('other', join(root, 'abtest'));
      },
      'not-writable',
    ],
    ['read-only', (root) => chmodSync(join(root, 'abtest/w.xml'), 0o444), 'not-writable'],
  ];
  for (const [what, change, code] of spoil) {
    const root = onDisk(tree());
    const { course } = await loadCourse(root);
    const edit = renameExperimentGroup(course, 'E', 'a', 'A');
    change(root);
    const before = treeOf(root);
    await expect(writeInPlace(course, edit, root), what).rejects.toMatchObject({ code });
    expect(treeOf(root), what).toEqual(before);
  }
});

/** Edits the course at `root`, and is killed before its n-th change of the disk; or writes copies of the course to a folder. */
function edited(root: string, last: number | string) {
  const child = new URL('./killed.child.mjs', import.meta.url).pathname;
  return spawnSync(process.execPath, [child, door('index.js'), root, String(last)], { encoding: 'utf8' });
}

/** The course as it was before each change of the disk, in folders with the numbers of the changes, and as it became. */
function copiesBeforeEachChange(): { copies: string[]; after: Record<string, string> } {
  const root = onDisk(tree());
  const folder = onDisk({});
  const { status, stderr } = edited(root, folder);
  expect(status, stderr).toBe(0);
  const copies = readdirSync(folder).sort((a, b) => Number(a) - Number(b));
  return { copies: copies.map((name) => join(folder, name)), after: treeOf(root) };
}

test('killed before any change of the disk: the old or the new course, whole, after recoverCourse', async () => {
  const old = treeOf(onDisk(tree()));
  const { copies, after } = copiesBeforeEachChange();
  expect(copies.length).toBeGreaterThan(20);
  const seen: string[] = [];
  for (const [count, root] of copies.entries()) {
    // Each copy is what a kill leaves; one process of each half is killed to show it.
    if (count === 10 || count === copies.length - 3) {
      const killed = onDisk(tree());
      expect(edited(killed, count).signal).toBe('SIGKILL');
      const pathsIn = (folder: string) =>
        Object.keys(treeOf(folder)).map((path) => path.replace(/\.\d+\./, '.'));
      expect(pathsIn(killed)).toEqual(pathsIn(root));
    }
    const said = await recoverCourse(root);
    const now = treeOf(root);
    const isOld = JSON.stringify(now) === JSON.stringify(old);
    if (!isOld) expect(now).toEqual(after);
    seen.push(isOld ? 'old' : 'new');
    if (said === null) expect(isOld || count >= copies.length - 1).toBe(true);
    else expect(said).toMatch(/interrupted/);
    expect(await recoverCourse(root)).toBeNull();
  }
  // There is one moment from which on the course is the new one.
  expect(seen).toEqual([...seen].sort().reverse());
  expect(new Set(seen).size).toBe(2);
});

test('a file that was changed after the interruption is not overwritten', async () => {
  // The first copy after the commit.
  const root = copiesBeforeEachChange().copies.find((copy) => existsSync(join(copy, '.olx-abtest-edit')))!;
  writeFileSync(join(root, 'vertical/unit.xml'), 'mine now');
  const before = treeOf(root);
  await expect(recoverCourse(root)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('vertical/unit.xml'),
  });
  expect(treeOf(root)).toEqual(before);
  // Nor is the journal taken for a part of the course.
  expect(
    [...(await loadCourse(root)).course.files.paths()].some((path) => path.includes('olx-abtest-edit')),
  ).toBe(false);
});

test('a course that was about to be replaced is put back', async () => {
  const folder = onDisk(
    Object.fromEntries(Object.entries(tree()).map(([path, text]) => [`c/${path}`, text])),
  );
  const before = treeOf(join(folder, 'c'));
  renameSync(join(folder, 'c'), join(folder, '.c.999999999.old'));
  expect(await recoverCourse(join(folder, 'c'))).toMatch(/is back as it was/);
  expect(treeOf(join(folder, 'c'))).toEqual(before);
  const { course } = await loadCourse(join(folder, 'c'));
  await writeCourse(join(folder, 'c'), renameBlock(course, 'html/x', 'new'), join(folder, 'd'));
  expect(readFileSync(join(folder, 'd/html/new.xml'), 'utf8')).toContain('filename="new"');
});
