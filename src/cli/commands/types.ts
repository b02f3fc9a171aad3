/** `olx-abtest types`: prints TypeScript types of a course's experiments and groups. */

import { type Arguments, defineCommand } from '../args/command.js';
import { COURSE, oneCourse } from '../files/one-course.js';
import { stdout } from '../terminal/output.js';

const POSITIONALS = { course: COURSE };
const OPTIONS = {};
type TypesArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Print TypeScript types of the experiments and groups of a course',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [['$0 types course/ > course-types.ts', 'for createRuntime<CourseTypes>']],
  run,
});

async function run({ course }: TypesArguments): Promise<number> {
  const read = await oneCourse(course, undefined, false);
  if (typeof read === 'number') return read;
  const { courseTypes } = await import('../../learners.js');
  stdout(courseTypes(read.course));
  return read.exit;
}
