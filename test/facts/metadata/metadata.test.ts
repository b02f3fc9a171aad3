/** Durations, programs, dashboards and the whole of user metadata: the tables of the specification, row by row. */
import { describe, expect, test } from 'vitest';
import {
  ANONYMOUS_USER,
  type DurationLimit,
  type Program,
  type ProgramCourse,
} from '../../../src/facts/facts.js';
import { accessDeadline, courseDuration } from '../../../src/facts/metadata/access-duration.js';
import { getDashboardCourseInfo } from '../../../src/facts/metadata/base-context.js';
import { indentedJson, metadataJson } from '../../../src/facts/metadata/metadata-json.js';
import { getProgramContext } from '../../../src/facts/metadata/program-context.js';
import {
  getCourseEntitlementPriceAndSku,
  getProgramPriceAndSkus,
  getUnenrolledCourses,
  isEnrolledInAllCourses,
  isEnrolledInCourse,
} from '../../../src/facts/metadata/programs.js';
import { type CourseFacts, type CourseStanding, displayNameOf } from '../../../src/facts/metadata/subject.js';
import { getExperimentUserMetadataContext } from '../../../src/facts/metadata/user-metadata.js';
import { WEEK } from '../../../src/facts/moment.js';
import { expectLinear } from '../../growth.js';
import {
  AUDIT,
  at,
  course,
  enrolment,
  KEY,
  learner,
  mode,
  NOW,
  SITUATION,
  STANDING,
  VERIFIED,
} from '../people.js';

const ON: DurationLimit = { scope: 'global', enabled: true, enabledAsOf: at('2026-01-01') };
const limited = (change: Partial<CourseFacts> = {}) => course({ durationLimits: [ON], ...change });

describe('the access duration', () => {
  const of = (one: CourseFacts, who = enrolment(), standing: Partial<CourseStanding> = {}) =>
    courseDuration(one, who, { ...STANDING, ...standing }, NOW);
  const stack = (...limits: DurationLimit[]) => limited({ durationLimits: limits });
  const off = (scope: DurationLimit['scope']): DurationLimit => ({
    scope,
    enabled: false,
    enabledAsOf: null,
  });
  test.each([
    ['C7: without an estimate', of(limited()), 4n],
    ['C7: the estimate', of(limited({ weeksToComplete: 6 })), 6n],
    ['C7: at least 4', of(limited({ weeksToComplete: 2 })), 4n],
    ['C7: at most 18', of(limited({ weeksToComplete: 30 })), 18n],
    ['M5: not set', of(course()), null],
    ['M5: the run switches it off', of(stack(off('run'), ON)), null],
    ['M5: the org off, the course on', of(stack({ ...ON, scope: 'course' }, off('org'))), 4n],
    ['M5: each field by itself', of(stack(ON, { scope: 'run', enabled: true, enabledAsOf: null })), 4n],
    ['M5: enabled from a later date', of(stack({ ...ON, enabledAsOf: at('2026-06-02') })), null],
    ['M5: enabled at the very moment', of(stack({ ...ON, enabledAsOf: at('2026-06-01T08:00:00Z') })), 4n],
    ['M5: enabled, but from no date', of(stack({ ...ON, enabledAsOf: null })), null],
    ['M5: staff of the course', of(limited(), enrolment(), { hasStaffAccess: true }), null],
    ['M5: held back', of(limited(), enrolment(), { isHeldBack: true }), null],
    [
      'M5: masquerading with full access',
      of(limited(), enrolment(), { masquerade: { hasFullAccess: true } }),
      null,
    ],
    ['M5: no audit mode', of(limited({ modes: [VERIFIED] })), null],
    ['M5: no verified mode', of(limited({ modes: [AUDIT] })), null],
    [
      'M5, M10: expired modes count',
      of(limited({ modes: [AUDIT, { ...VERIFIED, expires: at('2026-01-01') }] })),
      4n,
    ],
    ['M5: enrolled in another mode', of(limited(), enrolment({ mode: 'verified' })), null],
    ['M5: enrolled in an unknown mode', of(limited(), enrolment({ mode: 'invented' })), null],
    ['M7: an enrolment that has ended', of(limited(), enrolment({ isActive: false })), 4n],
    ['M6, M7: not enrolled', courseDuration(limited(), null, STANDING, NOW), null],
  ])('%s', (_name, duration, weeks) => {
    expect(duration).toBe(weeks === null ? null : weeks * WEEK);
  });
  test.each([
    ['M8: from the enrolment', '2026-05-01', '2026-06-29T08:00:00Z'],
    ['M8: from the start of the course', '2026-06-10', '2026-07-08T00:00:00Z'],
  ])('%s', (_name, start, expected) => {
    expect(accessDeadline(course({ start: at(start) }), enrolment(), 4n * WEEK)).toBe(at(expected));
  });
});

