/** The samples of docs/runtime.md run, one after the other, and print what they say. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { printedBy, shownIn } from '../doors/run.js';

const root = new URL('../..', import.meta.url).pathname;

it('the samples run and print the shown output', async () => {
  const page = readFileSync(`${root}docs/runtime.md`, 'utf8');
  const samples = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    .map((match) => match[1]!)
    .filter((code) => !code.includes("from './"));
  expect(samples.length).toBeGreaterThan(4);
  const code = samples
    .join('\n')
    .replace("'course/'", JSON.stringify(`${root}fixtures/courses/sample`))
    .replace('sqlite:./learners.db', 'sqlite::memory:');
  expect(await printedBy(code)).toEqual(shownIn(code));
});
