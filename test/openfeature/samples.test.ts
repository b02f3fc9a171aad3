/** The samples of docs/openfeature.md compile as programs of users: one of a server, one of a page. */
import { expect, test } from 'vitest';
import { compileErrors, samplesOf } from '../doors/compiled.js';

const folder = new URL('../../fixtures/', import.meta.url).pathname;

test('the samples of docs/openfeature.md compile', { timeout: 60_000 }, () => {
  const samples = samplesOf('openfeature.md');
  const isOfPage = (code: string): boolean => /openfeature-web|web-sdk/.test(code);
  const programs = [samples.filter((each) => !isOfPage(each)), samples.filter(isOfPage)];
  const files = programs
    .filter((each) => each.length > 0)
    .map((each, index) => [`${folder}sample-${index}.ts`, `${each.join('\n')}\nexport {};\n`] as const);
  expect(samples.length).toBeGreaterThan(1);
  for (const [file, errors] of compileErrors(new Map(files))) expect([file, errors]).toEqual([file, []]);
});
