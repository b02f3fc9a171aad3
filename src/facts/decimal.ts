/** Prices: exact decimals that are added and printed as Python's `Decimal` does. */

/** `coefficient` × 10^`exponent`. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

export const NO_MONEY: Decimal = { coefficient: 0n, exponent: 0 };

/** More digits and larger powers are refused: they would take long to add. */
const LONGEST = 40;
const NUMBER = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A decimal as Python reads one: `199.23`, `.5`, `1E+2`; `null` for anything else, `NaN` and commas included.
 * @example
 * console.log(decimalText(readDecimal('199.230')!)); // → 199.230
 */
export function readDecimal(text: string): Decimal | null {
  const parts = NUMBER.exec(text.trim());
  if (parts === null || text.length > LONGEST) return null;
  const [, sign = '', whole = '', fraction = '', bare = '', power = '0'] = parts;
  const digits = fraction + bare;
  if (Math.abs(Number(power)) > LONGEST) return null;
  const magnitude = BigInt(`${whole}${digits}` || '0');
  return {
    coefficient: sign === '-' ? -magnitude : magnitude,
    exponent: Number(power) - digits.length,
  };
}

/**
 * Exact; as many decimals as the finer of the two has.
 * @example
 * console.log(decimalText(addDecimals(readDecimal('.5')!, readDecimal('1.25')!))); // → 1.75
 */
export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const exponent = Math.min(one.exponent, other.exponent);
  const at = ({ coefficient, exponent: own }: Decimal): bigint => coefficient * 10n ** BigInt(own - exponent);
  return { coefficient: at(one) + at(other), exponent };
}

/**
 * As Python's `str(Decimal)`: trailing zeros are kept.
 * @example
 * console.log(decimalText(addDecimals(readDecimal('199.23')!, readDecimal('86.00')!))); // → 285.23
 */
export function decimalText({ coefficient, exponent }: Decimal): string {
  const sign = coefficient < 0n ? '-' : '';
  const digits = String(coefficient < 0n ? -coefficient : coefficient);
  const leading = exponent + digits.length;
  if (exponent <= 0 && leading > -6) {
    if (exponent === 0) return sign + digits;
    const padded = digits.padStart(1 - exponent, '0');
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }
  const power = leading - 1;
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${sign}${mantissa}E${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}
