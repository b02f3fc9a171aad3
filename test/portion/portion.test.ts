import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fraction, fractionText, ONE, ZERO } from '../../src/portion/fraction.js';
import {
  floatSum,
  type Portion,
  portionOf,
  pythonFloatText,
  readPortion,
  remainingPortion,
} from '../../src/portion/portion.js';

interface Python {
  readonly repr: [string, string][];
  readonly read: [string, string | null][];
  readonly zeros: number[];
}

const python = JSON.parse(readFileSync(new URL('./python-float.json', import.meta.url), 'utf8')) as Python;

const portions = (...texts: string[]) => texts.map((text) => readPortion(text));
const repeated = (text: string, count: number) => portions(...new Array<string>(count).fill(text));

/** Python's sum of the texts, and what is left for the default group, as Open edX computed them. */
function original(list: readonly Portion[]) {
  const total = floatSum(list);
  return { total, refused: 1 - total < 0, rest: 1 - total };
}

describe('readPortion', () => {
  test.each([
    ['.5', '0.5'],
    [' .5 ', '0.5'],
    ['+.5', '0.5'],
    ['5e-1', '0.5'],
    ['5E-1', '0.5'],
    ['1.', '1'],
    ['00.5', '0.5'],
    ['\u00a0.5\u00a0', '0.5'],
    ['\u0660.\u0665', '0.5'],
    ['１．５', null],
    ['１.５', '1.5'],
    ['\u{1d7d9}.5', '1.5'],
    ['-0.5', '-0.5'],
    ['0e999', '0'],
    ['1e5', '100000'],
    ['1.0000000000000001', '1.0000000000000001'],
  ])('%j is exactly %s', (text, exact) => {
    const portion = readPortion(text);
    expect(portion.text).toBe(text);
    expect(portion.kind).toBe(exact === null ? 'not-a-number' : 'number');
    expect(portion.exact && fractionText(portion.exact)).toBe(exact);
  });

  test('a missing attribute is 0', () => {
    expect(readPortion(null)).toEqual({ text: '0', kind: 'missing', exact: ZERO, float: 0 });
  });

  test.each(['abc', '', ' ', '50%', '0,5', '0x1', '.', '-', '1_0', '1e', '--1', '\ufeff.5', '. 5'])(
    '%j is not a number',
    (text) => {
      expect(readPortion(text)).toEqual({ text, kind: 'not-a-number', exact: null, float: Number.NaN });
    },
  );

  test.each([
    ['nan', 'nan', Number.NaN],
    ['-NaN', 'nan', Number.NaN],
    ['inf', 'infinite', Number.POSITIVE_INFINITY],
    ['+Infinity', 'infinite', Number.POSITIVE_INFINITY],
    ['-inf', 'infinite', Number.NEGATIVE_INFINITY],
    ['1e400', 'infinite', Number.POSITIVE_INFINITY],
    ['-1e400', 'infinite', Number.NEGATIVE_INFINITY],
  ] as const)('%j is %s', (text, kind, float) => {
    expect(readPortion(text)).toEqual({ text, kind, exact: null, float });
  });

  test('accepts what Python accepts and refuses what it refuses', () => {
    for (const [text, expected] of python.read) {
      const { kind, float } = readPortion(text);
      const ours = kind === 'not-a-number' ? null : pythonFloatText(float);
      expect(ours, JSON.stringify(text)).toBe(expected);
    }
  });

  test('accepts the digits of every script that Python accepts', () => {
    expect(python.zeros.length).toBeGreaterThan(60);
    for (const zero of python.zeros) {
      for (let digit = 0; digit < 10; digit += 1) {
        const text = `0.${String.fromCodePoint(zero + digit)}1`;
        expect(readPortion(text).float, `U+${zero.toString(16)} + ${digit}`).toBe(Number(`0.${digit}1`));
      }
    }
  });

  test('excessively long texts are not parsed, and have a kind of their own', () => {
    expect(readPortion('9'.repeat(1001)).kind).toBe('too-long');
    expect(readPortion('1e-99999999').kind).toBe('too-long');
    expect(readPortion(`0.${'1'.repeat(900)}`).kind).toBe('number');
    expect(readPortion('1e-400').kind).toBe('number');
    expect(readPortion('1e-999999999999999999').kind).toBe('too-long');
    expect(readPortion(`${'1'.repeat(900)}e308`).kind).toBe('infinite');
  });

  test('any decimal is stored exactly, with the float of the text', () => {
    const digits = fc.stringMatching(/^[0-9]{1,25}$/);
    fc.assert(
      fc.property(digits, digits, fc.constantFrom('', '-', '+'), (whole, decimals, sign) => {
        const text = `${sign}${whole}.${decimals}`;
        const { exact, float } = readPortion(text);
        const units = BigInt(whole + decimals) * (sign === '-' ? -1n : 1n);
        expect(exact).toEqual(fraction(units, 10n ** BigInt(decimals.length)));
        expect(float).toBe(Number(text));
      }),
    );
  });
});

describe('portionOf', () => {
  test('an equal share keeps its exact value and shows it', () => {
    expect(portionOf(fraction(1n, 3n))).toEqual({
      text: '1/3',
      kind: 'number',
      exact: fraction(1n, 3n),
      float: 1 / 3,
    });
    expect(portionOf(fraction(1n, 4n), '.25').text).toBe('.25');
  });
});

