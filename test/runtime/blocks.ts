/** Courses and blocks for the tests of the runtime. */
import { type AbtestBlock, type Course, type CourseNode, loadCourse, parseAbtest } from '../../src/index.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';

/** An abtest of the experiment E with a child in each group: `a .5 b .3` and the default group. */
export function abtest(groups: string, experiment = 'E'): AbtestBlock {
  const parts = [...groups.matchAll(/(\S+) (\S+)/g)].map(
    ([, name, portion]) => `<group name="${name}" portion="${portion}"><html url_name="${name}"/></group>`,
  );
  return parseAbtest(
    `<abtest experiment="${experiment}">${parts.join('')}<default><html url_name="rest"/></default></abtest>`,
  ).block!;
}

/** A course of files that are only a text each. */
export function courseOf(files: Readonly<Record<string, string>>): Course {
  const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
  return readCourse(new MemoryFiles(new Map(bytes), ''), 'course');
}

export async function sampleCourse(): Promise<Course> {
  return (await loadCourse(new URL('../../fixtures/courses/sample', import.meta.url).pathname)).course;
}

export function nodeNamed(course: Course, name: string): CourseNode {
  return course.nodes.find(({ urlName }) => urlName === name)!;
}
