/** The example page of fixtures/openfeature in Chromium, with OpenFeature's web SDK, against a service on another origin. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { courseKeyOf, loadCourse } from '../../src/index.js';
import { door } from '../built.js';
import { browserIsMissing, openBrowser } from '../preview/browser.js';
import { type Running, start, tokenOf } from '../service/service.js';
import { all, TONE } from './scene.js';

const root = new URL('../..', import.meta.url).pathname;
const folder = `${root}fixtures/openfeature`;

const { course } = await loadCourse(`${root}fixtures/courses/sample`);
const KEY = courseKeyOf(course)!;

/** In the page: every text of a group that was ever visible in a frame. */
const WATCH = `globalThis.seen = [];
const look = () => {
  const groups = [...document.querySelectorAll('[data-group]')].filter((each) => each.checkVisibility());
  const visible = groups.map(({ dataset }) => dataset.group).join('+');
  if (visible !== '' && seen.at(-1) !== visible) seen.push(visible);
  requestAnimationFrame(look);
};
requestAnimationFrame(look);`;

async function bundled(): Promise<string> {
  const bundle = await rolldown({
    input: `${folder}/page.js`,
    platform: 'browser',
    logLevel: 'silent',
    resolve: { alias: { 'olx-abtest/openfeature-web': door('openfeature-web.js') } },
  });
  const { output } = await bundle.generate({ format: 'esm' });
  // Nothing of a server, whose packages would be chunks of their own.
  expect([output.length, output[0].imports]).toEqual([1, []]);
  return output[0].code;
}

describe.skipIf(browserIsMissing())('the example page', () => {
  let browser: Browser;
  let service: Running;
  let pages: Server;
  let origin: string;
  let token: string;
  /** Where the pages ask; another address stands for a service that is away. */
  let base: string;
  let script: string;
  let learner = 'ada';

  beforeAll(async () => {
    script = await bundled();
    pages = createServer(async (request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      const isScript = pathname.endsWith('.js');
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      const settings = JSON.stringify({ course: base, learner, token });
      const html = readFileSync(`${folder}/page.html`, 'utf8').replace('SETTINGS', settings);
      response.end(isScript ? script : pathname === '/other' ? '<h1>Another page</h1>' : html);
    });
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    service = await start('memory:', { courses: new Map([[KEY, course]]), cors: { origins: [origin] } });
    // Playwright turns off the cache of pages that are left, which browsers have.
    browser = await openBrowser([], ['--disable-back-forward-cache']);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await service?.close();
    pages?.close();
  });

  /** A new learner in a browser of their own. */
  async function visit(name: string, at = service.url): Promise<BrowserContext> {
    learner = name;
    token = await tokenOf(name);
    base = `${at}/api/abtest/v1/courses/${encodeURIComponent(KEY)}`;
    return browser.newContext();
  }

  /** Opens the page; keeps every text of a group that was ever visible, and the requests to the service. */
  async function open(context: BrowserContext) {
    const page = await context.newPage();
    const requests: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(base))
        requests.push(`${request.method()} ${request.url().slice(base.length)}`);
    });
    await page.addInitScript(WATCH);
    await page.goto(`${origin}/page`);
    await page.waitForFunction('!document.documentElement.classList.contains("waiting") && seen.length > 0');
    return { page, requests };
  }

  const seenIn = (page: Page): Promise<string[]> => page.evaluate('seen');
  const exposuresOf = async (name: string) =>
    (await all(service.store.exposures({ scope: KEY, experiment: TONE }))).filter(
      (each) => each.learner === name,
    );

  test('shows the group from one request, before anything is painted, and records the exposure once', async () => {
    const context = await visit('ada');
    const { page, requests } = await open(context);
    expect(await seenIn(page)).toEqual(['story']);
    const [painted, answered] = (await page.evaluate(`(async () => {
      const paint = () => performance.getEntriesByName('first-contentful-paint')[0];
      while (paint() === undefined) await new Promise(requestAnimationFrame);
      const [bulk] = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/evaluate/flags'));
      return [paint().startTime, bulk.responseEnd];
    })()`)) as [number, number];
    expect(painted).toBeGreaterThanOrEqual(answered);
    await expect.poll(() => exposuresOf('ada')).toHaveLength(1);
    // Preflights are not requests of the page.
    expect(requests).toEqual([
      'POST /ofrep/v1/evaluate/flags',
      `PUT /experiments/${encodeURIComponent(TONE)}/exposures/ada`,
    ]);
    await page.evaluate('location.reload()');
    await page.waitForFunction('globalThis.seen?.length > 0');
    await page.goto(`${origin}/page`);
    await page.waitForFunction('seen.length > 0');
    expect(await seenIn(page)).toEqual(['story']);
    expect((await exposuresOf('ada')).map(({ context, group }) => [context, group])).toEqual([
      ['/page', 'story'],
    ]);
    await context.close();
  });

  /** In the page, in one task: the learner has read it, and the page is left. */
  const READ = `document.querySelector('button').click();`;

  test.each<[how: string, learner: string, leave: (page: Page, context: BrowserContext) => Promise<unknown>]>(
    [
      [
        'a link to another page',
        'leo',
        (page) => page.evaluate(`${READ} document.querySelector('a').click()`),
      ],
      [
        'the tab is closed',
        'tim',
        async (page, context) => {
          // The last tab would end the browser.
          await context.newPage();
          const gone = page.waitForEvent('close');
          await page.evaluate(READ);
          await page.close();
          return gone;
        },
      ],
      [
        'the back/forward cache, and back',
        'una',
        async (page) => {
          await page.evaluate(
            `globalThis.addEventListener('pageshow', (event) => { globalThis.isBack = event.persisted; });`,
          );
          await page.evaluate(`${READ} document.querySelector('a').click()`);
          await page.waitForURL(`${origin}/other`);
          await page.evaluate('history.back()');
          await page.waitForFunction('globalThis.isBack === true');
          expect((await seenIn(page)).length).toBe(1);
        },
      ],
    ],
  )('what is recorded as the page is left arrives, once: %s', async (_, name, leave) => {
    const context = await visit(name);
    const { page } = await open(context);
    await leave(page, context);
    const outcomes = async () =>
      (await all(service.store.outcomes({ scope: KEY }))).filter((each) => each.learner === name);
    await expect.poll(outcomes).toMatchObject([{ name: 'read', value: 1 }]);
    await expect.poll(() => exposuresOf(name)).toHaveLength(1);
    await context.close();
    expect([await outcomes(), await exposuresOf(name)].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('shows the default group while the service is away, and records nothing', async () => {
    const context = await visit('zoe', 'http://127.0.0.1:9');
    const { page } = await open(context);
    expect(await seenIn(page)).toEqual(['_DEFAULT_GROUP']);
    expect(await exposuresOf('zoe')).toEqual([]);
    await context.close();
  });

  test('a learner who was shown a group sees the same while the service is away, never two', async () => {
    const context = await visit('bob');
    const { page } = await open(context);
    const [group] = await seenIn(page);
    await expect.poll(() => exposuresOf('bob')).toHaveLength(1);
    await context.route(`${base}/**`, (route) => route.abort());
    await page.goto(`${origin}/page`);
    await page.waitForFunction('seen.length > 0');
    expect(await seenIn(page)).toEqual([group]);
    await context.close();
  });
});
