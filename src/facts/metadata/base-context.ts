/** What is said of each course: on the dashboard for all courses of a learner, in user metadata for one. */
import type { Moment } from '../moment.js';
import { accessDeadline, courseDuration } from './access-duration.js';
import { upgradePrice } from './course-modes.js';
import { getProgramContext, type ProgramContext } from './program-context.js';
import {
  type CourseFacts,
  type CourseStanding,
  displayNameOf,
  type EnrolmentFacts,
  type LearnerRecord,
  type Situation,
} from './subject.js';
import { checkAndGetUpgradeLinkAndDate } from './upgrade-link.js';

/** Under Open edX's names, in its order; moments and durations in microseconds. */
export interface BaseContext {
  readonly upgrade_link: string | null;
  readonly upgrade_price: string;
  readonly enrollment_mode: string | null;
  readonly enrollment_time: Moment | null;
  readonly schedule_start: Moment | null;
  readonly pacing_type: 'self_paced' | 'instructor_paced';
  readonly dynamic_upgrade_deadline: Moment | null;
  readonly course_upgrade_deadline: Moment | null;
  readonly audit_access_deadline: Moment | null;
  readonly course_duration: Moment | null;
  readonly course_key: string;
  readonly course_display_name: string;
  readonly course_start: Moment | null;
  readonly course_end: Moment | null;
  readonly program_key_fields: ProgramContext | null;
}

/**
 * Open edX's `get_base_experiment_metadata_context`. Mode, time and schedule are those of an active enrolment only.
 * @example
 * const context = getBaseExperimentMetadataContext(demo, learner, enrolment, standing, situation);
 * console.log(context.upgrade_price, context.enrollment_mode); // → $50 audit
 */
export function getBaseExperimentMetadataContext(
  course: CourseFacts,
  learner: LearnerRecord,
  enrolment: EnrolmentFacts | null,
  standing: CourseStanding,
  situation: Situation,
): BaseContext {
  const { now, site } = situation;
  const active = enrolment?.isActive ? enrolment : null;
  const [link, personal, ofCourse] = checkAndGetUpgradeLinkAndDate(learner, { course, enrolment }, situation);
  const duration = courseDuration(course, enrolment, standing, now);
  return {
    upgrade_link: link,
    upgrade_price: upgradePrice(course, now, site),
    enrollment_mode: active?.mode ?? null,
    enrollment_time: active?.created ?? null,
    schedule_start: active?.schedule?.start ?? null,
    pacing_type: course.isSelfPaced ? 'self_paced' : 'instructor_paced',
    dynamic_upgrade_deadline: personal,
    course_upgrade_deadline: ofCourse,
    audit_access_deadline:
      duration === null || enrolment === null ? null : accessDeadline(course, enrolment, duration),
    course_duration: duration,
    course_key: course.key,
    course_display_name: displayNameOf(course),
    course_start: course.start,
    course_end: course.end,
    program_key_fields: getProgramContext(course, learner.enrolments, situation),
  };
}

/** An enrolment that the dashboard shows, with its course. */
export interface DashboardEnrolment {
  readonly enrolment: EnrolmentFacts;
  readonly course: CourseFacts;
  readonly standing: CourseStanding;
}

/**
 * Open edX's `get_dashboard_course_info`: the context of each course by its key; `null` while the flag is off. All
 * enrolments of the learner count for programs, not only those that the dashboard shows.
 * @example
 * const on = { ...situation, addDashboardInfo: true };
 * const info = getDashboardCourseInfo(learner, [{ enrolment, course: demo, standing }], on);
 * console.log(info?.get(demo.key)?.pacing_type); // → self_paced
 */
export function getDashboardCourseInfo(
  learner: LearnerRecord,
  shown: readonly DashboardEnrolment[],
  situation: Situation,
): ReadonlyMap<string, BaseContext> | null {
  if (situation.addDashboardInfo !== true) return null;
  return new Map(
    shown.map(({ enrolment, course, standing }) => [
      course.key,
      getBaseExperimentMetadataContext(course, learner, enrolment, standing, situation),
    ]),
  );
}
