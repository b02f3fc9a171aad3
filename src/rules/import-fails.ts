/** The rule `import-fails`: nothing in the course ends the import as a whole. */
import { explainFailure } from '../loading/explain.js';
import { importOutcome } from '../loading/outcome.js';
import { placeInJson } from '../olx/policy/json-place.js';
import type { Rule } from './rule.js';

export const importFails: Rule = {
  id: 'import-fails',
  severity: 'error',
  backstop: true,
  summary: 'Nothing in the course makes the whole import fail.',
  checkCourse(course, report) {
    if (course.kind !== 'course') return;
    const { failure } = importOutcome(course);
    // `course-root` reports a course without course.xml.
    if (failure === null || !course.files.has('course.xml')) return;
    const { policy } = course;
    // What the policy brings is reported in the policy.
    const [key, setting] = policy?.partitionsPath ?? [];
    const path = failure.detail.path;
    const isInPolicy = policy !== null && policy.entries !== null && path?.[0] === setting;
    const place = isInPolicy ? placeInJson(policy.source, [key!, ...path!]) : failure.place;
    const { message, hint } = explainFailure(failure);
    report({ place, message, hint: looksLikeMoodle(course.files.has('moodle_backup.xml'), hint) });
  },
};

function looksLikeMoodle(isMoodle: boolean, hint: string): string {
  return isMoodle ? 'This looks like a Moodle backup: export the course from Open edX.' : hint;
}
