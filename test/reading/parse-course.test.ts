import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCourse, parseCourse } from '../../src/content.js';
import { loadCourse } from '../../src/courses.js';
import { importLosses } from '../../src/loading/losses.js';
import { importOutcome } from '../../src/loading/outcome.js';

const sample = new URL('../../fixtures/courses/sample', import.meta.url).pathname;
const files = new Map(
  readdirSync(sample, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(sample, name)).isFile())
    .map((name) => [name, readFileSync(join(sample, name), 'utf8')]),
);

test('a course in memory is judged as the same course on disk', async () => {
  const { course } = await loadCourse(sample);
  const inMemory = parseCourse(files).course;
  const without = (text: string): string => text.replaceAll(`${course.label}/`, '');
  expect(inMemory.blocks.length).toBeGreaterThan(2);
  const found = checkCourse(inMemory);
  expect(found.length).toBeGreaterThan(0);
  expect(JSON.stringify(found.map(({ ruleId, message, place }) => [ruleId, message, place]))).toBe(
    without(
      JSON.stringify(checkCourse(course).map(({ ruleId, message, place }) => [ruleId, message, place])),
    ),
  );
  expect(importLosses(importOutcome(inMemory)).length).toBe(importLosses(importOutcome(course)).length);
});

test('the label is in every place, and bytes are read like text', () => {
  const { course, diagnostics } = parseCourse(
    new Map([['course.xml', new TextEncoder().encode('<course org="O" course="C" url_name="R">')]]),
    { label: 'upload' },
  );
  expect(course.label).toBe('upload');
  expect(diagnostics.map(({ place }) => place.file)).toContain('upload/course.xml');
});

test('one text is read as a file without a course', () => {
  const { course, courses } = parseCourse('<abtest experiment="E"><default/></abtest>', {
    label: 'unit.xml',
  });
  expect(courses).toEqual([course]);
  expect(course.blocks.map(({ block }) => block.experiment)).toEqual(['E']);
  expect(checkCourse(course).map(({ place }) => place.file)).toContain('unit.xml');
});

test.each(['', '/course.xml', '../course.xml', 'a/../../b.xml', 'C:/course.xml', 'html\\a.html'])(
  'the path "%s" is refused',
  (path) => {
    expect(() => parseCourse(new Map([[path, '<course/>']]))).toThrow(
      expect.objectContaining({ code: 'bad-argument', message: `"${path}" is not a path inside a course` }),
    );
  },
);
