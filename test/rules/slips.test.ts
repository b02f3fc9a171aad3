import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { formatPretty } from '../../src/diagnostics/pretty.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { checkCourse } from '../../src/rules/check.js';
import { abtestSlips } from './slips/abtest.js';
import { policySlips } from './slips/policy.js';
import type { Edit } from './slips/slip.js';
import { splitTestSlips } from './slips/split-test.js';
import { xmlSlips } from './slips/xml.js';

const folder = new URL('../../fixtures/slips', import.meta.url).pathname;
const slips = [...xmlSlips, ...abtestSlips, ...splitTestSlips, ...policySlips];

type Files = ReadonlyMap<string, Uint8Array>;

const course: Files = new Map(
  readdirSync(join(folder, 'course'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.\w+$/.test(path))
    .map((path) => [path, readFileSync(join(folder, 'course', path))]),
);

function edited(files: Files, edits: readonly Edit[]): Files {
  const changed = new Map(files);
  for (const edit of edits) {
    if ('from' in edit) {
      const text = Buffer.from(changed.get(edit.file)!).toString();
      expect(text.split(edit.from).length, `${edit.from} is there once`).toBe(2);
      changed.set(edit.file, Buffer.from(text.replace(edit.from, () => edit.to)));
    } else if (edit.write === null) changed.delete(edit.file);
    else changed.set(edit.file, typeof edit.write === 'string' ? Buffer.from(edit.write) : edit.write);
  }
  return changed;
}

function findings(files: Files): Diagnostic[] {
  const found = checkCourse(readCourse(new MemoryFiles(files, ''), 'course'));
  return found.filter((each) => each.severity !== 'info');
}

test('the course without slips has no findings, and each slip has an id of its own', () => {
  expect(findings(course)).toEqual([]);
  expect(new Set(slips.map(({ id }) => id)).size).toBe(slips.length);
  expect(slips.length).toBeGreaterThanOrEqual(100);
});

test('each text in fixtures/slips belongs to a slip', () => {
  const texts = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  expect(texts.sort()).toEqual(slips.map(({ id }) => `${id}.txt`).sort());
});

describe.each(slips)('$slip ($id)', ({ id, slip, edits, mend }) => {
  const wrong = edited(course, edits);

  test('is not silent, and prints what its fixture says', async () => {
    const found = findings(wrong);
    expect(found).not.toEqual([]);
    const text = `${slip}\n\n${found.map((each) => formatPretty(each)).join('\n')}`;
    await expect(text).toMatchFileSnapshot(join(folder, `${id}.txt`));
  });

  test('is mended by what the hint asks for', () => {
    const mended = mend === undefined ? course : edited(wrong, mend);
    expect(findings(mended).map((each) => formatPretty(each))).toEqual([]);
  });
});
