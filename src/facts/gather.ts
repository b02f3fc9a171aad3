/** Asks a provider for all that an answer needs, at once, and lists what is not known. */
import { requireKnownOptions } from '../diagnostics/options.js';
import type { Fact, LearnerFacts, LearnerGroup, UserFacts } from './facts.js';
import {
  type CourseFacts,
  type CourseStanding,
  type LearnerRecord,
  NO_DEADLINES,
} from './metadata/subject.js';
import { FACT_NAMES, type FactName } from './names.js';

export interface GatheredFacts {
  readonly course: CourseFacts;
  readonly learner: LearnerRecord;
  readonly standing: CourseStanding;
  /** What is not known, and is answered as if it were not set; in a fixed order. */
  readonly unknown: readonly FactName[];
}

export interface FactsQuestion {
  readonly user: UserFacts;
  readonly courseKey: string;
  /** Whether programs are asked for. Default false. */
  readonly programs?: boolean;
  /** The learner's groups, where they are known. */
  readonly partitionGroups?: readonly LearnerGroup[] | null;
}

const QUESTION = { user: true, courseKey: true, programs: true, partitionGroups: true } as const;

/** There is no such course, or none is known. */
export interface NoCourse {
  readonly course: null;
  readonly unknown: readonly FactName[];
}

/**
 * Everything about a learner in a course; throws what the provider throws.
 * @example
 * const facts = await openFileFacts('facts/');
 * const user = { username: 'ada', id: 1, isActive: true, isAuthenticated: true };
 * const gathered = await gatherFacts(facts, { user, courseKey: 'course-v1:edX+DemoX+2026' });
 * console.log(gathered.course?.displayName); // → Demonstration
 */
export async function gatherFacts(
  facts: LearnerFacts,
  question: FactsQuestion,
): Promise<GatheredFacts | NoCourse> {
  requireKnownOptions('gatherFacts', question, QUESTION);
  const { user, courseKey, partitionGroups = null } = question;
  const { username } = user;
  const unknown = new Set<FactName>(user.id === null && user.isAuthenticated ? ['user'] : []);
  const or = async <T, U>(name: FactName, asked: Promise<Fact<T>>, otherwise: U): Promise<T | U> => {
    const answer = await asked;
    if (answer.known) return answer.value;
    unknown.add(name);
    return otherwise;
  };
  /** A user who is not logged in has no facts. */
  const own = <T>(name: FactName, ask: () => Promise<Fact<T>>, otherwise: T): Promise<T> =>
    user.isAuthenticated ? or(name, ask(), otherwise) : Promise.resolve(otherwise);
  const [record, modes, programs, durationLimits, deadlines, ...ofLearner] = await Promise.all([
    or('course', facts.course(courseKey), null),
    or('modes', facts.modes(courseKey), []),
    question.programs === true ? or('programs', facts.programs(courseKey), []) : [],
    or('duration_limits', facts.durationLimits(courseKey), []),
    or('upgrade_deadlines', facts.deadlineConfig(courseKey), NO_DEADLINES),
    own('enrolments', () => facts.enrolments(username), []),
    own('entitlements', () => facts.entitlements(username), []),
    own('schedule', () => facts.schedule(username, courseKey), null),
    own('staff_access', () => facts.staffAccess(username, courseKey), false),
    own('forum_roles', () => facts.forumRoles(username, courseKey), []),
  ]);
  if (record === null) return { course: null, unknown: unknown.has('course') ? ['course'] : [] };
  const [enrolments, entitlements, schedule, hasStaffAccess, forumRoles] = ofLearner;
  if (partitionGroups === null) unknown.add('partition_groups');
  const withSchedule = enrolments.map((each) => ({
    ...each,
    schedule: each.courseKey === courseKey ? schedule : null,
  }));
  return {
    course: { ...record, modes, programs, durationLimits, deadlines },
    learner: { user, enrolments: withSchedule, hasEntitlements: entitlements.length > 0 },
    standing: { hasStaffAccess, forumRoles, partitionGroups: partitionGroups ?? [] },
    unknown: FACT_NAMES.filter((name) => unknown.has(name)),
  };
}
