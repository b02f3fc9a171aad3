/** Every folder of fixtures/diff is two versions of a course and what is said of their difference. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIFF_KINDS, diffCourses, loadCourse } from '../../../src/index.js';
import { olxAbtest, transcript } from '../../cli/command-line.js';

const fixtures = new URL('../../../fixtures/diff', import.meta.url).pathname;
const names = readdirSync(fixtures);

async function kindsOf(name: string, old = 'old', now = 'new'): Promise<string[]> {
  const { course: before } = await loadCourse(join(fixtures, name, old));
  const { course: after } = await loadCourse(join(fixtures, name, now));
  return diffCourses(before, after).changes.map(({ kind }) => kind);
}

test('there are at least 40 pairs', () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
});

describe.each(names)('%s', (name) => {
  test('is reported as expected.txt says', async () => {
    const cwd = join(fixtures, name);
    await expect(transcript(await olxAbtest(['diff', 'old', 'new'], { cwd }))).toMatchFileSnapshot(
      join(cwd, 'expected.txt'),
    );
  });

  test('a course compared with itself has no changes', async () => {
    expect(await kindsOf(name, 'old', 'old')).toEqual([]);
    expect(await kindsOf(name, 'new', 'new')).toEqual([]);
  });
});

test('every kind has a pair, and a pair named after a kind alone has no other', async () => {
  const found = new Map<string, string[]>();
  for (const name of names) found.set(name, await kindsOf(name));
  expect(new Set([...found.values()].flat())).toEqual(new Set(Object.keys(DIFF_KINDS)));
  for (const [name, kinds] of found)
    if (name in DIFF_KINDS && name !== 'block-broken') expect([name, kinds]).toEqual([name, [name]]);
});

test('a conversion to a partition that the course has already is a conversion too', async () => {
  expect(await kindsOf('converted-to-abtest', 'new', 'old')).toEqual(['converted']);
});

test('a re-export has no changes', async () => {
  const exports = names.filter((name) => name.startsWith('re-export'));
  expect(exports.length).toBeGreaterThanOrEqual(5);
  for (const name of exports) {
    expect([name, await kindsOf(name)]).toEqual([name, []]);
    expect([name, await kindsOf(name, 'new', 'old')]).toEqual([name, []]);
  }
});
