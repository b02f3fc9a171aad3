/** How long a learner who does not pay has access to a course. */
import type { DurationLimit } from '../facts.js';
import { type Moment, WEEK } from '../moment.js';
import { allModes } from './course-modes.js';
import type { CourseFacts, CourseStanding, EnrolmentFacts } from './subject.js';

const SHORTEST = 4n * WEEK;
const LONGEST = 18n * WEEK;

/** From the widest to the narrowest, whose settings count first. */
const SCOPES: readonly DurationLimit['scope'][] = ['global', 'site', 'org', 'course', 'run'];

/**
 * Microseconds for which an audit enrolment gives access; `null` for no end.
 * @example
 * console.log(courseDuration(demo, enrolment, standing, situation.now)); // → 3628800000000n
 */
export function courseDuration(
  course: CourseFacts,
  enrolment: EnrolmentFacts | null,
  { hasStaffAccess, isHeldBack = false, masquerade }: CourseStanding,
  now: Moment,
): Moment | null {
  if (!isLimited(course.durationLimits, enrolment?.created ?? now)) return null;
  if (hasStaffAccess || isHeldBack || masquerade?.hasFullAccess === true) return null;
  const modes = new Set(allModes(course).map(({ slug }) => slug));
  // The modes of the course count although they have expired, and so does an enrolment that has ended.
  if (!modes.has('audit') || !modes.has('verified')) return null;
  return enrolment?.mode === 'audit' ? expectedDuration(course) : null;
}

/**
 * When the access ends: counted from the enrolment, or from the start of the course where that is later.
 * @example
 * const week = 7n * 24n * 3_600_000_000n;
 * console.log(momentText(accessDeadline(demo, enrolment, 6n * week))); // → 2026-07-13T08:00:00.250000+00:00
 */
export function accessDeadline(course: CourseFacts, enrolment: EnrolmentFacts, duration: Moment): Moment {
  const { created } = enrolment;
  const from = course.start !== null && course.start > created ? course.start : created;
  return from + duration;
}

/** The catalogue's weeks, else four; at least 4 and at most 18. */
function expectedDuration({ weeksToComplete }: CourseFacts): Moment {
  const duration = weeksToComplete ? BigInt(Math.round(weeksToComplete)) * WEEK : SHORTEST;
  if (duration < SHORTEST) return SHORTEST;
  return duration > LONGEST ? LONGEST : duration;
}

/** Each field is that of the narrowest scope that sets it. */
function isLimited(limits: readonly DurationLimit[], target: Moment): boolean {
  let enabled: boolean | null = null;
  let asOf: Moment | null = null;
  for (const scope of SCOPES) {
    for (const limit of limits) {
      if (limit.scope !== scope) continue;
      enabled = limit.enabled ?? enabled;
      asOf = limit.enabledAsOf ?? asOf;
    }
  }
  return enabled === true && asOf !== null && asOf <= target;
}
