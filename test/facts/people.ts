/** Learners and courses for tests, and the moment at which they are looked at. */
import type { CourseMode, UserFacts } from '../../src/facts/facts.js';
import {
  type CourseFacts,
  type CourseStanding,
  type EnrolmentFacts,
  type LearnerRecord,
  NO_DEADLINES,
  type Situation,
} from '../../src/facts/metadata/subject.js';
import { type Moment, readMoment } from '../../src/facts/moment.js';

export const KEY = 'course-v1:edX+DemoX+2026';
export const SHOP = 'https://shop.example/basket/add/?sku={sku}';
export const BUNDLES = 'https://shop.example/basket/add/?{skus}&bundle={program}';

export function at(text: string): Moment {
  const moment = readMoment(text);
  if (moment === null) throw new Error(`"${text}" is not a moment`);
  return moment;
}

export const NOW = at('2026-06-15T12:00:00Z');
export const SITUATION: Situation = { now: NOW, site: { upgradeUrl: SHOP, programUrl: BUNDLES } };

export function mode(slug: string, change: Partial<CourseMode> = {}): CourseMode {
  const name = slug[0]!.toUpperCase() + slug.slice(1);
  return { slug, name, price: '0', currency: 'usd', expires: null, sku: null, ...change };
}

export const AUDIT = mode('audit');
export const VERIFIED = mode('verified', { price: '50', sku: 'ABC', expires: at('2026-07-01') });

export function course(change: Partial<CourseFacts> = {}): CourseFacts {
  return {
    key: KEY,
    displayName: 'Demonstration',
    start: at('2026-05-01'),
    end: at('2026-12-01'),
    isSelfPaced: false,
    cosmeticPrice: null,
    weeksToComplete: null,
    modes: [AUDIT, VERIFIED],
    programs: [],
    durationLimits: [],
    deadlines: NO_DEADLINES,
    ...change,
  };
}

export const ADA: UserFacts = {
  username: 'ada',
  id: 7,
  email: 'ada@example.com',
  isActive: true,
  isAuthenticated: true,
};

export function enrolment(change: Partial<EnrolmentFacts> = {}): EnrolmentFacts {
  return {
    username: 'ada',
    courseKey: KEY,
    mode: 'audit',
    isActive: true,
    created: at('2026-06-01T08:00:00Z'),
    schedule: null,
    ...change,
  };
}

export function learner(
  enrolments: readonly EnrolmentFacts[] = [enrolment()],
  change: Partial<LearnerRecord> = {},
): LearnerRecord {
  return { user: ADA, enrolments, hasEntitlements: false, ...change };
}

export const STANDING: CourseStanding = { hasStaffAccess: false, forumRoles: [], partitionGroups: [] };
