import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserIsMissing, openBrowser } from './browser.js';
import { courseFolder } from './courses.js';
import { live, openPage } from './live.js';
import { ORCHARD, orchardCourse } from './orchard-course.js';

describe.skipIf(browserIsMissing())('the header of every page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('shows the course as a group or a learner, with the keyboard alone; every link keeps the viewpoint', async () => {
    const url = await live(courseFolder(orchardCourse()));
    const { page, errors } = await openPage(browser, `${url}block?id=${ORCHARD.video}`);
    const groups = page.locator('section.group');
    expect(await groups.count()).toBe(2);
    await page.getByRole('combobox').focus();
    expect(await page.getByLabel('Username').isVisible()).toBe(false);
    await page.keyboard.type('Group B');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/block\?id=.*&as=group/);
    expect(await groups.count()).toBe(1);
    expect(await page.locator('.as-line').textContent()).toContain('what group Group B of Inquiry sees');
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
    const { page, errors } = await openPage(browser, url, {
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
});
