/** Programs: in which of their courses a learner is enrolled, and what the others cost. */
import { parseLearningContextKey } from '../../flags/course-key.js';
import { addDecimals, type Decimal, decimalText, NO_MONEY, readDecimal } from '../decimal.js';
import type { Enrolment, ProgramCourse, ProgramEntitlement, ProgramRun } from '../facts.js';
import { type Moment, readMoment } from '../moment.js';
import { priceText } from './course-modes.js';
import type { SiteSettings } from './subject.js';

/**
 * Whether the key of a run is among the keys of courses. A key that is missing or cannot be read is not.
 * @example
 * const run = { key: 'course-v1:edX+DemoX+2026' };
 * console.log(isEnrolledInCourseRun(run, new Set(['course-v1:edX+DemoX+2026']))); // → true
 */
export function isEnrolledInCourseRun(run: ProgramRun, courseKeys: ReadonlySet<string>): boolean {
  return isKey(run.key) && courseKeys.has(run.key);
}

/**
 * Whether the key of one of the course's runs is among the keys. A course without runs is not enrolled in.
 * @example
 * const [first] = demo.programs[0].courses ?? [];
 * console.log(isEnrolledInCourse(first, new Set(['course-v1:edX+DemoX+2026']))); // → true
 */
export function isEnrolledInCourse(course: ProgramCourse, courseKeys: ReadonlySet<string>): boolean {
  return (course.course_runs ?? []).some((run) => isEnrolledInCourseRun(run, courseKeys));
}

/**
 * Whether each course of a program has an enrolment in one of its runs. True also for no courses. Enrolments that have ended count.
 * @example
 * console.log(isEnrolledInAllCourses(demo.programs[0].courses ?? [], learner.enrolments)); // → false
 */
export function isEnrolledInAllCourses(
  courses: readonly ProgramCourse[],
  enrolments: readonly Enrolment[],
): boolean {
  const keys = keysOf(enrolments);
  return courses.every((course) => isEnrolledInCourse(course, keys));
}

/**
 * The courses without an enrolment in one of their runs: the same objects, in the same order.
 * @example
 * console.log(getUnenrolledCourses(demo.programs[0].courses ?? [], learner.enrolments).length); // → 1
 */
export function getUnenrolledCourses(
  courses: readonly ProgramCourse[],
  enrolments: readonly Enrolment[],
): ProgramCourse[] {
  const keys = keysOf(enrolments);
  return courses.filter((course) => !isEnrolledInCourse(course, keys));
}

/**
 * The price and the sku of a course in a program: those of the first verified entitlement with both that has not
 * expired, its price as it is stored; else of the first verified seat with both in a published run, its price as a
 * decimal. A price or an expiry that cannot be read is passed over.
 * @example
 * const [first] = demo.programs[0].courses ?? [];
 * console.log(getCourseEntitlementPriceAndSku(first, situation.now).join(' ')); // → 199.23 ENT
 */
export function getCourseEntitlementPriceAndSku(
  course: ProgramCourse,
  now: Moment,
): readonly [price: string | Decimal, sku: string] | readonly [null, null] {
  for (const entitlement of course.entitlements ?? []) {
    const price = textOf(entitlement.price);
    if (entitlement.mode !== 'verified' || price === '' || !entitlement.sku) continue;
    if (!isExpired(entitlement, now) && readDecimal(price) !== null) return [price, entitlement.sku];
  }
  for (const { status, seats } of course.course_runs ?? []) {
    if (status !== 'published') continue;
    for (const { type, price, sku } of seats ?? []) {
      const decimal = readDecimal(textOf(price));
      if (type === 'verified' && decimal !== null && sku) return [decimal, sku];
    }
  }
  return [null, null];
}

/**
 * `$285.23` and the skus in order; both `null` where nothing is to be paid. Courses without a price are passed over.
 * @example
 * const courses = demo.programs[0].courses ?? [];
 * console.log(getProgramPriceAndSkus(courses, situation)); // → [ '$285.23', [ 'ENT', 'SEAT' ] ]
 */
export function getProgramPriceAndSkus(
  courses: readonly ProgramCourse[],
  { now, site }: { readonly now: Moment; readonly site: SiteSettings },
): readonly [price: string, skus: readonly string[]] | readonly [null, null] {
  let total = NO_MONEY;
  const skus: string[] = [];
  for (const course of courses) {
    const [price, sku] = getCourseEntitlementPriceAndSku(course, now);
    if (price === null) continue;
    total = addDecimals(total, typeof price === 'string' ? readDecimal(price)! : price);
    skus.push(sku);
  }
  if (total.coefficient <= 0n) return [null, null];
  const text = priceText(decimalText(total), site);
  return [site.programPrice?.(text, skus) ?? text, skus];
}

function keysOf(enrolments: readonly Enrolment[]): ReadonlySet<string> {
  return new Set(enrolments.map(({ courseKey }) => courseKey));
}

function isKey(text: string | null | undefined): text is string {
  try {
    return typeof text === 'string' && parseLearningContextKey(text) !== null;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** As Python's truth values: the number 0 is not a price, the text `0.00` is. */
function textOf(price: string | number | null | undefined): string {
  return price ? String(price) : '';
}

function isExpired({ expires }: ProgramEntitlement, now: Moment): boolean {
  if (!expires) return false;
  const moment = readMoment(expires);
  return moment === null || moment <= now;
}
