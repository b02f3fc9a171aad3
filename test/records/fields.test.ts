/** Odd fields from outside get the answers that Open edX's API gives. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  readDataFields,
  readDataKey,
  readDataValue,
  readExperimentId,
} from '../../src/records/data-fields.js';
import { expectLinear } from '../growth.js';

const LEAST = 'Ensure this value is greater than or equal to 0.';
const MOST = 'Ensure this value is less than or equal to 65535.';
const NO_INTEGER = 'A valid integer is required.';
const NO_STRING = 'Not a valid string.';
const BLANK = 'This field may not be blank.';
const REQUIRED = 'This field is required.';
const NULL = 'This field may not be null.';

it.each<[unknown, number | string]>([
  [undefined, REQUIRED],
  [null, NULL],
  [-1, LEAST],
  ['-1', LEAST],
  [65_536, MOST],
  ['99999999999999999999', MOST],
  ['abc', NO_INTEGER],
  ['', NO_INTEGER],
  [1.5, NO_INTEGER],
  [true, NO_INTEGER],
  [Number.NaN, NO_INTEGER],
  [[1], NO_INTEGER],
  [{}, NO_INTEGER],
  ['1.0', 1],
  ['1.', 1],
  ['7', 7],
  [' 7 ', 7],
  ['+7', 7],
  ['-0', 0],
  [0, 0],
  [65_535, 65_535],
])('experiment_id %j', (input, expected) => {
  expect(readExperimentId(input)).toEqual(
    typeof expected === 'number' ? { value: expected } : { error: expected },
  );
});

it.each<[unknown, { value: string } | { error: string }]>([
  [undefined, { error: REQUIRED }],
  [null, { error: NULL }],
  ['', { error: BLANK }],
  [' \t\u3000', { error: BLANK }],
  [[], { error: NO_STRING }],
  [{}, { error: NO_STRING }],
  [true, { error: NO_STRING }],
  [5, { value: '5' }],
  [' pad ', { value: 'pad' }],
  ['\u001f\u0085pad\u001c', { value: 'pad' }],
  ['\ufeffkept', { value: '\ufeffkept' }],
  ['a\0b', { error: 'Null characters are not allowed.' }],
  ['a\ud83d', { error: 'Surrogate characters are not allowed: U+D83D.' }],
  ['k'.repeat(255), { value: 'k'.repeat(255) }],
  ['😀'.repeat(255), { value: '😀'.repeat(255) }],
])('key and value %j', (input, expected) => {
  expect(readDataKey(input)).toEqual(expected);
  expect(readDataValue(input)).toEqual(expected);
});

it('reads a text with a million spaces inside it in linear time', () => {
  expectLinear(1_000_000, (size) => {
    const long = `a${' '.repeat(size)}b`;
    return () => {
      expect(readDataValue(`  ${long}\u3000`)).toEqual({ value: long });
      expect(readExperimentId(`1${' '.repeat(size)}x`)).toHaveProperty('error');
    };
  });
});

it('limits keys, not values', () => {
  expect(readDataKey('k'.repeat(256))).toEqual({
    error: 'Ensure this field has no more than 255 characters.',
  });
  expect(readDataValue('k'.repeat(256))).toEqual({ value: 'k'.repeat(256) });
});

it('returns all fields, or all errors', () => {
  expect(readDataFields({ experiment_id: '0', key: 5, value: ' v ', user: 'x', id: 9 })).toEqual({
    fields: { experiment_id: 0, key: '5', value: 'v' },
    errors: null,
  });
  expect(readDataFields({ key: '' })).toEqual({
    fields: null,
    errors: { experiment_id: [REQUIRED], key: [BLANK], value: [REQUIRED] },
  });
  expect(readDataFields({ value: 'v' }, { partial: true })).toEqual({ fields: { value: 'v' }, errors: null });
  expect(readDataFields({ value: null }, { partial: true })).toEqual({
    fields: null,
    errors: { value: [NULL] },
  });
  expect(readDataFields(Object.create({ key: 'inherited' }), { partial: true })).toEqual({
    fields: {},
    errors: null,
  });
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.anything(), (experiment_id, key, value) => {
      const { fields, errors } = readDataFields({ experiment_id, key, value });
      return (fields === null) !== (errors === null);
    }),
  );
});
