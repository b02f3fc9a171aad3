import { renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { PictureWatch } from '../../src/live/pictures.js';
import { courseFolder, writeFiles } from '../preview/courses.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The pulse of the looks is moved by hand, so that no look falls between two steps of one change. */
async function look(): Promise<void> {
  vi.advanceTimersByTime(1000);
  // What a look finds comes by real turns of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 50));
}

function watching(root: string, isWanted = () => true) {
  const onChange = vi.fn();
  const watch = new PictureWatch(root, isWanted, onChange);
  onTestFinished(() => watch.close());
  return { watch, onChange };
}

/** Looks until so many changes were told in all; ends a hang after two minutes. */
async function told(onChange: ReturnType<typeof vi.fn>, times: number): Promise<void> {
  for (let looks = 0; looks < 2400 && onChange.mock.calls.length < times; looks += 1) await look();
  expect(onChange).toHaveBeenCalledTimes(times);
}

test('a requested image: written, replaced, removed, restored; and a new one', async () => {
  const folder = courseFolder({ 'static/a.png': '1', 'static/deep/b.png': '1', 'static/never.png': '1' });
  const { watch, onChange } = watching(folder);
  for (const name of ['a.png', 'deep/b.png', 'missing/c.png']) watch.asked(name);
  await look();
  expect(onChange).toHaveBeenCalledTimes(0);
  let times = 0;
  for (const change of [
    () => writeFiles(folder, { 'static/a.png': '22' }),
    () => {
      writeFiles(folder, { 'static/new.png': '33' });
      renameSync(join(folder, 'static/new.png'), join(folder, 'static/a.png'));
    },
    () => unlinkSync(join(folder, 'static/a.png')),
    () => writeFiles(folder, { 'static/a.png': '44' }),
    () => writeFiles(folder, { 'static/missing/c.png': '1' }),
    () => rmSync(join(folder, 'static'), { recursive: true }),
  ]) {
    change();
    times += 1;
    await told(onChange, times);
  }
});

test('images that were not requested, are outside the course or have no listeners are not checked', async () => {
  const folder = courseFolder({
    'course/static/a.png': '1',
    'course/static/b.png': '1',
    'course/out.png': '1',
    'course/static2/c.png': '1',
  });
  symlinkSync(join(folder, 'course'), join(folder, 'link'));
  let isWanted = true;
  const { watch, onChange } = watching(join(folder, 'link'), () => isWanted);
  for (const name of [
    '../out.png',
    '../static2/c.png',
    join(folder, 'course/out.png'),
    'a\0.png',
    'x'.repeat(9999),
  ])
    watch.asked(name);
  const change = (name: string): void => writeFiles(folder, { [`course/${name}`]: '22' });
  for (const name of ['static/b.png', 'out.png', 'static2/c.png']) change(name);
  await look();
  expect(onChange).not.toHaveBeenCalled();

  watch.asked('a.png');
  isWanted = false;
  change('static/a.png');
  // Asked for again by another page: the first one still shows the old one.
  watch.asked('a.png');
  await look();
  expect(onChange).not.toHaveBeenCalled();
  isWanted = true;
  await told(onChange, 1);
});
