/** Conversions of Python that settings go through: `int()`, `float()`, and dates as python-dateutil reads them. */
import { isDict, isList, PyFloat, type PyValue } from './parse-python-json.js';

/** Why a conversion raised: a ValueError or TypeError, which some readers catch, or anything else. */
export type Raised = 'value' | 'other';

/** White space as Python's `strip()` takes it. */
const SPACE = '[\\s\\x1c-\\x1f\\x85]';
const STRIP = new RegExp(`^${SPACE}+|${SPACE}+$`, 'gu');

export function strip(text: string): string {
  return text.replace(/\ufeff/g, '\ufffd').replace(STRIP, '');
}

/** Is there nothing but white space, as Python sees it? */
export function isBlankForPython(text: string): boolean {
  return strip(text) === '';
}

/** `int(value)`; `undefined` where it raises. */
export function pythonInt(value: PyValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof PyFloat)
    return Number.isFinite(value.value) ? BigInt(Math.trunc(value.value)) : undefined;
  if (typeof value !== 'string') return undefined;
  const digits = asciiDigits(strip(value));
  if (!/^[+-]?\d+(_\d+)*$/.test(digits) || digits.length > 4300) return undefined;
  return BigInt(digits.replace(/_/g, '').replace(/^\+/, ''));
}

/** Does `float(value)` raise? */
export function isPythonFloat(value: PyValue): boolean {
  if (value === null || isList(value) || isDict(value)) return false;
  if (typeof value !== 'string') return true;
  const text = asciiDigits(strip(value)).toLowerCase();
  return /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$|^[+-]?(inf|infinity|nan)$/.test(
    text,
  );
}

/** Decimal digits of any script as ASCII: Python takes them all. */
function asciiDigits(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    if (!/\p{Nd}/u.test(character)) return character;
    let zero = character.codePointAt(0)!;
    // Unicode keeps the ten digits of a script side by side.
    while (zero > 0 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && character.codePointAt(0)! - zero < 9)
      zero -= 1;
    return String((character.codePointAt(0)! - zero) % 10);
  });
}

/** Words that python-dateutil understands inside a date. */
const DATE_WORD =
  /^(mon|tue|wed|thu|fri|sat|sun|monday|tues|tuesday|wednesday|thurs|thur|thursday|friday|saturday|sunday|jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|oct|october|nov|november|dec|december|am|pm|a|p|h|hour|hours|m|minute|minutes|s|second|seconds|t|z|utc|gmt|at|on|and|ad|of|st|nd|rd|th)$/i;

/**
 * Is the text a date to python-dateutil? It takes nearly anything that consists of numbers and the names of months and
 * days; a word that it does not have, a number out of range, or text that is not a number is refused.
 */
export function isPythonDate(text: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  const hasTime = /\d:\d\d/.test(text);
  for (const word of words) {
    const isZone = hasTime && /^[A-Z]{3,5}$/.test(word);
    if (!DATE_WORD.test(word) && !isZone) return false;
  }
  if (!/\d/.test(text)) return words.some((word) => word.length >= 3 && DATE_WORD.test(word));
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(text);
  if (iso === null) return !/[?!#$%&=<>{}[\]|~^*@_]/.test(text);
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = iso;
  return (
    isDay(Number(year), Number(month), Number(day)) && isTime(Number(hour), Number(minute), Number(second))
  );
}

function isDay(year: number, month: number, day: number): boolean {
  // Where only one of them can be the month, dateutil swaps the two.
  const [m, d] = month > 12 && day <= 12 ? [day, month] : [month, day];
  const date = new Date(Date.UTC(2000, m - 1, d));
  date.setUTCFullYear(year, m - 1, d);
  return year >= 1 && m >= 1 && m <= 12 && d >= 1 && date.getUTCMonth() === m - 1;
}

function isTime(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 59;
}
