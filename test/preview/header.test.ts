import { describe, expect, test } from 'vitest';
import { axeIssues } from './axe.js';
import { browserForTests, browserIsMissing } from './browser.js';
import { courseFolder } from './courses.js';
import { live, openPage } from './live.js';
import { ORCHARD, orchardCourse } from './orchard-course.js';

describe.skipIf(browserIsMissing())('the header of every page', () => {
  const browser = browserForTests();

  test('shows the course as a group or a learner, with the keyboard alone; every link keeps the viewpoint', async () => {
    const url = await live(courseFolder(orchardCourse()));
    const { page, errors } = await openPage(browser(), `${url}block?id=${ORCHARD.video}`);
    const groups = page.locator('section.group');
    expect(await groups.count()).toBe(2);
    await page.getByRole('combobox').focus();
    expect(await page.getByLabel('Username').isVisible()).toBe(false);
    await page.keyboard.type('Group B');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/block\?id=.*&as=group/);
    expect(await groups.count()).toBe(1);
    expect(await page.locator('.as-line').textContent()).toContain('what Group B of Inquiry sees');
    await page.locator('.trail').getByRole('link', { name: 'Watering' }).click();
    await page.waitForURL(/block\?id=vertical\/u2&as=group/);
    expect(await page.locator('details.nested').count()).toBe(1);
    expect(
      await page
        .getByRole('combobox')
        .evaluate((it: { selectedOptions: { text: string }[] }) => it.selectedOptions[0]!.text),
    ).toBe('Group B');
    await page.getByRole('link', { name: 'Look as the author' }).click();
    await page.waitForURL(/block\?id=vertical%2Fu2$/);
    expect(await page.locator('details.nested').count()).toBe(2);
    await page.getByRole('combobox').selectOption('learner');
    await page.getByLabel('Username').fill('ada');
    await page.keyboard.press('Enter');
    await page.waitForURL(/as=learner&who=ada/);
    expect(await page.locator('.as-line').textContent()).toContain('what the learner ada sees');
    expect(await page.locator('details.nested').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('works without scripts on a phone, and says when there is no such group', async () => {
    const url = await live(courseFolder(orchardCourse()));
    const { page, errors } = await openPage(browser(), url, {
      javaScriptEnabled: false,
      viewport: { width: 375, height: 800 },
    });
    await page.getByRole('combobox').selectOption({ label: 'story' });
    await page.getByRole('button', { name: 'Look' }).click();
    await page.waitForURL(/\?as=group/);
    expect(await page.locator('.as-line').textContent()).toContain('story of Tone of the texts');
    await page.goto(`${url}?as=group:gone`);
    expect(await page.getByRole('alert').textContent()).toContain('The course has no such group');
    await page.goto(`${url}?as=learner&who=${'x'.repeat(1001)}`);
    expect(await page.getByRole('alert').textContent()).toContain('author’s view');
    await page.goto(`${url}?as=%22%3E%3Cscript%3E&who=%22%3E%3Cscript%3E`);
    expect(await page.locator('main script').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('takes three lines on a phone, and nothing of it is cut', async () => {
    const url = await live(courseFolder(orchardCourse()));
    const { page } = await openPage(browser(), url);
    await page.setViewportSize({ width: 375, height: 800 });
    const tops = await page.evaluate<number[]>(
      `[...document.querySelectorAll('header.site :is(strong, nav a, input[type=search], select, form.as button)')]
        .map((part) => part.getBoundingClientRect()).filter(({ width }) => width > 0).map(({ top }) => Math.round(top / 16))`,
    );
    expect(new Set(tops).size).toBeLessThanOrEqual(3);
    const cut = await page.evaluate(
      `(() => { const nav = document.querySelector('header.site nav'); return nav.scrollWidth - nav.clientWidth; })()`,
    );
    expect(cut).toBe(0);
    expect(await page.getByLabel('Look at the course as').count()).toBeGreaterThan(0);
  });

  test('the slash leads to the search, whose results keep the viewpoint; it works without scripts', async () => {
    const url = await live(courseFolder(orchardCourse()));
    const { page, errors } = await openPage(browser(), `${url}?as=group:story@Tone of the texts`);
    await page.keyboard.press('/');
    await page.keyboard.type('drizzle first');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\?as=group.*&q=drizzle/);
    expect(await page.locator('.found').textContent()).toContain('drizzle');
    await page.locator('.found').getByRole('link').first().click();
    await page.waitForURL(/block\?id=html.*as=group/);
    const { page: plain } = await openPage(browser(), url, { javaScriptEnabled: false });
    await plain.getByRole('searchbox').fill('apples uncle');
    await plain.getByRole('button', { name: 'Search' }).click();
    await plain.locator('.found').getByRole('link', { name: 'Ada presses' }).click();
    await plain.waitForURL(/block\?id=html\/story$/);
    expect(errors).toEqual([]);
  });

  test('the start page tells what differs in each place, in the order of the course, broken blocks in red', async () => {
    const url = await live(courseFolder(orchardCourse()));
    const { page, errors } = await openPage(browser(), url);
    expect(await page.locator('.experiment-table h2').allTextContents()).toEqual([
      'Inquiry',
      'Faces',
      'Tone of the texts',
      'Blocks that cannot assign learners',
    ]);
    const rows = page.locator('table.places tbody tr');
    // The same levels in each row, however they are called.
    expect(await rows.locator('th').allTextContents()).toEqual([
      'Counting Planting › 1.1 Soil › Counting trees',
      'A/B block in “Watering” Planting › 1.2 Water › Watering',
      'Poll Harvest › 2.1 Picking › Your opinion',
      'Tone Harvest › 2.2 Pressing › Juice',
      'Cider <test> Harvest › 2.2 Pressing › Cider',
    ]);
    expect(await page.locator('.summary').textContent()).toContain(
      '3 experiments in 4 places · 1 block that cannot assign learners',
    );
    expect(await rows.nth(2).textContent()).toContain('Group A and Words see the same');
    expect(await rows.nth(4).getAttribute('class')).toBe('broken');
    expect(await rows.nth(4).textContent()).toContain('shows nothing');
    await page.goto(`${url}?as=group:2@xblock.partition_service.partition_11`);
    expect(await rows.nth(1).textContent()).toContain('text “Watering by hand”');
    expect(errors).toEqual([]);
  });

  test.each([
    ['light', 1280],
    ['dark', 375],
  ] as const)(
    'axe finds nothing moderate or worse on any page: %s, %i pixels wide',
    async (colorScheme, width) => {
      const url = await live(courseFolder(orchardCourse()));
      const { page, errors } = await openPage(browser(), url, {
        colorScheme,
        viewport: { width, height: 800 },
        bypassCSP: true,
      });
      for (const path of [
        '',
        '?as=learner&who=ada',
        'findings',
        `findings?in=${ORCHARD.broken}`,
        'search?q=tree',
        `block?id=${ORCHARD.faces}`,
        'experiment/~Tone%20of%20the%20texts',
      ]) {
        await page.goto(url + path);
        await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
        expect(await axeIssues(page, { from: 'moderate' }), path).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true);
      }
      expect(errors).toEqual([]);
    },
  );
});
