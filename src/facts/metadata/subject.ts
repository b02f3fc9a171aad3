/** What the functions of this folder are given: the facts of a learner and a course, the site's settings, the moment. */
import { parseCourseKey } from '../../flags/course-key.js';
import type {
  CourseMode,
  CourseRecord,
  DeadlineConfig,
  DurationLimit,
  Enrolment,
  LearnerGroup,
  Program,
  Schedule,
  UserFacts,
} from '../facts.js';
import type { Moment } from '../moment.js';

/** A course with all that is set for it. */
export interface CourseFacts extends CourseRecord {
  readonly modes: readonly CourseMode[];
  readonly programs: readonly Program[];
  readonly durationLimits: readonly DurationLimit[];
  readonly deadlines: DeadlineConfig;
}

/** An enrolment with its schedule. */
export interface EnrolmentFacts extends Enrolment {
  readonly schedule: Schedule | null;
}

/** A learner with all enrolments, active or not. */
export interface LearnerRecord {
  readonly user: UserFacts;
  readonly enrolments: readonly EnrolmentFacts[];
  /** Whether the learner owns an entitlement, also an expired one. */
  readonly hasEntitlements: boolean;
}

/** What a learner is in a course, besides being enrolled. */
export interface CourseStanding {
  readonly hasStaffAccess: boolean;
  readonly forumRoles: readonly string[];
  /** In the order of the course's partitions, without the enrolment tracks. */
  readonly partitionGroups: readonly LearnerGroup[];
  /** Set while a member of staff sees the course as a learner. Default: not. */
  readonly masquerade?: { readonly hasFullAccess: boolean };
  /** Whether the learner is held back from access durations. Default false. */
  readonly isHeldBack?: boolean;
}

/** A link of the site's: a template, or a function that makes it; `null` for no link. */
export type LinkTo<Product> = string | ((product: Product) => string | null);

export interface SiteSettings {
  /** Default US dollars: `usd`, `$`. */
  readonly currency?: { readonly code: string; readonly symbol: string };
  /**
   * Where a learner upgrades: `https://shop.example/basket/add/?sku={sku}`; `{course}` is the course key. Without it no
   * link is given.
   */
  readonly upgradeUrl?: LinkTo<{ readonly sku: string; readonly courseKey: string }>;
  /** Where the courses of a program are bought: `https://shop.example/basket/add/?{skus}&bundle={program}`. */
  readonly programUrl?: LinkTo<{ readonly skus: readonly string[]; readonly program: string }>;
  /** Replaces the price of a program. */
  readonly programPrice?: (price: string, skus: readonly string[]) => string;
  /** Where an upgrade link leads while the checkout is off, or for an account that is not active. Default `/dashboard`. */
  readonly dashboardPath?: string;
  /** Default true. */
  readonly isCheckoutOn?: boolean;
  /** Whether accounts that are not active may buy. Default false. */
  readonly isActivationWaived?: boolean;
}

/** When and under which settings a question is asked. */
export interface Situation {
  readonly now: Moment;
  readonly site: SiteSettings;
  /** Open edX's flag `experiments.add_programs`. Default false. */
  readonly addPrograms?: boolean;
  /** Open edX's flag `experiments.add_dashboard_info`. Default false. */
  readonly addDashboardInfo?: boolean;
}

/** Nothing is set. */
export const NO_DEADLINES: DeadlineConfig = { enabled: false, org: null, course: null };

/** The display name, else the name that Open edX gives a course without one: the block id of its root. */
export function displayNameOf({ displayName, key }: CourseRecord): string {
  if (displayName !== null) return displayName;
  const { deprecated, run } = parseCourseKey(key);
  return deprecated ? run.replaceAll('_', ' ') : 'course';
}

/** The user's enrolment in a course, active or not. */
export function enrolmentIn({ enrolments }: LearnerRecord, courseKey: string): EnrolmentFacts | null {
  return enrolments.find((each) => each.courseKey === courseKey) ?? null;
}
