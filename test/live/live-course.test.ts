import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { loadCourse } from '../../src/index.js';
import { LiveCourse, type LiveState } from '../../src/live/live-course.js';
import { courseFolder, SAMPLE, unitCourse, writeFiles } from '../preview/courses.js';
import { random, SOAK } from '../seed.js';

async function open(path: string): Promise<{ course: LiveCourse; next: () => Promise<LiveState> }> {
  const failures: unknown[] = [];
  const course = new LiveCourse(path, (await loadCourse(path)).course, (error) => failures.push(error));
  onTestFinished(async () => {
    await course.close();
    expect(failures).toEqual([]);
  });
  await course.ready();
  const next = (): Promise<LiveState> =>
    new Promise((resolve) => {
      const end = course.onChange((state) => {
        end();
        resolve(state);
      });
    });
  return { course, next };
}

const names = ({ preview }: LiveState): string[] =>
  preview.course.blocks.map(({ node }) => preview.nameOf(node));
const AB =
  '<abtest url_name="ab" experiment="E" display_name="NAME"><default><html url_name="h">x</html></default></abtest>';

test('a change gives a new version', async () => {
  const folder = courseFolder(unitCourse(AB));
  const { course, next } = await open(folder);
  const { version } = course.state;
  expect(names(course.state)).toEqual(['NAME']);
  const changed = next();
  writeFiles(folder, { 'vertical/un.xml': `<vertical>${AB.replace('NAME', 'New')}</vertical>` });
  const state = await changed;
  expect(names(state)).toEqual(['New']);
  expect(state.version).not.toBe(version);
  expect(state.problem).toBeNull();
});

test('a new file in a new folder, and a removed file, are noticed', async () => {
  const folder = courseFolder(unitCourse('<html url_name="x">x</html>'));
  const { course, next } = await open(folder);
  expect(names(course.state)).toEqual([]);
  let changed = next();
  writeFiles(folder, { 'abtest/orphan.xml': AB });
  while (names(await changed).length === 0) changed = next();
  changed = next();
  rmSync(join(folder, 'abtest'), { recursive: true });
  while (names(await changed).length > 0) changed = next();
});

test('while the course cannot be read the last successful reading is kept, with the reason', async () => {
  const folder = join(courseFolder(), 'course');
  writeFiles(folder, unitCourse(AB));
  const { next } = await open(folder);
  let changed = next();
  writeFiles(folder, { 'course.xml': '<course url_name="run"' });
  let state = await changed;
  expect(names(state)).toEqual(['NAME']);
  expect(state.problem).toMatchObject({ isOld: true, messages: ['The course can no longer be read'] });
  expect(state.problem?.diagnostics.map(({ ruleId }) => ruleId)).toContain('xml-well-formed');
  changed = next();
  rmSync(folder, { recursive: true });
  state = await changed;
  while (!state.problem?.messages.join().includes('There is no file')) state = await next();
  expect(state.problem.isOld).toBe(true);
  expect(names(state)).toEqual(['NAME']);
  changed = next();
  writeFiles(folder, unitCourse(AB.replace('NAME', 'Back')));
  while (!names(await changed).includes('Back')) changed = next();
});

test('files that are written continuously do not delay updates', async () => {
  const folder = courseFolder(unitCourse(AB));
  const { course } = await open(folder);
  let written = 0;
  const writing = setInterval(() => {
    written += 1;
    writeFiles(folder, { [`log-${written % 50}.txt`]: `${written}` });
  }, 10);
  onTestFinished(() => clearInterval(writing));
  writeFiles(folder, { 'vertical/un.xml': `<vertical>${AB.replace('NAME', 'New')}</vertical>` });
  await expect.poll(() => names(course.state)).toEqual(['New']);
});

test('a course that is moved away and back, or copied again, is watched again', async () => {
  const around = courseFolder();
  const folder = join(around, 'course');
  writeFiles(folder, unitCourse(AB));
  const { course } = await open(folder);
  renameSync(folder, join(around, 'away'));
  await expect.poll(() => course.state.problem?.isOld).toBe(true);
  renameSync(join(around, 'away'), folder);
  await expect.poll(() => course.state.problem).toBeNull();
  writeFiles(folder, { 'vertical/un.xml': `<vertical>${AB.replace('NAME', 'Back')}</vertical>` });
  await expect.poll(() => names(course.state)).toEqual(['Back']);
  rmSync(folder, { recursive: true });
  await expect.poll(() => course.state.problem?.isOld).toBe(true);
  writeFiles(folder, unitCourse(AB.replace('NAME', 'Anew')));
  await expect.poll(() => names(course.state)).toEqual(['Anew']);
  writeFiles(folder, { 'vertical/un.xml': `<vertical>${AB.replace('NAME', 'Edited')}</vertical>` });
  await expect.poll(() => names(course.state)).toEqual(['Edited']);
});

