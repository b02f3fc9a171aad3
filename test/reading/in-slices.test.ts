/** What is read and checked in slices is what is read and checked at once. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Course, checkCourse, loadCourse } from '../../src/index.js';
import { checkingCourse } from '../../src/internal/content.js';
import { inSlices, stepsInSlices } from '../../src/reading/in-slices.js';
import { loadCourseInSlices } from '../../src/reading/load.js';

/** The sample, and the courses of the rules: drafts, orphans, pointers to pointers, files that cannot be read. */
const COURSES = readdirSync('fixtures', { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(courses|rules)\/.*\bcourse\.xml$/.test(path))
  .map((path) => `fixtures/${path.replace(/\/?course\.xml$/, '')}`);

/** Everything that depends on how the files were read, with its order. */
function shapeOf(course: Course | undefined): unknown {
  if (course === undefined) return null;
  return {
    nodes: course.nodes.map(({ tag, urlName, path, target, draft, parents }) => [
      tag,
      urlName,
      path,
      target,
      draft,
      parents.map((each) => each.urlName),
    ]),
    files: course.xmlFiles.map(({ file, document, source, problems }) => [
      file,
      document !== null,
      source !== null,
      problems.length,
    ]),
    sources: course.xmlFiles.map(({ file }) => course.sourceOf(file)?.text),
  };
}

test.each(COURSES)('%s', async (path) => {
  const options = { onFailure: () => undefined };
  const [whole, sliced] = [await loadCourse(path, options), await loadCourseInSlices(path, options)];
  expect(sliced.courses.map(shapeOf)).toEqual(whole.courses.map(shapeOf));
  for (const [index, course] of whole.courses.entries())
    expect(await stepsInSlices(checkingCourse(sliced.courses[index]!))).toEqual(checkCourse(course));
});

test('other work has its turns between slices', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const done: number[] = [];
  await inSlices([1, 2, 3, 4], (item) => {
    const until = performance.now() + 25;
    while (performance.now() < until);
    done.push(item);
  });
  clearInterval(timer);
  expect(done).toEqual([1, 2, 3, 4]);
  expect(turns).toBeGreaterThan(0);
});
