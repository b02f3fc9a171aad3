/** What the answers of an LMS mean: each is checked, since a wrong one must not become a fact. */
import type { CourseMode, CourseRecord, Enrolment, Entitlement, UserFacts } from '../facts.js';
import { type Moment, readMoment } from '../moment.js';
import { WrongAnswer } from './lms-client.js';

type Item = Readonly<Record<string, unknown>>;

/** @throws WrongAnswer for what is not an object */
export function item(value: unknown): Item {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Item;
  throw new WrongAnswer('its answer does not have the expected form', 0);
}

export function list(value: unknown): Item[] {
  if (Array.isArray(value)) return value.map(item);
  throw new WrongAnswer('its answer does not have the expected form', 0);
}

/** `/api/user/v1/accounts`. The number and the e-mail address are there for staff only. */
export function userOf(account: Item): UserFacts {
  const { id, email } = account;
  return {
    username: text(account, 'username'),
    id: typeof id === 'number' ? id : null,
    ...(typeof email === 'string' && { email }),
    isActive: account.is_active === true,
    isAuthenticated: true,
  };
}

/** `/api/courses/v1/courses/{key}/` */
export function courseOf(key: string, course: Item): CourseRecord {
  return {
    key,
    displayName: optionalText(course, 'name'),
    start: moment(course, 'start'),
    end: moment(course, 'end'),
    isSelfPaced: course.pacing === 'self',
    cosmeticPrice: null,
    weeksToComplete: null,
  };
}

/** `/api/course_modes/v1/courses/{key}/` */
export function modeOf(mode: Item): CourseMode {
  return {
    slug: text(mode, 'mode_slug'),
    name: text(mode, 'mode_display_name'),
    price: String(mode.min_price ?? 0),
    currency: text(mode, 'currency'),
    expires: moment(mode, 'expiration_datetime'),
    sku: optionalText(mode, 'sku'),
  };
}

/** `/api/enrollment/v1/enrollments` */
export function enrolmentOf(enrolment: Item): Enrolment {
  const created = moment(enrolment, 'created');
  if (created === null) throw new WrongAnswer('an enrolment has no date', 0);
  return {
    username: text(enrolment, 'user'),
    courseKey: text(enrolment, 'course_id'),
    mode: text(enrolment, 'mode'),
    isActive: enrolment.is_active === true,
    created,
  };
}

/** `/api/entitlements/v1/entitlements/` */
export function entitlementOf(entitlement: Item): Entitlement {
  return {
    courseUuid: text(entitlement, 'course_uuid'),
    mode: text(entitlement, 'mode'),
    expired: moment(entitlement, 'expired_at'),
  };
}

export function text(from: Item, name: string): string {
  const value = from[name];
  if (typeof value === 'string') return value;
  throw new WrongAnswer(`its answer lacks ${name}`, 0);
}

function optionalText(from: Item, name: string): string | null {
  const value = from[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function moment(from: Item, name: string): Moment | null {
  const value = from[name];
  if (value === null || value === undefined) return null;
  const read = typeof value === 'string' ? readMoment(value) : null;
  if (read === null) throw new WrongAnswer(`${name} in its answer is not a date`, 0);
  return read;
}
