/** The class of docs/analyze.md is the generated one; `OLX_ABTEST_WRITE=1` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generateClass, gradeReport } from './class.js';

const path = new URL('../../fixtures/evidence/grade_report.csv', import.meta.url).pathname;

it('the grade report of the example is that of the generated class', () => {
  const text = gradeReport(generateClass({ seed: 'bees', learners: 300, effect: 0.06 }));
  if (process.env.OLX_ABTEST_WRITE) writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
});