describe('programs', () => {
  const run = (key: string | null, price: string | null = '86.00') => ({
    key,
    status: 'published',
    seats: [{ type: 'verified', price, sku: `SKU-${key?.at(-1)}` }],
  });
  const a: ProgramCourse = { course_runs: [run('course-v1:o+a+A')] };
  const b: ProgramCourse = { course_runs: [run('course-v1:o+b+B', '10.50')] };
  const c: ProgramCourse = { course_runs: [run('course-v1:o+c+C', '0.125')] };
  const program: Program = {
    uuid: 'u-1',
    title: 'Three',
    marketing_url: 'https://site.example/three',
    status: 'active',
    is_program_eligible_for_one_click_purchase: true,
    courses: [a, b, c],
  };
  const paidForA = enrolment({ courseKey: 'course-v1:o+a+A', mode: 'verified' });
  const auditOfB = enrolment({ courseKey: 'course-v1:o+b+B' });
  const on = { ...SITUATION, addPrograms: true };
  const contextOf = (change: Partial<Program> = {}, enrolments = [paidForA, auditOfB]) =>
    getProgramContext(course({ programs: [{ ...program, ...change }] }), enrolments, on);

  test('A is paid for, B is audited: B and C are left', () => {
    expect(contextOf()).toEqual({
      uuid: 'u-1',
      title: 'Three',
      marketing_url: 'https://site.example/three',
      status: 'active',
      is_eligible_for_one_click_purchase: true,
      total_courses: 3,
      complete_enrollment: false,
      has_courses_left_to_purchase: true,
      courses_left_to_purchase_price: '$10.625',
      courses_left_to_purchase_url: 'https://shop.example/basket/add/?sku=SKU-B&sku=SKU-C&bundle=u-1',
    });
  });
  test('the flag is off, or there is no program', () => {
    expect(getProgramContext(course({ programs: [program] }), [], SITUATION)).toBeNull();
    expect(getProgramContext(course(), [], on)).toBeNull();
  });
  test('C11: the first program counts', () => {
    const programs = [program, { ...program, uuid: 'u-2' }];
    expect(getProgramContext(course({ programs }), [], on)?.uuid).toBe('u-1');
  });
  test('a program without courses', () => {
    expect(contextOf({ courses: null })).toMatchObject({
      total_courses: null,
      complete_enrollment: false,
      has_courses_left_to_purchase: false,
      courses_left_to_purchase_price: null,
    });
    expect(contextOf({ courses: [] })).toMatchObject({ total_courses: 0, complete_enrollment: true });
    expect(getProgramContext(course({ programs: [{}] }), [], on)).toMatchObject({ uuid: null, title: null });
  });
  test('not eligible for one click, or nothing left', () => {
    const price = { courses_left_to_purchase_price: null, courses_left_to_purchase_url: null };
    expect(contextOf({ is_program_eligible_for_one_click_purchase: false })).toMatchObject({
      ...price,
      has_courses_left_to_purchase: true,
    });
    expect(contextOf({ courses: [a] })).toMatchObject({ ...price, has_courses_left_to_purchase: false });
  });
  test('M12: the site replaces the price; without a template there is no link', () => {
    const site = { programPrice: (price: string, skus: readonly string[]) => `${price} for ${skus.length}` };
    const context = getProgramContext(course({ programs: [program] }), [paidForA], { ...on, site });
    expect(context).toMatchObject({
      courses_left_to_purchase_price: '$10.625 for 2',
      courses_left_to_purchase_url: null,
    });
  });
  test('C3: unpaid-bootcamp counts as paid for', () => {
    const enrolments = [enrolment({ courseKey: 'course-v1:o+a+A', mode: 'unpaid-bootcamp' })];
    expect(contextOf({ courses: [a] }, enrolments)?.has_courses_left_to_purchase).toBe(false);
  });
  test.each([
    ['M15: no runs', { course_runs: null }, false],
    ['M15: an empty list of runs', { course_runs: [] }, false],
    ['the second run', { course_runs: [run('course-v1:o+a+X'), run('course-v1:o+a+A')] }, true],
    ['a run without a key', { course_runs: [{}] }, false],
    ['the old form of a key is another key', { course_runs: [run('o/a/A')] }, false],
  ])('%s', (_name, one, expected) => {
    expect(isEnrolledInCourse(one, new Set(['course-v1:o+a+A']))).toBe(expected);
  });
  test('an enrolment that has ended counts; no courses at all are all', () => {
    const ended = enrolment({ courseKey: 'course-v1:o+a+A', isActive: false });
    expect(isEnrolledInAllCourses([a], [ended])).toBe(true);
    expect(isEnrolledInAllCourses([a, b], [ended])).toBe(false);
    expect(isEnrolledInAllCourses([], [])).toBe(true);
    expect(getUnenrolledCourses([a, b, c], [ended])).toEqual([b, c]);
  });

  const entitlement = { mode: 'verified', price: '5.00', sku: 'E', expires: null };
  const priceOf = (one: ProgramCourse) => getCourseEntitlementPriceAndSku(one, NOW);
  test.each([
    ['the first that fits', [{ ...entitlement, mode: 'audit' }, entitlement], ['5.00', 'E']],
    ['0.00 is a price', [{ ...entitlement, price: '0.00' }], ['0.00', 'E']],
    ['the number 0 is none', [{ ...entitlement, price: 0 }], [null, null]],
    ['no sku', [{ ...entitlement, sku: null }], [null, null]],
    ['expired, as a text', [{ ...entitlement, expires: '2026-06-15T12:00:00Z' }], [null, null]],
    ['not expired, as a text', [{ ...entitlement, expires: '2026-06-15T12:00:01Z' }], ['5.00', 'E']],
    ['an expiry that is no date', [{ ...entitlement, expires: 'soon' }], [null, null]],
    ['a price that is no number', [{ ...entitlement, price: '5,00' }], [null, null]],
  ])('an entitlement: %s', (_name, entitlements, expected) => {
    expect(priceOf({ entitlements })).toEqual(expected);
  });
  test.each([
    ['not published', { ...run('course-v1:o+a+A'), status: 'unpublished' }],
    ['no seats', { ...run('course-v1:o+a+A'), seats: null }],
    ['no price', run('course-v1:o+a+A', null)],
    ['another type', { ...run('course-v1:o+a+A'), seats: [{ type: 'honor', price: '1', sku: 'S' }] }],
  ])('a seat: %s', (_name, one) => {
    expect(priceOf({ course_runs: [one] })).toEqual([null, null]);
  });
  test('nothing to pay is no price', () => {
    expect(
      getProgramPriceAndSkus([{ entitlements: [{ ...entitlement, price: '0.00' }] }], SITUATION),
    ).toEqual([null, null]);
  });
});

