import { describe, expect, test } from 'vitest';
import { axeIssues } from './axe.js';
import { browserForTests, browserIsMissing } from './browser.js';
import { SAMPLE } from './courses.js';
import { live, openPage } from './live.js';

const PATHS = [
  'learner',
  'learner?learner=ada&other=cleo',
  'learner?learner=%00',
  'experiments',
  'experiment/~Tone%20of%20the%20texts?learners=5000',
  'experiment/~Tone%20of%20the%20texts?learners=x',
];

describe.skipIf(browserIsMissing())('learners and experiments in a real browser', () => {
  const browser = browserForTests();

  test('two learners are entered, a difference is followed, and the URL contains their names', async () => {
    const url = await live(SAMPLE);
    const { page, errors } = await openPage(browser(), `${url}learner`);
    await page.getByRole('textbox', { name: 'Learner' }).fill('a&b "c"');
    await page.getByLabel('Beside').fill('bob');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL('**/learner?learner=*');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('As a&b "c" and bob');
    const asked = new URL(page.url()).searchParams;
    expect([asked.get('learner'), asked.get('other')]).toEqual(['a&b "c"', 'bob']);
    await page.goto(`${url}learner?learner=ada&other=cleo`);
    await page.locator('.compared').getByRole('link', { name: 'Goodbye text' }).click();
    expect(await page.locator('.choice.differs:target').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('from the list to an experiment, and another class', async () => {
    const { page, errors } = await openPage(browser(), await live(SAMPLE));
    await page.getByRole('link', { name: 'Swarm hints' }).click();
    await page.getByRole('spinbutton', { name: 'Learners' }).fill('123');
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.waitForURL('**learners=123*');
    expect(await page.getByRole('heading', { name: 'A class of 123' }).count()).toBe(1);
    await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
    expect(await page.getByRole('img', { name: /as a class of 123 fills/ }).count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test.each([
    ['light', 1200],
    ['dark', 375],
  ] as const)(
    'axe finds no serious issue: %s, %i pixels wide; nothing is wider than the page',
    async (colorScheme, width) => {
      const viewport = { width, height: 800 };
      const { page } = await openPage(browser(), await live(SAMPLE), {
        colorScheme,
        viewport,
        bypassCSP: true,
      });
      const url = page.url();
      for (const path of PATHS) {
        await page.goto(url + path);
        await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
        expect(await axeIssues(page), path).toEqual([]);
        expect(
          await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
          path,
        ).toBeLessThanOrEqual(0);
      }
    },
  );
});
