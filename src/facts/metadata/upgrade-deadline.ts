/** Until when a learner can upgrade, and whether the offer can be shown. */
import type { Moment } from '../moment.js';
import { dayOf } from '../moment.js';
import { isProfessional, isUpgradeableMode, isUpsellMode, verifiedMode } from './course-modes.js';
import { enrolmentTrack, isUpsellableTrack } from './enrolment-track.js';
import type { CourseFacts, EnrolmentFacts } from './subject.js';

/** The expiry of the verified (or professional) mode; `null` where there is no such mode or it does not expire. */
export function courseUpgradeDeadline(course: CourseFacts, now: Moment): Moment | null {
  return verifiedMode(course, now)?.expires ?? null;
}

/** The deadline of the learner's own schedule, where the course, its org and the site have such deadlines. */
export function dynamicDeadline(course: CourseFacts, enrolment: EnrolmentFacts): Moment | null {
  const { enabled, org, course: ofCourse } = course.deadlines;
  if (!course.isSelfPaced || !enabled || ofCourse === 'out') return null;
  if (org === 'out' && ofCourse !== 'in') return null;
  return enrolment.isActive ? (enrolment.schedule?.upgradeDeadline ?? null) : null;
}

/**
 * The deadline that counts for this enrolment; `null` also for a personal one that has passed.
 * @example
 * const deadline = upgradeDeadline(demo, enrolment, situation.now);
 * console.log(deadline === null ? 'none' : momentText(deadline)); // → 2026-09-01T08:00:00+00:00
 */
export function upgradeDeadline(course: CourseFacts, enrolment: EnrolmentFacts, now: Moment): Moment | null {
  if (!isUpgradeableMode(enrolment.mode)) return null;
  const dynamic = dynamicDeadline(course, enrolment);
  if (dynamic === null) return courseUpgradeDeadline(course, now);
  const verified = verifiedMode(course, now);
  return dynamic <= now || verified === null || isProfessional(verified) ? null : dynamic;
}

/** Why an upgrade can be shown, or which of the conditions, in their order, does not hold. */
export type UpgradeVerdict =
  | 'shown'
  | 'not-enrolled'
  | 'track-not-upsellable'
  | 'no-deadline'
  | 'deadline-passed'
  | 'inactive'
  | 'mode-not-upsellable';

/**
 * Open edX's `can_show_verified_upgrade`. The deadline's own day (UTC) still counts.
 * @example
 * console.log(upgradeVerdict(demo, enrolment, situation.now)); // → shown
 */
export function upgradeVerdict(
  course: CourseFacts,
  enrolment: EnrolmentFacts | null,
  now: Moment,
): UpgradeVerdict {
  if (enrolment === null) return 'not-enrolled';
  if (!isUpsellableTrack(enrolmentTrack(course, enrolment))) return 'track-not-upsellable';
  const deadline = upgradeDeadline(course, enrolment, now);
  if (deadline === null) return 'no-deadline';
  if (dayOf(now) > dayOf(deadline)) return 'deadline-passed';
  if (!enrolment.isActive) return 'inactive';
  return isUpsellMode(enrolment.mode) ? 'shown' : 'mode-not-upsellable';
}
