/** A group's share of the learners: the author's text and its exact value. */
import { type Fraction, fraction, fractionText, ONE, subtract, sum, toNumber, ZERO } from './fraction.js';

/** How Python's `float()`, which Open edX used, reads the text. */
export type PortionKind = 'number' | 'missing' | 'not-a-number' | 'nan' | 'infinite' | 'too-long';

export interface Portion {
  /** As the author wrote it; for a missing attribute and for computed portions, the exact value as text. */
  readonly text: string;
  readonly kind: PortionKind;
  /** The exact value; a missing portion counts as 0. `null` when the text is not a finite number. */
  readonly exact: Fraction | null;
  /** The value of Python's `float()`; NaN where `float()` raises an error. */
  readonly float: number;
}

/** Longer texts are not parsed, since exact arithmetic on them could take arbitrarily long. */
const LONGEST_TEXT = 1000;
const LARGEST_EXPONENT = 400;
const MATHEMATICAL_DIGITS = 0x1d7ce;

/**
 * White space that Python's `float()` strips. JavaScript's `\s` includes U+FEFF and lacks U+0085; U+001C to U+001F,
 * which Python strips in some versions, cannot occur in XML.
 */
const WHITE_SPACE = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const SURROUNDING_SPACE = new RegExp(`^${WHITE_SPACE}|${WHITE_SPACE}$`, 'g');
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * Reads a `portion` attribute as Open edX did (Python 2 `float()`): surrounding white space, a sign, `.5`, `1.`,
 * exponents and any Unicode decimal digits are accepted; underscores, `%`, `,` and hexadecimal are not.
 * @example
 * console.log(fractionText(readPortion('.30').exact!), readPortion('30%').kind); // → 0.3 not-a-number
 */
export function readPortion(text: string | null): Portion {
  if (text === null) return { text: '0', kind: 'missing', exact: ZERO, float: 0 };
  if (text.length > LONGEST_TEXT) return { text, kind: 'too-long', exact: null, float: Number.NaN };
  const plain = asciiDigits(text.replace(SURROUNDING_SPACE, ''));
  if (/^[+-]?nan$/i.test(plain)) return { text, kind: 'nan', exact: null, float: Number.NaN };
  if (/^[+-]?inf(inity)?$/i.test(plain)) return infinite(text, plain.startsWith('-'));
  const match = DECIMAL.exec(plain);
  const [, sign, whole = '', decimals = '', exponentText = '0'] = match ?? [];
  if (match === null || whole.length + decimals.length === 0) {
    return { text, kind: 'not-a-number', exact: null, float: Number.NaN };
  }
  const digits = BigInt(whole + decimals);
  const exponent = Number(exponentText);
  const float = Number(plain);
  if (digits !== 0n && !Number.isFinite(float)) return infinite(text, sign === '-');
  if (digits !== 0n && Math.abs(exponent) > LARGEST_EXPONENT + LONGEST_TEXT) {
    return { text, kind: 'too-long', exact: null, float };
  }
  const scale = digits === 0n ? 0 : exponent - decimals.length;
  const signed = sign === '-' ? -digits : digits;
  const exact =
    scale >= 0 ? fraction(signed * 10n ** BigInt(scale)) : fraction(signed, 10n ** BigInt(-scale));
  return { text, kind: 'number', exact, float };
}

/** A portion that is computed rather than read, such as an equal share or the default group's remainder. */
export function portionOf(exact: Fraction, text = fractionText(exact)): Portion {
  return { text, kind: 'number', exact, float: toNumber(exact) };
}

/**
 * The portion of the default group: 1 minus the exact sum of the others; `null` when one of them is not a number.
 * @example
 * console.log(fractionText(remainingPortion([readPortion('.33'), readPortion('.56')])!)); // → 0.11
 */
export function remainingPortion(portions: readonly Portion[]): Fraction | null {
  const exact: Fraction[] = [];
  for (const portion of portions) {
    if (portion.exact === null) return null;
    exact.push(portion.exact);
  }
  return subtract(ONE, sum(exact));
}

/** Open edX's own sum: binary64, left to right from 0, as Python up to 3.11 adds. */
export function floatSum(portions: readonly Portion[]): number {
  let total = 0;
  for (const portion of portions) total += portion.float;
  return total;
}

/** Python's `repr` of a finite float: `0.5`, `1.0`, `1e-07`, `1e+16`. */
export function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${mantissa}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

function infinite(text: string, negative: boolean): Portion {
  const float = negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return { text, kind: 'infinite', exact: null, float };
}

/**
 * Unicode decimal digits come in runs of ten that start with the digit 0; only the mathematical ones are adjacent to
 * each other.
 */
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    let code = digit.codePointAt(0)!;
    if (code >= MATHEMATICAL_DIGITS && code < MATHEMATICAL_DIGITS + 50)
      return String((code - MATHEMATICAL_DIGITS) % 10);
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
      code -= 1;
      value += 1;
    }
    return String(value);
  });
}
