/** The enrolment track of a learner as a group of a partition, as Open edX's enrolment-track scheme gives it. */
import type { CourseMode, LearnerGroup } from '../facts.js';
import { allModes, DEFAULT_MODE, isUpsellMode, verifiedAmong } from './course-modes.js';
import type { CourseFacts, EnrolmentFacts } from './subject.js';

const ENROLMENT_TRACK_PARTITION = 'Enrollment Track Groups';

/** The ids of Open edX's `COURSE_ENROLLMENT_MODES`. */
const TRACK_IDS: ReadonlyMap<string, number> = new Map([
  ['audit', 1],
  ['verified', 2],
  ['professional', 3],
  ['no-id-professional', 4],
  ['credit', 5],
  ['honor', 6],
  ['masters', 7],
  ['executive-education', 8],
  ['unpaid-executive-education', 9],
  ['paid-executive-education', 10],
  ['unpaid-bootcamp', 11],
  ['paid-bootcamp', 12],
]);
const SLUGS: ReadonlyMap<number, string> = new Map([...TRACK_IDS].map(([slug, id]) => [id, slug]));

/**
 * The group of an active enrolment, else `null`. Expired modes count; credit counts as verified, and a mode that the
 * course lacks as the default mode. A mode without an id, for which Open edX fails, gives no group.
 * @example
 * console.log(enrolmentTrack(demo, enrolment)?.name); // → Audit
 */
export function enrolmentTrack(course: CourseFacts, enrolment: EnrolmentFacts | null): LearnerGroup | null {
  if (enrolment === null || !enrolment.isActive) return null;
  const modes = allModes(course);
  const own = modes.find(({ slug }) => slug === enrolment.mode) ?? null;
  const mode: CourseMode = (own?.slug === 'credit' ? verifiedAmong(modes) : own) ?? DEFAULT_MODE;
  const id = TRACK_IDS.get(mode.slug);
  return id === undefined ? null : { partition: ENROLMENT_TRACK_PARTITION, id, name: mode.name };
}

/** Whether an upgrade can be offered to this track: to no group, to audit and honor, and to an id of no known mode. */
export function isUpsellableTrack(group: Pick<LearnerGroup, 'id'> | null): boolean {
  const slug = group === null ? undefined : SLUGS.get(group.id);
  return slug === undefined || isUpsellMode(slug);
}
