/** Texts with tens of thousands of findings, or of comments that silence them, are checked in linear time. */
import { expect, it } from 'vitest';
import { checkCourse, parseCourse } from '../../src/index.js';
import { expectLinear } from '../growth.js';

const silences = (size: number) =>
  '<!-- olx-abtest-disable abtest-retired --><abtest/>'.repeat(size) +
  '\n<!-- olx-abtest-disable-next-line no-stray-text -->\n'.repeat(size);
const TEXTS: Readonly<Record<string, readonly [largest: number, text: (size: number) => string]>> = {
  'elements that are no groups, with texts': [16_000, (size) => `<abtest>${'a<b/>'.repeat(size)}</abtest>`],
  'misspelt default groups': [
    16_000,
    (size) => `<abtest>${'<x/>'.repeat(size)}${'<defaul/>'.repeat(size)}</abtest>`,
  ],
  'comments that silence rules': [3_200, (size) => `<vertical>${silences(size)}</vertical>`],
};

it.each(Object.entries(TEXTS))('%s', (_, [largest, text]) => {
  expectLinear(largest, (size) => {
    const given = text(size);
    return () => expect(checkCourse(parseCourse(given).course).length).toBeGreaterThan(size);
  });
});
