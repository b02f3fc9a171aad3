/** Moments to the microsecond, as Python's datetimes have them: read from ISO 8601, printed as `isoformat` does. */
import { readInstant } from '../flags/instant.js';

/** Microseconds since 1970, UTC. */
export type Moment = bigint;

export const SECOND: Moment = 1_000_000n;
const DAY: Moment = 86_400n * SECOND;
export const WEEK: Moment = 7n * DAY;

/** A time up to the fraction of its second, which a time zone follows. */
const FRACTION = /^(.*\d)\.(\d+)/s;

/**
 * `null` for everything that `readInstant` refuses; digits after the sixth are cut off. UTC where no zone is given.
 * @example
 * console.log(readMoment('31 January')); // → null
 */
export function readMoment(text: string): Moment | null {
  const [whole = '', before = '', digits = ''] = FRACTION.exec(text) ?? [];
  const milliseconds = readInstant(whole === '' ? text : before + text.slice(whole.length));
  if (milliseconds === null || (whole !== '' && readInstant(text) === null)) return null;
  return BigInt(milliseconds) * 1000n + BigInt(digits.slice(0, 6).padEnd(6, '0'));
}

/**
 * A date as a moment, in microseconds.
 * @example
 * console.log(momentText(momentFromDate(new Date('2026-01-31T12:00:00Z')))); // → 2026-01-31T12:00:00+00:00
 */
export function momentFromDate(date: Date): Moment {
  return BigInt(date.getTime()) * 1000n;
}

/**
 * As Python prints a datetime in UTC: `2026-01-31T12:00:00+00:00`, with six digits after the second unless all are zero.
 * @example
 * console.log(momentText(readMoment('2026-01-31T12:00:00.5Z')!)); // → 2026-01-31T12:00:00.500000+00:00
 */
export function momentText(moment: Moment): string {
  const micros = ((moment % SECOND) + SECOND) % SECOND;
  const seconds = new Date(Number((moment - micros) / 1000n)).toISOString().slice(0, -'.000Z'.length);
  const fraction = micros === 0n ? '' : `.${String(micros).padStart(6, '0')}`;
  return `${seconds}${fraction}+00:00`;
}

/** The number of the UTC day that a moment is in. */
export function dayOf(moment: Moment): bigint {
  const rest = ((moment % DAY) + DAY) % DAY;
  return (moment - rest) / DAY;
}