describe('restOf', () => {
  test('is the exact remainder of 1', () => {
    expect(remainingPortion([])).toEqual(ONE);
    expect(remainingPortion(portions('.1', '.2'))).toEqual(fraction(7n, 10n));
    expect(remainingPortion(portions('.33', '.56', '.11'))).toEqual(ZERO);
    expect(remainingPortion(portions('.9', '.3'))).toEqual(fraction(-1n, 5n));
    expect(remainingPortion([readPortion('.9'), readPortion(null)])).toEqual(fraction(1n, 10n));
  });

  test.each(['nan', 'inf', 'abc', '1e-99999'])('%s makes it unknown', (text) => {
    expect(remainingPortion(portions('.5', text))).toBeNull();
  });
});

describe('exact portions against the float sum', () => {
  test.each([
    [['0.33', '0.56', '0.11'], 1.0000000000000002],
    [['0.34', '0.55', '0.11'], 1.0000000000000002],
    [['0.34', '0.56', '0.1'], 1.0000000000000002],
    [['0.4', '0.2', '0.3', '0.1'], 1.0000000000000002],
    [['0.2', '0.4', '0.3', '0.1'], 1.0000000000000002],
    [['0.1', '0.1', '0.4', '0.3', '0.1'], 1.0000000000000002],
    [new Array<string>(20).fill('0.05'), 1.0000000000000002],
    [new Array<string>(25).fill('0.04'), 1.0000000000000002],
    [new Array<string>(40).fill('0.025'), 1.0000000000000004],
    [new Array<string>(50).fill('0.02'), 1.0000000000000004],
  ])('%j: the original refuses it', (texts, total) => {
    const list = portions(...texts);
    expect(original(list)).toMatchObject({ total, refused: true });
    expect(remainingPortion(list)).toEqual(ZERO);
  });

  test.each([
    [['0.7', '0.2', '0.1']],
    [['0.3', '0.6', '0.1']],
    [['0.6', '0.3', '0.1']],
    [['0.2', '0.7', '0.1']],
    [new Array<string>(10).fill('0.1')],
  ])('%j: the original gives the default group 1e-16', (texts) => {
    const list = portions(...texts);
    expect(original(list)).toMatchObject({ total: 0.9999999999999999, rest: 1.1102230246251565e-16 });
    expect(remainingPortion(list)).toEqual(ZERO);
  });

  test('n times repr(1/n) exceeds 1 in floats for these n up to 50 and no others', () => {
    const refused: number[] = [];
    for (let n = 1; n <= 50; n += 1) {
      if (original(repeated(pythonFloatText(1 / n), n)).refused) refused.push(n);
    }
    expect(refused).toEqual([9, 11, 18, 20, 21, 25, 35, 36, 39, 40, 41, 42, 43, 45, 47, 48, 49, 50]);
  });

  test('6 x 0.16666666666666666 falls short in floats and in decimals', () => {
    const list = repeated('0.16666666666666666', 6);
    expect(original(list).total).toBe(0.9999999999999999);
    expect(remainingPortion(list)).toEqual(fraction(4n, 10n ** 17n));
  });

  test('no pair of one to three decimals is refused by the original', () => {
    for (let places = 1; places <= 3; places += 1) {
      const units = 10 ** places;
      for (let first = 0; first <= units; first += 1) {
        const list = [first, units - first].map((part) => portionOf(fraction(BigInt(part), BigInt(units))));
        expect(original(list).refused).toBe(false);
      }
    }
  });

  test('all splits of 100 percent into three and four groups: never misjudged, where floats err 10,923 times', () => {
    const percent = Array.from({ length: 101 }, (_, i) => portionOf(fraction(BigInt(i), 100n)));
    const seen = { splits: 0, misjudged: 0, refusals: 0, phantoms: 0 };
    const look = (...parts: number[]) => {
      const list = parts.map((part) => percent[part]!);
      const { refused, rest } = original(list);
      seen.splits += 1;
      if (remainingPortion(list)!.numerator !== 0n) seen.misjudged += 1;
      if (refused) seen.refusals += 1;
      else if (rest > 0) seen.phantoms += 1;
    };
    for (let a = 1; a <= 98; a += 1) {
      for (let b = 1; a + b <= 99; b += 1) {
        look(a, b, 100 - a - b);
        for (let c = 1; a + b + c <= 99; c += 1) look(a, b, c, 100 - a - b - c);
      }
    }
    expect(seen).toEqual({ splits: 161_700, misjudged: 0, refusals: 2008, phantoms: 8915 });
  });
});

describe('pythonFloatText', () => {
  test('is what Python writes for hundreds of doubles of every size', () => {
    expect(python.repr.length).toBeGreaterThan(300);
    for (const [hex, text] of python.repr) {
      expect(pythonFloatText(Buffer.from(hex, 'hex').readDoubleBE()), hex).toBe(text);
    }
  });

  test.each([
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [-0, '-0.0'],
    [0, '0.0'],
    [1, '1.0'],
    [1e-7, '1e-07'],
    [1e16, '1e+16'],
    [123_456_789_012_345_680, '1.2345678901234568e+17'],
  ])('%d', (value, text) => {
    expect(pythonFloatText(value)).toBe(text);
  });

  test('reads back as the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(Number(pythonFloatText(value)), value),
      ),
    );
  });
});
