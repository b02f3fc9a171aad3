/** Changes of a course as diagnostics, as JSON, and their number in words. */
import { type Diagnostic, frameOf } from '../../diagnostics/diagnostic.js';
import { jsonText, plainPlace } from '../../diagnostics/report-json.js';
import type { Place } from '../../diagnostics/source.js';
import type { Course } from '../../olx/course/course.js';
import { type CourseChange, DIFF_KINDS, type DiffVerdict } from './course-change.js';
import type { CourseDiff } from './diff-courses.js';

/**
 * Changes in the form of findings, for the formats that those have. Places are those of the new course where it has one.
 * @example
 * const { course: after } = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * const [found] = diffDiagnostics(diffCourses(course, after), course, after);
 * console.log(`${formatPlace(found.place)} ${found.ruleId}`); // → course/abtest/welcome.xml:5:3 portion-changed
 */
export function diffDiagnostics({ changes }: CourseDiff, before: Course, after: Course): Diagnostic[] {
  return changes.map((change) => {
    const place = change.after ?? change.before ?? nowhere(after);
    const source = (change.after === null ? before : after).sourceOf(place.file);
    const isBoth = change.before !== null && change.after !== null;
    return {
      ruleId: change.kind,
      severity: change.severity,
      message: `${change.message} (${change.verdict}): ${change.reason}${learnersText(change)}`,
      hint: change.hint,
      place,
      related: isBoth ? [{ message: 'in the old course', place: change.before! }] : [],
      ...(source && { frame: frameOf(source, place) }),
    };
  });
}

/** The kinds as rules, for `formatSarif`. */
export const diffRules = Object.entries(DIFF_KINDS).map(([id, summary]) => ({
  id,
  severity: 'warning' as const,
  summary,
}));

/**
 * `{version: 1, verdict, changes}`; places are `null` in a course that has none.
 * @example
 * const { course: after } = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * console.log(JSON.parse(diffJson(diffCourses(course, after))).verdict); // → moves newcomers
 */
export function diffJson({ changes, verdict }: CourseDiff): string {
  const told = (place: Place | null) => (place === null ? null : plainPlace(place));
  return jsonText({
    version: 1,
    verdict,
    changes: changes.map((each) => ({
      kind: each.kind,
      verdict: each.verdict,
      severity: each.severity,
      experiment: each.key,
      group: each.group,
      message: each.message,
      reason: each.reason,
      hint: each.hint,
      before: told(each.before),
      after: told(each.after),
      patch: each.patch,
      learners: each.learners,
    })),
  });
}

/**
 * `3 changes: 1 breaking, 2 safe`.
 * @example
 * const { course: after } = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * console.log(diffSummary(diffCourses(course, after))); // → 1 change: 1 moves newcomers
 */
export function diffSummary({ changes }: CourseDiff): string {
  if (changes.length === 0) return 'Nothing changes for learners in an experiment';
  const verdicts: readonly DiffVerdict[] = ['breaking', 'moves newcomers', 'safe'];
  const counts = verdicts.flatMap((verdict) => {
    const count = changes.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${changes.length === 1 ? '1 change' : `${changes.length} changes`}: ${counts.join(', ')}`;
}

function learnersText({ learners, group }: CourseChange): string {
  if (learners === null) return '';
  const { assigned, stale, moved } = learners;
  const of = group === null ? 'the experiment' : 'this group';
  if (assigned === 0) return `; no learner is in ${of}`;
  const are = assigned === 1 ? '1 learner is' : `${assigned.toLocaleString('en')} learners are`;
  const staleText = stale === 0 ? '' : `, ${stale.toLocaleString('en')} of them stale`;
  return `; ${are} in ${of}${staleText}, ${moved === 0 ? 'none' : moved.toLocaleString('en')} ${moved === 1 ? 'is' : 'are'} shown another group`;
}

const START = { line: 1, column: 1, offset: 0 };

function nowhere({ files }: Course): Place {
  return { file: files.display('course.xml'), start: START, end: START };
}
