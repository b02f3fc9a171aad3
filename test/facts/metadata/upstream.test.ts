/** Open edX's own tests of `experiments.utils`, by their names. */
import { expect, test } from 'vitest';
import type { ProgramCourse } from '../../../src/facts/facts.js';
import { metadataJson } from '../../../src/facts/metadata/metadata-json.js';
import {
  getCourseEntitlementPriceAndSku,
  getProgramPriceAndSkus,
  getUnenrolledCourses,
  isEnrolledInCourseRun,
} from '../../../src/facts/metadata/programs.js';
import { getExperimentUserMetadataContext } from '../../../src/facts/metadata/user-metadata.js';
import { AUDIT, at, course, enrolment, learner, NOW, SITUATION, STANDING } from '../people.js';

const ENTITLED: ProgramCourse = {
  entitlements: [{ mode: 'verified', price: '199.23', sku: 'B37EBA0', expires: null }],
};
const WITH_SEAT: ProgramCourse = {
  course_runs: [
    {
      key: 'course-v1:DelftX+NGIx+RA0',
      status: 'published',
      seats: [{ type: 'verified', price: '86.00', sku: 'B9B6D0B' }],
    },
  ],
};

test('test_valid_course_run_key_enrollment', () => {
  const key = 'course-v1:DelftX+NGIx+RA0';
  expect(isEnrolledInCourseRun({ key }, new Set([key]))).toBe(true);
});

test('test_invalid_course_run_key_enrollment', () => {
  expect(isEnrolledInCourseRun({ key: 'cr_key' }, new Set(['cr_key']))).toBe(false);
  expect(isEnrolledInCourseRun({}, new Set([KEY_OF_NOTHING]))).toBe(false);
});
const KEY_OF_NOTHING = 'undefined';

test('test_program_price_and_skus_for_empty_courses', () => {
  expect(getProgramPriceAndSkus([], SITUATION)).toEqual([null, null]);
});

test('test_unenrolled_courses_for_empty_courses', () => {
  expect(getUnenrolledCourses([], [])).toEqual([]);
});

test('test_unenrolled_courses_for_single_course', () => {
  const one: ProgramCourse = { course_runs: null };
  expect(getUnenrolledCourses([one], [])[0]).toBe(one);
});

test('test_price_and_sku_from_empty_course', () => {
  expect(getCourseEntitlementPriceAndSku({}, NOW)).toEqual([null, null]);
});

test('test_price_and_sku_from_entitlement', () => {
  expect(getCourseEntitlementPriceAndSku(ENTITLED, NOW)).toEqual(['199.23', 'B37EBA0']);
});

test('test_price_and_sku_from_course_run', () => {
  const decimal = { coefficient: 8600n, exponent: -2 };
  expect(getCourseEntitlementPriceAndSku(WITH_SEAT, NOW)).toEqual([decimal, 'B9B6D0B']);
});

test('test_program_price_and_skus_for_one_course', () => {
  expect(getProgramPriceAndSkus([ENTITLED], SITUATION)).toEqual(['$199.23', ['B37EBA0']]);
});

test('test_program_price_and_skus_for_two_courses', () => {
  expect(getProgramPriceAndSkus([WITH_SEAT, ENTITLED], SITUATION)).toEqual([
    '$285.23',
    ['B9B6D0B', 'B37EBA0'],
  ]);
});

test('test_get_experiment_user_metadata_context', () => {
  const about = {
    course: course({ modes: [AUDIT], start: at('2026-05-16T12:00:00Z'), end: null }),
    standing: { ...STANDING, forumRoles: ['Student'] },
  };
  const schedule = { start: at('2026-06-02T00:00:00.25Z'), upgradeDeadline: null };
  const context = getExperimentUserMetadataContext(about, learner([enrolment({ schedule })]), SITUATION);
  expect(metadataJson(context.user_metadata)).toBe(`{
  "username": "ada",
  "user_id": 7,
  "course_id": "course-v1:edX+DemoX+2026",
  "course_display_name": "Demonstration",
  "enrollment_mode": "audit",
  "upgrade_link": null,
  "upgrade_price": "Free",
  "audit_access_deadline": null,
  "course_duration": null,
  "pacing_type": "instructor_paced",
  "has_staff_access": false,
  "forum_roles": [
    [
      "Student"
    ]
  ],
  "partition_groups": {
    "Enrollment Track Groups": [
      1,
      "Audit"
    ]
  },
  "has_non_audit_enrollments": false,
  "program_key_fields": null,
  "email": "ada@example.com",
  "schedule_start": "2026-06-02T00:00:00.250000+00:00",
  "enrollment_time": "2026-06-01T08:00:00+00:00",
  "course_start": "2026-05-16T12:00:00+00:00",
  "course_end": null,
  "dynamic_upgrade_deadline": null,
  "course_upgrade_deadline": null,
  "course_key_fields": {
    "org": "edX",
    "course": "DemoX",
    "run": "2026"
  }
}`);
});
