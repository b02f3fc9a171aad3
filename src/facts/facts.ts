/** What is known of a learner and a course from elsewhere: enrolments, modes, programs, and who answers for them. */
import type { Moment } from './moment.js';

export interface UserFacts {
  /** `''` for a user who is not logged in. */
  readonly username: string;
  /** `null` for a user who is not logged in, and where the number is not known. */
  readonly id: number | null;
  /** Left out where a user has none. */
  readonly email?: string;
  /** Whether the account was activated. */
  readonly isActive: boolean;
  readonly isAuthenticated: boolean;
}

/** A user who is not logged in. */
export const ANONYMOUS_USER: UserFacts = { username: '', id: null, isActive: false, isAuthenticated: false };

/** One way to take a course, with its price: a row of Open edX's course modes, in the database's order. */
export interface CourseMode {
  readonly slug: string;
  /** The display name. */
  readonly name: string;
  /** A decimal, as text. */
  readonly price: string;
  readonly currency: string;
  readonly expires: Moment | null;
  readonly sku: string | null;
}

export interface CourseRecord {
  readonly key: string;
  readonly displayName: string | null;
  readonly start: Moment | null;
  readonly end: Moment | null;
  readonly isSelfPaced: boolean;
  /** A decimal, as text. The course's own price, which course blocks have and overviews of courses have not. */
  readonly cosmeticPrice: string | null;
  /** The catalogue's estimate. */
  readonly weeksToComplete: number | null;
}

export interface Enrolment {
  readonly username: string;
  readonly courseKey: string;
  readonly mode: string;
  /** False after the learner has left the course. */
  readonly isActive: boolean;
  readonly created: Moment;
}

/** The personal schedule of an enrolment. */
export interface Schedule {
  readonly start: Moment | null;
  readonly upgradeDeadline: Moment | null;
}

export interface Entitlement {
  readonly courseUuid: string;
  readonly mode: string;
  readonly expired: Moment | null;
}

/** A program as the catalogue has it, under the catalogue's names. */
export interface Program {
  readonly uuid?: string | null;
  readonly title?: string | null;
  readonly marketing_url?: string | null;
  readonly status?: string | null;
  readonly is_program_eligible_for_one_click_purchase?: boolean | null;
  readonly courses?: readonly ProgramCourse[] | null;
}
export interface ProgramCourse {
  readonly entitlements?: readonly ProgramEntitlement[] | null;
  readonly course_runs?: readonly ProgramRun[] | null;
}
export interface ProgramEntitlement {
  readonly mode?: string | null;
  readonly price?: string | number | null;
  readonly sku?: string | null;
  /** ISO 8601. */
  readonly expires?: string | null;
}
export interface ProgramRun {
  readonly key?: string | null;
  readonly status?: string | null;
  readonly seats?: readonly ProgramSeat[] | null;
}
export interface ProgramSeat {
  readonly type?: string | null;
  readonly price?: string | number | null;
  readonly sku?: string | null;
}

/** A setting of the access duration that applies to a course; `null` leaves the field to the next wider scope. */
export interface DurationLimit {
  readonly scope: 'global' | 'site' | 'org' | 'course' | 'run';
  readonly enabled: boolean | null;
  readonly enabledAsOf: Moment | null;
}

/** What the site, the org and the course have set about personal upgrade deadlines. */
export interface DeadlineConfig {
  readonly enabled: boolean;
  readonly org: 'in' | 'out' | null;
  readonly course: 'in' | 'out' | null;
}

/** A group of a learner in a partition of the course. */
export interface LearnerGroup {
  readonly partition: string;
  readonly id: number;
  readonly name: string;
}

/** An answer, or that there is none: not the same as the answer that there is nothing. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false };

/** The answer of a provider that does not know. */
export const UNKNOWN_FACT: Fact<never> = { known: false };

/**
 * An answer that is known, for a provider of your own.
 * @example
 * const answer = knownFact(['audit']);
 * console.log(answer.known); // → true
 */
export function knownFact<T>(value: T): Fact<T> {
  return { known: true, value };
}

/**
 * Answers what is known of learners and courses. Looks only. Throws `AbtestError`: `facts-unavailable` where the source
 * does not answer at the moment, `store-…` where a store does not.
 */
export interface LearnerFacts {
  /** `null`: there is no such user. A text with an `@` is an e-mail address. */
  user(nameOrEmail: string): Promise<Fact<UserFacts | null>>;
  /** `null`: there is no such course. */
  course(key: string): Promise<Fact<CourseRecord | null>>;
  modes(key: string): Promise<Fact<readonly CourseMode[]>>;
  /** All of the user's, also those that are no longer active. */
  enrolments(username: string): Promise<Fact<readonly Enrolment[]>>;
  entitlements(username: string): Promise<Fact<readonly Entitlement[]>>;
  /** Those that hold the course, in the catalogue's order. */
  programs(key: string): Promise<Fact<readonly Program[]>>;
  schedule(username: string, key: string): Promise<Fact<Schedule | null>>;
  /** Whether the user has administrative access to the course. */
  staffAccess(username: string, key: string): Promise<Fact<boolean>>;
  /** The names of the user's roles in the forum of the course. */
  forumRoles(username: string, key: string): Promise<Fact<readonly string[]>>;
  durationLimits(key: string): Promise<Fact<readonly DurationLimit[]>>;
  deadlineConfig(key: string): Promise<Fact<DeadlineConfig>>;
  close(): Promise<void>;
}
