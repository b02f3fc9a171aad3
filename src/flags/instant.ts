/** Parses the dates of enrolment windows: ISO 8601 only, with offsets. */

function form(dash: string, colon: string, between: string): RegExp {
  const date = `(?<year>\\d{4})${dash}(?<month>\\d\\d)${dash}(?<day>\\d\\d)`;
  const second = `(?:${colon}(?<second>\\d\\d)(?:\\.(?<fraction>\\d+))?)?`;
  const zone = '(?:[Zz]|(?<sign>[+-])(?<zoneHour>\\d\\d)(?::?(?<zoneMinute>\\d\\d))?)?';
  return new RegExp(`^${date}(?:${between}(?<hour>\\d\\d)${colon}(?<minute>\\d\\d)${second}${zone})?$`);
}

const EXTENDED = form('-', ':', '[Tt ]');
const BASIC = form('', '', '[Tt]');

/**
 * Milliseconds since 1970 of a calendar date, alone or with a time (`T` or one space between) and an offset; UTC when
 * there is none. Digits after the microsecond are cut off, as in Open edX; a remaining fraction of a millisecond is
 * rounded up, so that comparing with whole milliseconds gives the same result as comparing microseconds. `null` for
 * everything else: free text, partial dates, week dates, days that the month does not have, year 0.
 */
export function readInstant(text: string): number | null {
  const parts = (EXTENDED.exec(text) ?? BASIC.exec(text))?.groups;
  if (parts === undefined) return null;
  const number = (name: string): number => Number(parts[name] ?? 0);
  const [year, month, day] = [number('year'), number('month'), number('day')];
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  if (year === 0 || hour > 23 || minute > 59 || second > 59) return null;
  if (number('zoneHour') > 23 || number('zoneMinute') > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const microseconds = Number((parts.fraction ?? '').slice(0, 6).padEnd(6, '0'));
  const offset = (number('zoneHour') * 60 + number('zoneMinute')) * (parts.sign === '-' ? -1 : 1);
  const time = date.setUTCHours(hour, minute, second, 0) + Math.ceil(microseconds / 1000);
  return time - offset * 60_000;
}
