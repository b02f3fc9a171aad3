/** Moments and prices: read, compared and printed as Python does. */
import { describe, expect, test } from 'vitest';
import { addDecimals, decimalText, readDecimal } from '../../../src/facts/decimal.js';
import { dayOf, momentText, readMoment } from '../../../src/facts/moment.js';

describe('moments', () => {
  test.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00+00:00'],
    ['2026-01-31T12:00:00.5Z', '2026-01-31T12:00:00.500000+00:00'],
    ['2026-01-31T12:00:00.000001Z', '2026-01-31T12:00:00.000001+00:00'],
    ['2026-01-31T12:00:00.0000009Z', '2026-01-31T12:00:00+00:00'],
    ['2026-01-31T12:00:00.123456+02:00', '2026-01-31T10:00:00.123456+00:00'],
    ['2026-01-31', '2026-01-31T00:00:00+00:00'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999+00:00'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00+00:00'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999+00:00'],
    ['2026-01-31 12:00:00', '2026-01-31T12:00:00+00:00'],
  ])('%s is %s', (text, printed) => {
    expect(momentText(readMoment(text)!)).toBe(printed);
  });
  test.each(['', 'soon', '2026-02-30', '2026-01', '31.01.2026', '2026-01-31T12:00:00.Z', '2026-01-31T25:00'])(
    '"%s" is no moment',
    (text) => {
      expect(readMoment(text)).toBeNull();
    },
  );
  test('a day begins at midnight UTC, before 1970 too', () => {
    expect(dayOf(readMoment('2026-01-02')!) - dayOf(readMoment('2026-01-01T23:59:59.999999Z')!)).toBe(1n);
    expect(dayOf(readMoment('1969-12-31T23:00:00Z')!)).toBe(-1n);
  });
});

describe('decimals', () => {
  test.each([
    ['199.23', '199.23'],
    ['96.00', '96.00'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['1E+2', '1E+2'],
    ['0.0000001', '1E-7'],
    ['0.000001', '0.000001'],
    ['-3.10', '-3.10'],
    ['10.125', '10.125'],
    ['1.5e3', '1.5E+3'],
  ])('%s is printed %s, as by str(Decimal)', (text, printed) => {
    expect(decimalText(readDecimal(text)!)).toBe(printed);
  });
  test.each(['', 'free', '1,50', '1.2.3', 'NaN', 'Infinity', '1e999', '٣', '9'.repeat(50)])(
    '"%s" is no price',
    (text) => {
      expect(readDecimal(text)).toBeNull();
    },
  );
  test.each([
    ['199.23', '86.00', '285.23'],
    ['0.1', '0.2', '0.3'],
    ['10', '0.125', '10.125'],
    ['1E+2', '0.50', '100.50'],
    ['0.10', '-0.10', '0.00'],
  ])('%s + %s is %s', (one, other, sum) => {
    expect(decimalText(addDecimals(readDecimal(one)!, readDecimal(other)!))).toBe(sum);
  });
});
