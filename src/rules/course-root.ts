/** The rule `course-root`: a course starts in course.xml, a library in library.xml. */
import type { Rule } from './rule.js';

export const courseRoot: Rule = {
  id: 'course-root',
  severity: 'error',
  aboutReading: true,
  summary: 'The course starts in course.xml, which leads to its definition.',
  checkCourse(course, report) {
    for (const finding of course.rootFindings) report(finding);
  },
};
