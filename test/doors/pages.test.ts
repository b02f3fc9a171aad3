/** docs/api/ is current: `npm run docs:api` writes it from the docstrings. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { index, page, pageOf } from './pages.js';
import { doorNames } from './public.js';

const folder = new URL('../../docs/api/', import.meta.url).pathname;

test.each(doorNames)('the page of %s is current: run npm run docs:api', async (door) => {
  await expect(page(door)).toMatchFileSnapshot(`${folder}${pageOf(door)}`);
});

test('the list of all parts is current: run npm run docs:api', async () => {
  await expect(index()).toMatchFileSnapshot(`${folder}README.md`);
});

test('there is no page of a part that is gone', () => {
  expect(readdirSync(folder).sort()).toEqual(['README.md', ...doorNames.map(pageOf)].sort());
});
