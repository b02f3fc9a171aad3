/** The page that shows the routes to people, in a real browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { meaning, pathView, prose } from '../../src/service/openapi/documentation-schema.js';
import { axeIssues } from '../preview/axe.js';
import { browserIsMissing, openBrowser } from '../preview/browser.js';
import { start } from './service.js';
import { coursesOf } from './v1/scene.js';

test('text between backticks is code, and is escaped; a lone backtick is kept', () => {
  expect(prose('`a` and `<b>`; 5` long').text).toBe('<code>a</code> and <code>&lt;b&gt;</code>; 5` long');
  expect(prose('').text).toBe('');
  expect([meaning(undefined), meaning('')]).toEqual([null, null]);
  expect(pathView('/a/<b>').text).toBe('<code>/<wbr>a/<wbr>&lt;b&gt;</code>');
});

describe.skipIf(browserIsMissing())('in a real browser', () => {
  let browser: Browser;
  let text: string;
  beforeAll(async () => {
    browser = await openBrowser();
    const service = await start('memory:', { courses: await coursesOf() });
    ({ text } = await service.nobody.ask('GET', '/api/'));
    await service.close();
  });
  afterAll(() => browser?.close());

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 375],
    ['dark', 375],
  ] as const)(
    'axe finds no serious issue: %s, %i pixels wide; nothing is wider than the page',
    async (colorScheme, width) => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
      onTestFinished(() => page.close());
      await page.setContent(text);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await axeIssues(page)).toEqual([]);
    },
  );
});
