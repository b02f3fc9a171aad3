/** The samples of docs/runtime.md run, one after the other, and print what they say. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as door from '../../src/index.js';

const root = new URL('../..', import.meta.url).pathname;
const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

it('the samples run and print the shown output', async () => {
  const page = readFileSync(`${root}docs/runtime.md`, 'utf8');
  const samples = [...page.matchAll(/^```js\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
  expect(samples.length).toBeGreaterThan(4);
  const code = samples
    .join('\n')
    .replace(/^import (\{[^}]*\}) from 'olx-abtest';$/gm, 'const $1 = door;')
    .replace("'course/'", JSON.stringify(`${root}fixtures/courses/sample`))
    .replace('sqlite:./learners.db', 'sqlite::memory:');
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => printed.push(values.join(' ')) };
  await new AsyncFunction('door', 'console', code)(door, console);
  expect(printed).toEqual([...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]));
});
