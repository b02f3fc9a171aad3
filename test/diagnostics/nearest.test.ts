import { expect, test } from 'vitest';
import { didYouMean } from '../../src/diagnostics/nearest.js';

const known = ['portion-sum', 'portion-number', 'group-map-child', 'off', 'error'];

test.each([
  ['portion-sums', 'portion-sum'],
  ['portoin-sum', 'portion-sum'],
  ['Portion-Sum', 'portion-sum'],
  ['group-map-children', 'group-map-child'],
  ['of', 'off'],
  ['erorr', 'error'],
  ['xyzzy', undefined],
  ['', undefined],
  ['portion-sum'.repeat(100), undefined],
])('%s means %s', (word, expected) => {
  expect(didYouMean(word, known)).toBe(expected === undefined ? '' : `Did you mean "${expected}"?`);
});
