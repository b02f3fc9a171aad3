/** Numbers as Python reads and prints them, since what v0 stores of a JSON number is Python's text of it. */
import { HttpError } from '../http/http-errors.js';

/** What Python's `int` and `strip` accept as white space. */
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const INTEGER = new RegExp(`^${SPACE}([+-]?)(\\p{Nd}(?:_?\\p{Nd})*)${SPACE}$`, 'u');
/** Of one whole number: more would take Python quadratic time, so it refuses them. */
const MOST_DIGITS = 4300;

/** A whole number in a text by the rules of Python's `int`: digits of every script, `_` between digits, white space around. */
export function readInteger(text: string): bigint | null {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits === undefined) return null;
  const plain = asciiDigits(digits.replaceAll('_', ''));
  return plain.length > MOST_DIGITS ? null : BigInt(`${sign === '-' ? '-' : ''}${plain}`);
}

/** With the digits of every script as 0 to 9. */
export function asciiDigits(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, digitOf);
}

/** Unicode's digits come in runs of ten from zero. */
function digitOf(character: string): string {
  const code = character.codePointAt(0)!;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

/** JSON in which each number is the text that Python's `str` gives it. @param json must be valid */
export function withNumbersAsText(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${textOf(token)}"`,
  );
}

/** @param token a number of JSON */
function textOf(token: string): string {
  if (/[.eE]/.test(token)) return floatText(Number(token));
  const digits = token.length - (token.startsWith('-') ? 1 : 0);
  if (digits > MOST_DIGITS) {
    throw new HttpError(
      400,
      `JSON parse error - Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${digits} digits; use sys.set_int_max_str_digits() to increase the limit`,
    );
  }
  return token === '-0' ? '0' : token;
}

/** Python's `repr` of a float: the digits are JavaScript's, the form is not. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    const digits = String(Math.abs(power)).padStart(2, '0');
    return `${mantissa}e${power < 0 ? '-' : '+'}${digits}`;
  }
  const text = fixed(mantissa, power);
  return text.includes('.') ? text : `${text}.0`;
}

/** Without an exponent, which JavaScript uses below 1e-6. */
function fixed(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  const rest = digits.slice(power + 1);
  return `${sign}${whole}${rest === '' ? '' : `.${rest}`}`;
}