test('a link that is changed to another course is followed', async () => {
  const around = courseFolder();
  writeFiles(join(around, 'one'), unitCourse(AB));
  writeFiles(join(around, 'two'), unitCourse(AB.replace('NAME', 'Two')));
  symlinkSync('one', join(around, 'now'));
  const { course } = await open(join(around, 'now'));
  symlinkSync('two', join(around, 'next'));
  renameSync(join(around, 'next'), join(around, 'now'));
  await expect.poll(() => names(course.state)).toEqual(['Two']);
  writeFiles(join(around, 'two'), {
    'vertical/un.xml': `<vertical>${AB.replace('NAME', 'Later')}</vertical>`,
  });
  await expect.poll(() => names(course.state)).toEqual(['Later']);
});

test('a course that is reached through a link is watched', async () => {
  const folder = courseFolder();
  writeFiles(join(folder, 'real'), unitCourse(AB));
  symlinkSync('real', join(folder, 'link'));
  const { next } = await open(join(folder, 'link'));
  const changed = next();
  writeFiles(join(folder, 'real'), {
    'vertical/un.xml': `<vertical>${AB.replace('NAME', 'New')}</vertical>`,
  });
  expect(names(await changed)).toEqual(['New']);
});

test('two courses where there was one: the last successful reading is kept', async () => {
  const folder = courseFolder();
  writeFiles(join(folder, 'a'), unitCourse(AB));
  const { next } = await open(folder);
  let changed = next();
  writeFiles(join(folder, 'b'), unitCourse(AB));
  while (!(await changed).problem?.messages.join().includes('There are now 2 courses here')) changed = next();
});

// Root reads everything.
test.skipIf(process.getuid?.() === 0)('an unreadable file is reported, the rest is shown', async () => {
  const folder = courseFolder(unitCourse(AB));
  const { next } = await open(folder);
  const changed = next();
  chmodSync(join(folder, 'vertical/un.xml'), 0);
  expect((await changed).problem).toMatchObject({ isOld: false });
});

test('an archive and a single file are watched, also when they are replaced', async () => {
  const folder = courseFolder();
  const pack = (name: string): void => {
    mkdirSync(join(folder, 'in'), { recursive: true });
    cpSync(SAMPLE, join(folder, 'in/course'), { recursive: true });
    writeFileSync(join(folder, 'in/course/abtest/goodbye.xml'), AB.replace('NAME', name));
    expect(spawnSync('tar', ['czf', 'new.tar.gz', '-C', 'in', 'course'], { cwd: folder }).status).toBe(0);
    renameSync(join(folder, 'new.tar.gz'), join(folder, 'course.tar.gz'));
  };
  pack('One');
  writeFileSync(join(folder, 'ab.xml'), AB);
  const archive = await open(join(folder, 'course.tar.gz'));
  const single = await open(join(folder, 'ab.xml'));
  expect(names(archive.course.state)).toContain('One');
  let changed = archive.next();
  pack('Two');
  while (!names(await changed).includes('Two')) changed = archive.next();
  changed = single.next();
  writeFileSync(join(folder, 'other.xml'), AB.replace('NAME', 'Other'));
  renameSync(join(folder, 'other.xml'), join(folder, 'ab.xml'));
  while (!names(await changed).includes('Other')) changed = single.next();
});

test('changes in static/ and .git are ignored', async () => {
  const folder = courseFolder(unitCourse(AB, { 'static/a.png': '1', '.git/HEAD': 'x' }));
  const { course, next } = await open(folder);
  const { version } = course.state;
  writeFiles(folder, { 'static/a.png': '2', 'static/b.png': '2', '.git/HEAD': 'y' });
  await new Promise((waited) => setTimeout(waited, 300));
  expect(course.state.version).toBe(version);
  const changed = next();
  writeFiles(folder, { 'vertical/un.xml': '<vertical/>' });
  expect((await changed).problem).toBeNull();
});

// The gaps are what is tested: of two saves this close together the watcher once reported the first alone.
test('of two saves 30 to 70 ms apart the second is always shown', async () => {
  const folder = courseFolder(unitCourse(AB));
  const { course } = await open(folder);
  const gap = random('gaps between saves');
  for (let pair = 0; pair < 15 * SOAK; pair += 1) {
    for (const save of ['a', 'b']) {
      writeFiles(folder, {
        'vertical/un.xml': `<vertical>${AB.replace('NAME', `${save}${1000 + pair}`)}</vertical>`,
      });
      if (save === 'a') await passed(30 + gap() * 40);
    }
    await expect.poll(() => names(course.state), { interval: 5 }).toEqual([`b${1000 + pair}`]);
  }
});