describe('user metadata', () => {
  const about = (change: Partial<CourseFacts> = {}, standing: Partial<CourseStanding> = {}) => ({
    course: course(change),
    standing: { ...STANDING, ...standing },
  });
  const of = (...given: Parameters<typeof getExperimentUserMetadataContext>) =>
    getExperimentUserMetadataContext(...given).user_metadata;

  test('two partitions, an offer, a duration, a program: byte for byte', () => {
    const partitionGroups = [
      { partition: '2', id: 20, name: 'Gr\u00fcn \u{1f333}' },
      { partition: '1', id: 10, name: 'first' },
      { partition: '1', id: 11, name: 'second' },
    ];
    const program = { uuid: 'u', courses: [] };
    const schedule = { start: at('2026-06-02'), upgradeDeadline: at('2026-06-20T10:00:00.000001Z') };
    const metadata = of(
      about(
        {
          displayName: null,
          isSelfPaced: true,
          durationLimits: [ON],
          deadlines: { enabled: true, org: null, course: null },
          programs: [program],
        },
        { forumRoles: ['Student', 'Moderator', 'Student'], partitionGroups },
      ),
      learner([enrolment({ schedule })], { hasEntitlements: true }),
      { ...SITUATION, addPrograms: true },
    );
    expect(metadataJson(metadata)).toBe(
      String.raw`{
  "username": "ada",
  "user_id": 7,
  "course_id": "course-v1:edX+DemoX+2026",
  "course_display_name": "course",
  "enrollment_mode": "audit",
  "upgrade_link": "https://shop.example/basket/add/?sku=ABC",
  "upgrade_price": "$50",
  "audit_access_deadline": "2026-06-29T08:00:00+00:00",
  "course_duration": 2419200.0,
  "pacing_type": "self_paced",
  "has_staff_access": false,
  "forum_roles": [
    [
      "Student"
    ],
    [
      "Moderator"
    ]
  ],
  "partition_groups": {
    "2": [
      20,
      "Gr\u00fcn \ud83c\udf33"
    ],
    "1": [
      11,
      "second"
    ],
    "Enrollment Track Groups": [
      1,
      "Audit"
    ]
  },
  "has_non_audit_enrollments": true,
  "program_key_fields": {
    "uuid": "u",
    "title": null,
    "marketing_url": null,
    "status": null,
    "is_eligible_for_one_click_purchase": null,
    "total_courses": 0,
    "complete_enrollment": true,
    "has_courses_left_to_purchase": false,
    "courses_left_to_purchase_price": null,
    "courses_left_to_purchase_url": null
  },
  "email": "ada@example.com",
  "schedule_start": "2026-06-02T00:00:00+00:00",
  "enrollment_time": "2026-06-01T08:00:00+00:00",
  "course_start": "2026-05-01T00:00:00+00:00",
  "course_end": "2026-12-01T00:00:00+00:00",
  "dynamic_upgrade_deadline": "2026-06-20T10:00:00.000001+00:00",
  "course_upgrade_deadline": "2026-07-01T00:00:00+00:00",
  "course_key_fields": {
    "org": "edX",
    "course": "DemoX",
    "run": "2026"
  }
}`,
    );
  });
  test('without a course', () => {
    const metadata = of(null, learner(), SITUATION);
    expect(Object.keys(metadata)).not.toContain('course_key_fields');
    expect(metadata).toMatchObject({ username: 'ada', user_id: 7, course_id: null, forum_roles: null });
    expect(metadata).toMatchObject({
      has_non_audit_enrollments: null,
      upgrade_price: null,
      email: 'ada@example.com',
    });
  });
  test('somebody who is not logged in', () => {
    const metadata = of(
      about({}, { forumRoles: ['Student'] }),
      learner([], { user: ANONYMOUS_USER }),
      SITUATION,
    );
    expect(metadata).toMatchObject({ username: '', user_id: null, forum_roles: [], upgrade_price: '$50' });
    expect(metadata.partition_groups).toEqual(new Map());
    expect(Object.keys(metadata)).not.toContain('email');
    expect(metadataJson(metadata)).toContain('"forum_roles": [],\n  "partition_groups": {},\n');
  });
  test('without a user', () => {
    const metadata = of(null, null, SITUATION);
    expect(metadata).toMatchObject({ username: null, user_id: null });
  });
  test('M7: an enrolment that has ended keeps its duration, and nothing else', () => {
    const metadata = of(
      about({ durationLimits: [ON] }),
      learner([enrolment({ isActive: false })]),
      SITUATION,
    );
    expect(metadata).toMatchObject({
      enrollment_mode: null,
      enrollment_time: null,
      schedule_start: null,
      course_duration: 2419200,
      audit_access_deadline: '2026-06-29T08:00:00+00:00',
      course_upgrade_deadline: '2026-07-01T00:00:00+00:00',
    });
  });
  test.each([
    ['audit and honor', [enrolment(), enrolment({ mode: 'honor' })], false, false],
    ['verified elsewhere', [enrolment({ courseKey: 'o/c/r', mode: 'verified' })], false, true],
    ['ended', [enrolment({ mode: 'professional', isActive: false })], false, true],
    ['C3: unpaid-bootcamp', [enrolment({ mode: 'unpaid-bootcamp' })], false, true],
    ['an entitlement', [], true, true],
  ])('has_non_audit_enrollments: %s', (_name, enrolments, hasEntitlements, expected) => {
    const metadata = of(about(), learner(enrolments, { hasEntitlements }), SITUATION);
    expect(metadata.has_non_audit_enrollments).toBe(expected);
  });
  test('masquerading shows as staff access', () => {
    const metadata = of(about({}, { masquerade: { hasFullAccess: false } }), learner(), SITUATION);
    expect(metadata.has_staff_access).toBe(true);
  });
  test('the name of a course without one', () => {
    expect(displayNameOf(course({ displayName: null }))).toBe('course');
    expect(displayNameOf(course({ displayName: null, key: 'edX/DemoX/Spring_2026' }))).toBe('Spring 2026');
    expect(displayNameOf(course({ displayName: '' }))).toBe('');
  });
  test('time is linear in the number of enrolments', () => {
    expectLinear(10_000, (size) => {
      const many = Array.from({ length: size }, (_, n) => enrolment({ courseKey: `course-v1:o+c${n}+r` }));
      return () => {
        const metadata = of(about({ modes: [AUDIT, mode('verified')] }), learner(many), SITUATION);
        expect(metadata.has_non_audit_enrollments).toBe(false);
      };
    });
  });
});

describe('the dashboard', () => {
  const shown = [{ enrolment: enrolment(), course: course(), standing: STANDING }];
  test('the flag is off', () => {
    expect(getDashboardCourseInfo(learner(), shown, SITUATION)).toBeNull();
  });
  test('the contexts by course key; none for no enrolments', () => {
    const on = { ...SITUATION, addDashboardInfo: true };
    const info = getDashboardCourseInfo(learner(), shown, on);
    expect([...info!.keys()]).toEqual([KEY]);
    expect(info!.get(KEY)).toMatchObject({ enrollment_mode: 'audit', upgrade_price: '$50', course_key: KEY });
    expect(getDashboardCourseInfo(learner(), [], on)).toEqual(new Map());
  });
});

test('JSON with an indent of two, as Python prints it', () => {
  expect(indentedJson({ message: 'Provided user is not found' })).toBe(
    '{\n  "message": "Provided user is not found"\n}',
  );
  expect(indentedJson([])).toBe('[]');
  expect(indentedJson([{ a: [1, true, null] }])).toBe(
    '[\n  {\n    "a": [\n      1,\n      true,\n      null\n    ]\n  }\n]',
  );
});
