/** Open edX's user metadata: all that is known of a learner in a course, as pages and their experiments get it. */
import { type CourseKey, parseCourseKey } from '../../flags/course-key.js';
import type { LearnerGroup } from '../facts.js';
import { type Moment, momentText, SECOND } from '../moment.js';
import { type BaseContext, getBaseExperimentMetadataContext } from './base-context.js';
import { isUpsellMode } from './course-modes.js';
import { enrolmentTrack } from './enrolment-track.js';
import type { ProgramContext } from './program-context.js';
import {
  type CourseFacts,
  type CourseStanding,
  enrolmentIn,
  type LearnerRecord,
  type Situation,
} from './subject.js';

/** A group as the pair (id, name). */
export type GroupPair = readonly [id: number, name: string];

/** Under Open edX's names, in its order; dates as Python's `isoformat`. All of a course is `null` without a course. */
export interface UserMetadata {
  /** `''` for a user who is not logged in, `null` without a user. */
  readonly username: string | null;
  readonly user_id: number | null;
  readonly course_id: string | null;
  readonly course_display_name: string | null;
  /** `null` also for an enrolment that has ended. */
  readonly enrollment_mode: string | null;
  readonly upgrade_link: string | null;
  /** `$50`, `Free`. */
  readonly upgrade_price: string | null;
  readonly audit_access_deadline: string | null;
  /** Seconds. */
  readonly course_duration: number | null;
  readonly pacing_type: 'self_paced' | 'instructor_paced' | null;
  readonly has_staff_access: boolean | null;
  /** Each as a tuple of one. */
  readonly forum_roles: readonly (readonly [string])[] | null;
  /** By the names of the partitions; a map, since names that are numbers keep their place in it. */
  readonly partition_groups: ReadonlyMap<string, GroupPair> | null;
  readonly has_non_audit_enrollments: boolean | null;
  readonly program_key_fields: ProgramContext | null;
  /** Left out where the user has none. */
  readonly email?: string;
  readonly schedule_start: string | null;
  readonly enrollment_time: string | null;
  readonly course_start: string | null;
  readonly course_end: string | null;
  readonly dynamic_upgrade_deadline: string | null;
  readonly course_upgrade_deadline: string | null;
  /** Left out without a course. */
  readonly course_key_fields?: Pick<CourseKey, 'org' | 'course' | 'run'>;
}

/** What Open edX adds to the context of a course. */
export interface CourseExtras {
  readonly has_non_audit_enrollments: boolean;
  readonly has_staff_access: boolean;
  readonly forum_roles: readonly (readonly [string])[];
  readonly partition_groups: ReadonlyMap<string, GroupPair>;
}

export type UserMetadataContext = Partial<BaseContext & CourseExtras> & {
  readonly user_metadata: UserMetadata;
};

/**
 * Open edX's `get_experiment_user_metadata_context`.
 * @param about `null` without a course, as on the learner's dashboard
 * @param learner `null` without a user
 * @example
 * const { user_metadata } = getExperimentUserMetadataContext({ course: demo, standing }, learner, situation);
 * console.log(user_metadata.username, user_metadata.upgrade_price); // → ada $50
 */
export function getExperimentUserMetadataContext(
  about: { readonly course: CourseFacts; readonly standing: CourseStanding } | null,
  learner: LearnerRecord | null,
  situation: Situation,
): UserMetadataContext {
  const context =
    about === null || learner === null ? {} : contextOf(about.course, about.standing, learner, situation);
  return { ...context, user_metadata: metadataOf(about?.course ?? null, learner, context) };
}

function contextOf(
  course: CourseFacts,
  standing: CourseStanding,
  learner: LearnerRecord,
  situation: Situation,
): BaseContext & CourseExtras {
  const { user, enrolments } = learner;
  const enrolment = enrolmentIn(learner, course.key);
  const { isAuthenticated } = user;
  const groups = [...standing.partitionGroups, enrolmentTrack(course, enrolment)];
  return {
    ...getBaseExperimentMetadataContext(course, learner, enrolment, standing, situation),
    has_non_audit_enrollments:
      enrolments.some(({ mode }) => !isUpsellMode(mode)) || (isAuthenticated && learner.hasEntitlements),
    has_staff_access: standing.hasStaffAccess || standing.masquerade !== undefined,
    forum_roles: isAuthenticated ? [...new Set(standing.forumRoles)].map((role) => [role] as const) : [],
    partition_groups: new Map(isAuthenticated ? groups.flatMap(pairOf) : []),
  };
}

/** Of two partitions with one name the later one counts. */
function pairOf(group: LearnerGroup | null): [string, GroupPair][] {
  return group === null ? [] : [[group.partition, [group.id, group.name]]];
}

function metadataOf(
  course: CourseFacts | null,
  learner: LearnerRecord | null,
  context: Partial<BaseContext & CourseExtras>,
): UserMetadata {
  const email = learner?.user.email;
  return {
    username: learner?.user.username ?? null,
    user_id: learner?.user.id ?? null,
    course_id: course?.key ?? null,
    course_display_name: context.course_display_name ?? null,
    enrollment_mode: context.enrollment_mode ?? null,
    upgrade_link: context.upgrade_link ?? null,
    upgrade_price: context.upgrade_price ?? null,
    audit_access_deadline: dateOf(context.audit_access_deadline),
    course_duration: secondsOf(context.course_duration),
    pacing_type: context.pacing_type ?? null,
    has_staff_access: context.has_staff_access ?? null,
    forum_roles: context.forum_roles ?? null,
    partition_groups: context.partition_groups ?? null,
    has_non_audit_enrollments: context.has_non_audit_enrollments ?? null,
    program_key_fields: context.program_key_fields ?? null,
    ...(email !== undefined && { email }),
    schedule_start: dateOf(context.schedule_start),
    enrollment_time: dateOf(context.enrollment_time),
    course_start: dateOf(context.course_start),
    course_end: dateOf(context.course_end),
    dynamic_upgrade_deadline: dateOf(context.dynamic_upgrade_deadline),
    course_upgrade_deadline: dateOf(context.course_upgrade_deadline),
    ...(course !== null && { course_key_fields: fieldsOf(course.key) }),
  };
}

function fieldsOf(key: string) {
  const { org, course, run } = parseCourseKey(key);
  return { org, course, run };
}

function dateOf(moment: Moment | null | undefined): string | null {
  return moment === null || moment === undefined ? null : momentText(moment);
}

function secondsOf(duration: Moment | null | undefined): number | null {
  return duration ? Number(duration) / Number(SECOND) : null;
}
