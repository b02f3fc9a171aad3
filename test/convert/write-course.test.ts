import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convertCourse, loadCourse, writeCourse } from '../../src/index.js';
import { built, MAIN } from '../built.js';
import { archived, courseWith, onDisk, type Tree } from '../olx/trees.js';
import { treeOf } from './read-tree.js';

const unit = '<abtest url_name="w"/>';
const block =
  '<abtest experiment="E">\n  <group portion="0.5" name="a">\n    <html url_name="h"/>\n  </group>\n  <default/>\n</abtest>\n';
const more: Tree = {
  'abtest/w.xml': block,
  'html/h.xml': '<html>h</html>',
  'static/picture.png': Buffer.from([0, 1, 2, 255, 254]),
  'static/deep/a b.txt': 'text\r\n',
  'policies/run/policy.json': '{\n    "course/run": {}\n}',
};
const whole = courseWith(unit, more);

const convertFrom = async (path: string, to: 'split_test' | 'abtest' = 'split_test') =>
  convertCourse((await loadCourse(path)).course, { to });

const expected = (before: Record<string, string>, after: Record<string, string>) =>
  Object.entries(before)
    .filter(([path, text]) => after[path] !== text)
    .map(([path]) => path);

describe('a directory', () => {
  test('everything that is not converted is copied byte for byte, modes included', async () => {
    const root = onDisk(whole);
    mkdirSync(join(root, 'static/empty'));
    chmodSync(join(root, 'static/picture.png'), 0o640);
    const scratch = onDisk({});
    await writeCourse(root, await convertFrom(root), join(scratch, 'new/out'));
    expect(expected(treeOf(root), treeOf(join(scratch, 'new/out')))).toEqual([
      'abtest/w.xml',
      'policies/run/policy.json',
      'vertical/unit.xml',
    ]);
    expect(existsSync(join(scratch, 'new/out/static/empty'))).toBe(true);
    expect(existsSync(join(scratch, 'new/out/abtest'))).toBe(false);
    expect(lstatSync(join(scratch, 'new/out/static/picture.png')).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(scratch, 'new'))).toEqual(['out']);
  });

  test('the source may be read-only and stays as it is', async () => {
    const root = onDisk(whole);
    const before = treeOf(root);
    for (const path of Object.keys(before)) chmodSync(join(root, path), 0o444);
    for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }))
      if (lstatSync(join(root, path)).isDirectory()) chmodSync(join(root, path), 0o555);
    const out = join(onDisk({}), 'out');
    await writeCourse(root, await convertFrom(root), out);
    expect(treeOf(root)).toEqual(before);
    expect((await loadCourse(out)).course.blocks.map(({ block: each }) => each.kind)).toEqual(['split_test']);
    for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }))
      if (lstatSync(join(root, path)).isDirectory()) chmodSync(join(root, path), 0o755);
  });

  test('links stay links; nothing is written through one', async () => {
    const outside = onDisk({ 'secret.txt': 'x' });
    const root = onDisk(whole);
    symlinkSync('../html/h.xml', join(root, 'static/inner'));
    symlinkSync(outside, join(root, 'static/outer'));
    const scratch = onDisk({});
    const conversion = await convertFrom(root);
    await writeCourse(root, conversion, join(scratch, 'out'));
    expect(readlinkSync(join(scratch, 'out/static/inner'))).toBe('../html/h.xml');
    expect(readlinkSync(join(scratch, 'out/static/outer'))).toBe(outside);
    symlinkSync(outside, join(root, 'split_test'));
    await expect(writeCourse(root, conversion, join(scratch, 'out2'))).rejects.toMatchObject({
      code: 'not-writable',
    });
    expect(readdirSync(outside)).toEqual(['secret.txt']);
    expect(readdirSync(scratch)).toEqual(['out']);
  });

  test('a source that lost the ending of its name is read as the archive that it is', async () => {
    const inside = Object.fromEntries(Object.entries(whole).map(([path, text]) => [`course/${path}`, text]));
    const scratch = onDisk({ download: await archived(inside), beside: 'not of the course' });
    const source = join(scratch, 'download');
    await writeCourse(source, await convertFrom(source), join(scratch, 'out'));
    expect(existsSync(join(scratch, 'out/split_test/w.xml'))).toBe(true);
    expect(existsSync(join(scratch, 'out/beside'))).toBe(false);
  });

  test('a target that is there is only replaced with force, and only if it is a course', async () => {
    const root = onDisk(whole);
    const conversion = await convertFrom(root);
    const scratch = onDisk({
      'out/course.xml': 'old',
      'other/file': 'mine',
      'file.tar.gz': 'old',
      plain: 'file',
    });
    const before = treeOf(scratch);
    const write = (target: string, force = false) =>
      writeCourse(root, conversion, join(scratch, target), { force });
    await expect(write('out')).rejects.toThrow('is there already');
    await expect(write('file.tar.gz')).rejects.toThrow('is there already');
    await expect(write('new.zip')).rejects.toThrow('no kind of archive that Open edX takes');
    await expect(write('other', true)).rejects.toThrow('something else than a course');
    await expect(write('plain', true)).rejects.toThrow('is a file');
    await expect(writeCourse(root, conversion, join(root, 'inside'))).rejects.toThrow('inside one another');
    expect(treeOf(scratch)).toEqual(before);
    await write('out', true);
    expect(existsSync(join(scratch, 'out/split_test/w.xml'))).toBe(true);
    await write('file.tar.gz', true);
    expect(readdirSync(scratch).sort()).toEqual(['file.tar.gz', 'other', 'out', 'plain']);
  });

  test('in place', async () => {
    const scratch = onDisk({});
    const root = join(scratch, 'course');
    await writeCourse(onDisk(whole), await convertFrom(onDisk(whole)), root);
    const split = treeOf(root);
    await writeCourse(root, await convertFrom(root, 'abtest'), root, { force: true });
    expect(Object.keys(treeOf(root)).filter((path) => path.startsWith('split_test/'))).toEqual([]);
    await writeCourse(root, await convertFrom(root), root, { force: true });
    expect(treeOf(root)).toEqual(split);
    expect(readdirSync(scratch)).toEqual(['course']);
  });

  test('trouble on the way leaves nothing behind', async () => {
    const root = onDisk(whole);
    const conversion = await convertFrom(root);
    const scratch = onDisk({});
    rmSync(join(root, 'static'), { recursive: true });
    writeFileSync(join(root, 'split_test'), 'a file where a folder is needed');
    await expect(writeCourse(root, conversion, join(scratch, 'out'))).rejects.toMatchObject({
      code: 'not-writable',
    });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('an archive', () => {
  const withStatic = {
    ...Object.fromEntries(Object.entries(whole).map(([path, content]) => [`course/${path}`, content])),
    'beside.txt': 'kept',
  };

  test('members that are not converted pass through; the same input gives the same bytes', async () => {
    const scratch = onDisk({ 'in.tar.gz': await archived(withStatic) });
    const source = join(scratch, 'in.tar.gz');
    const conversion = await convertFrom(source);
    for (const name of ['one', 'two']) await writeCourse(source, conversion, join(scratch, `${name}.tar.gz`));
    expect(readFileSync(join(scratch, 'one.tar.gz')).equals(readFileSync(join(scratch, 'two.tar.gz')))).toBe(
      true,
    );
    await writeCourse(
      join(scratch, 'one.tar.gz'),
      await convertFrom(join(scratch, 'one.tar.gz'), 'abtest'),
      join(scratch, 'back.tar.gz'),
    );
    await writeCourse(
      join(scratch, 'one.tar.gz'),
      await convertFrom(join(scratch, 'one.tar.gz'), 'abtest'),
      join(scratch, 'back'),
    );
    await writeCourse(source, conversion, join(scratch, 'folder'));
    const folder = treeOf(join(scratch, 'folder'));
    const direct = onDisk(whole);
    await writeCourse(direct, await convertFrom(direct), join(scratch, 'direct'));
    expect(folder).toEqual(treeOf(join(scratch, 'direct')));
    expect(folder['static/picture.png']).toBe('\x00\x01\x02\xff\xfe');
    expect(treeOf(join(scratch, 'back'))['static/picture.png']).toBe('\x00\x01\x02\xff\xfe');
  });

  test('a directory packed twice gives the same bytes, whatever its times and modes', async () => {
    const scratch = onDisk({});
    const [a, b] = [onDisk(whole), onDisk(whole)];
    chmodSync(join(b, 'html/h.xml'), 0o600);
    mkdirSync(join(b, '.git'));
    writeFileSync(join(b, '.git/config'), 'x');
    await writeCourse(a, await convertFrom(a), join(scratch, 'a.tar.gz'));
    await writeCourse(b, await convertFrom(b), join(scratch, 'b.tar.gz'));
    expect(readFileSync(join(scratch, 'a.tar.gz')).equals(readFileSync(join(scratch, 'b.tar.gz')))).toBe(
      true,
    );
    const { course } = await loadCourse(join(scratch, 'a.tar.gz'));
    expect(course.blocks.map(({ block: each }) => each.kind)).toEqual(['split_test']);
  });
});

describe('killed between two file operations', () => {
  /** Converts; before each operation that may change something on disk it copies the folder around: what a kill would leave. */
  const SCRIPT = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const [around, copies, source, target] = process.argv.slice(1);
    const { convertCourse } = await import(${JSON.stringify(built('convert/convert.js'))});
    const { writeCourse } = await import(${JSON.stringify(built('olx/write/write-course.js'))});
    const { loadCourse } = await import(${JSON.stringify(built('courses.js'))});
    const conversion = convertCourse((await loadCourse(source)).course, { to: 'split_test' });
    let operations = 0;
    for (const name of ['mkdir', 'rename', 'rm', 'open', 'chmod', 'utimes', 'symlink', 'link', 'unlink']) {
      const original = fs.promises[name];
      fs.promises[name] = (...given) => {
        fs.cpSync(around, copies + '/' + operations, { recursive: true });
        operations += 1;
        return original(...given);
      };
    }
    syncBuiltinESMExports();
    await writeCourse(source, conversion, target, { force: true });`;

  /** Converts `course` in a new folder to this name there. @returns that folder, and what kills would leave of it */
  function convertedTo(target: string): { around: string; copies: string[] } {
    const [around, copies] = [onDisk({}), onDisk({})];
    const course = join(around, 'course');
    cpSync(onDisk({ ...whole, '.git/config': 'mine', 'notes/todo.txt': 'mine' }), course, {
      recursive: true,
    });
    const script = ['--input-type=module', '-e', SCRIPT];
    const child = spawnSync(process.execPath, [...script, around, copies, course, join(around, target)]);
    expect(child.status, String(child.stderr)).toBe(0);
    return { around, copies: readdirSync(copies).map((name) => join(copies, name)) };
  }

  test('to a new place: the source is whole, and the target is whole or not there', () => {
    const { around, copies } = convertedTo('new');
    const before = treeOf(join(around, 'course'));
    const after = treeOf(join(around, 'new'));
    expect(after).not.toEqual(before);
    expect(copies.length).toBeGreaterThan(20);
    for (const copy of copies) {
      expect(treeOf(join(copy, 'course'))).toEqual(before);
      if (existsSync(join(copy, 'new'))) expect(treeOf(join(copy, 'new'))).toEqual(after);
    }
  });

  test('in place: the old or the new course is whole, and the next command puts it back and says so', async () => {
    const { around, copies } = convertedTo('course');
    const after = treeOf(join(around, 'course'));
    const old = treeOf(join(copies[0]!, 'course'));
    const outcomes = { old: 0, new: 0, back: 0, cleared: 0 };
    for (const copy of copies) {
      const place = join(copy, 'course');
      if (!existsSync(place)) {
        const next = spawnSync(process.execPath, [MAIN, 'inspect', place], { encoding: 'utf8' });
        expect(next.status, next.stderr).toBe(0);
        expect(next.stderr).toContain('is back as it was: a run that replaced it was interrupted');
        outcomes.back += 1;
      }
      const found = treeOf(place);
      expect([old, after]).toContainEqual(found);
      outcomes['abtest/w.xml' in found ? 'old' : 'new'] += 1;
      // The next run that writes leaves nothing of the interrupted one; that takes long, so a few times.
      if (readdirSync(copy).length === 1 || outcomes.cleared === 3) continue;
      outcomes.cleared += 1;
      await writeCourse(place, await convertFrom(place), place, { force: true });
      expect(treeOf(place)).toEqual(after);
      expect(readdirSync(copy)).toEqual(['course']);
    }
    expect(outcomes).toMatchObject({ back: 1, cleared: 3 });
    expect(outcomes.old).toBeGreaterThan(10);
    expect(outcomes.new).toBeGreaterThan(1);
  });

  test('a target that is a symbolic link is refused', async () => {
    const scratch = onDisk({});
    symlinkSync(onDisk(whole), join(scratch, 'link'));
    const source = onDisk(whole);
    await expect(
      writeCourse(source, await convertFrom(source), join(scratch, 'link'), { force: true }),
    ).rejects.toThrow('is a symbolic link, and nothing is written through links');
  });
});
