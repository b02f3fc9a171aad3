import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateSync } from 'node:zlib';
import type { Browser, Page, Request } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/index.js';
import { REPORT_MARK, REPORT_MARK_WITHIN } from '../../src/presentation/file-kinds.js';
import { reportHtml } from '../../src/preview/report/report.js';
import { ALL_FRAMES, reportFrames } from '../../src/preview/report/report-frames.js';
import { ALL_IMAGES, LARGEST_IMAGE, reportImages } from '../../src/preview/report/report-images.js';
import { sharedCourses, warnWhenAbsent } from '../shared.js';
import { axeIssues } from './axe.js';
import { browserForTests, browserIsMissing } from './browser.js';
import { courseFolder, loaded, SAMPLE, unitCourse, writeFiles } from './courses.js';
import { PATIENCE_MS } from './live.js';

warnWhenAbsent();

async function report(
  path: string,
  options: Partial<Parameters<typeof reportHtml>[1]> = {},
): Promise<string> {
  const store = await openStore('memory:');
  onTestFinished(() => store.close());
  return reportHtml(await loaded(path), { store, version: '1.2.3', ...options });
}

const LEARNERS = ['ada', 'cleo'];

describe('the file', () => {
  test('the same course and options give the same bytes, marked as a report', async () => {
    const text = await report(SAMPLE, { learners: LEARNERS });
    expect(await report(SAMPLE, { learners: LEARNERS })).toBe(text);
    expect(text.slice(0, REPORT_MARK_WITHIN)).toContain(`${REPORT_MARK} 1.2.3">`);
  });

  test('its fingerprint changes with the course, not with its path', async () => {
    const of = async (files: Record<string, string>): Promise<string> =>
      /fingerprint <span class="code">([0-9a-f]{16})</.exec(
        await report(courseFolder(unitCourse('', files))),
      )![1]!;
    const plain = await of({});
    expect(await of({})).toBe(plain);
    expect(await of({ 'html/a.html': 'x' })).not.toBe(plain);
  });

  test('every experiment and every A/B block has its part, every link its target, every id its own', async () => {
    const text = await report(SAMPLE, { learners: LEARNERS });
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const targets = [...text.matchAll(/\shref="#([^"]*)"/g)].map(([, id]) => id!);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect([...text.matchAll(/<section class="part" id="([^"]*)"/g)].map(([, id]) => id)).toEqual([
      'outline',
      'findings',
      'experiment-Tone_20_of_20_the_20_texts',
      'experiment-xblock_2e_partition_5f_service_2e_partition_5f_764310258',
      'block-abtest_2f_welcome',
      'block-split_5f_test_2f_swarm_5f_hints',
      'block-abtest_2f_goodbye',
      'learner-ada',
    ]);
  });

  test('it makes no requests: no forms, no URLs except those inside it', async () => {
    const text = await report(SAMPLE, { learners: LEARNERS });
    const own = text.replace(/ srcdoc="[^"]*"/g, '');
    expect(own).not.toMatch(/<form|<link|<script src|<img|@import|url\(/);
    const outside = [...own.matchAll(/\s(?:href|src)="(?!#)([^"]*)"/g)].map(([, address]) => address!);
    expect(outside.filter((address) => !address.startsWith('https://www.youtube.com/'))).toEqual([]);
  });

  test('one learner is shown alone, two beside each other, three in sequence', async () => {
    const parts = async (...learners: string[]): Promise<string[]> =>
      [...(await report(SAMPLE, { learners })).matchAll(/id="(learner-[^"]*)"/g)].map(([, id]) => id!);
    expect(await parts('ada')).toEqual(['learner-ada']);
    expect(await parts('ada', 'bob')).toEqual(['learner-ada']);
    expect(await parts('ada', 'bob', 'cleo')).toEqual(['learner-ada', 'learner-bob', 'learner-cleo']);
  });

  test('blocks that cannot assign learners have a part of their own', async () => {
    const broken = '<abtest url_name="ab" experiment="E"><group name="a" portion="2"/><default/></abtest>';
    expect(await report(courseFolder(unitCourse(broken)))).toContain('id="broken"');
  });

  test('for a course that cannot be read the report has its findings', async () => {
    const text = await report(courseFolder({ 'course.xml': '<course' }), { learners: ['ada'] });
    expect(text).toContain('xml-well-formed');
  });
});

describe('images', () => {
  const page = (name: string): string =>
    `<abtest url_name="ab" experiment="E"><default><html url_name="h"><img src="/static/${name}" alt="A hive"/></html></default></abtest>`;

  test('are embedded', async () => {
    const text = await report(courseFolder(unitCourse(page('hive.png'), { 'static/hive.png': png() })));
    expect(text).toContain(`data:image/png;base64,${png().toString('base64').slice(0, 30)}`);
    expect(text).not.toContain('What this file leaves out');
  });

  test.each([
    [
      'too large: 513 KiB, more than the 512 KiB that a picture may have here',
      'hive.png',
      Buffer.alloc(LARGEST_IMAGE + 1),
    ],
    ['missing: the folder static of the course does not have it', 'other.png', png()],
    ['not a picture', 'hive.exe', png()],
  ])('that are left out are listed at the end with the reason: %s', async (reason, name, bytes) => {
    const files = { [`static/hive.${name.split('.')[1]}`]: bytes };
    const text = await report(courseFolder(unitCourse(page(name), files)));
    expect(text).toContain(`<span class="code">static/${name}</span>: ${reason}</li>`);
    expect(text.length).toBeLessThan(200_000);
  });

  test('together stay below a limit', async () => {
    const count = Math.ceil(ALL_IMAGES / (LARGEST_IMAGE * 1.3)) + 3;
    const images = Array.from({ length: count }, (_, index) => `<img src="/static/${index}.png"/>`).join('');
    const folder = courseFolder(
      unitCourse(
        `<abtest url_name="ab" experiment="E"><default><html url_name="h">${images}</html></default></abtest>`,
      ),
    );
    for (let index = 0; index < count; index += 1)
      writeFiles(folder, { [`static/${index}.png`]: Buffer.alloc(LARGEST_IMAGE) });
    const text = await report(folder);
    expect(text).toContain('</span>: no room: the pictures in this file have 12 MiB already</li>');
    expect(text.length).toBeLessThan(ALL_IMAGES + 500_000);
  });
});

test('the content of all blocks together stays below a limit, and what is left out is named', async () => {
  const half = `<p>${'word '.repeat(ALL_FRAMES / 9)}</p>`;
  const preview = await loaded(
    courseFolder(
      unitCourse('<html url_name="a"/><html url_name="b"/><html url_name="c"/>', {
        ...Object.fromEntries(
          ['a', 'b', 'c'].map((name) => [`html/${name}.xml`, `<html filename="${name}"/>`]),
        ),
        ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`html/${name}.html`, half])),
      }),
    ),
  );
  const frames = reportFrames(preview, reportImages(preview.course));
  const leaves = preview.course.nodes.filter(({ tag }) => tag === 'html');
  const shown = leaves.map((node) => frames.frame(node, node.urlName!).text);
  expect(shown.map((text) => text.startsWith('<iframe'))).toEqual([true, false, false]);
  expect(shown[1]).toContain('Left out, since the report would be too large.');
  expect(frames.left).toEqual(['b', 'c']);
});

/** What an author could write to get out of the frame. */
const hostile = (
  outside: string,
): string => `<script>parent.document.title = 'owned'; fetch('${outside}/script')</script>
<img src="x" onerror="parent.document.title = 'owned'"/><img src="${outside}/pixel.png"/>
<link rel="stylesheet" href="${outside}/style.css"/><iframe src="${outside}/frame"/>
<style>@import '${outside}/import.css'; body { background: url(${outside}/background.png) }</style>
<a id="away" href="javascript:parent.document.title = 'owned'">link</a><a id="out" target="_top" href="${outside}/top">out</a>
<form action="${outside}/form"><input name="a" autofocus="" onfocus="parent.document.title = 'owned'"/><button id="send">send</button></form>
<meta http-equiv="refresh" content="0;url=${outside}/refresh"/>"></iframe><h1 id="escaped">out</h1>`;

function hostileCourse(outside: string): string {
  const name = '&lt;/title&gt;&lt;script&gt;document.title=&quot;owned&quot;&lt;/script&gt;';
  const block = `<abtest url_name="ab" display_name="${name}" experiment="${name}"><group name="${name}" portion=".5"><html url_name="h1"/></group><default><html url_name="h2" display_name="${name}"><p>x</p></html></default></abtest>`;
  return courseFolder(
    unitCourse(block, {
      'html/h1.xml': '<html filename="h1" display_name="x"/>',
      'html/h1.html': hostile(outside),
    }),
  );
}

describe.skipIf(browserIsMissing())('opened from the disk in a real browser, without a network', () => {
  const browser = browserForTests();

  interface Opened {
    readonly page: Page;
    readonly errors: string[];
    /** Addresses that were asked for, the file's own apart. */
    readonly requests: string[];
  }

  async function open(
    text: string,
    options: Parameters<Browser['newContext']>[0] = {},
    isOnline = false,
  ): Promise<Opened> {
    const file = join(courseFolder({ 'report.html': text }), 'report.html');
    const context = await browser().newContext(options);
    onTestFinished(() => context.close());
    await context.setOffline(!isOnline);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
    page.on('pageerror', (error) => errors.push(error.message));
    const own = pathToFileURL(file).href;
    const note = (request: Request): void => {
      const url = request.url();
      const isRefused = request.failure()?.errorText === 'csp';
      if (url !== own && !url.startsWith('data:') && !isRefused) requests.push(url);
    };
    page.on('requestfinished', note);
    page.on('requestfailed', note);
    await page.goto(own);
    return { page, errors, requests };
  }

  test('everything is shown, without further requests', async () => {
    const { page, errors, requests } = await open(await report(SAMPLE, { learners: LEARNERS }));
    expect(await page.title()).toBe('Bees in the City: its experiments');
    await page
      .getByRole('navigation', { name: 'Contents' })
      .getByRole('link', { name: 'Welcome text' })
      .click();
    const frame = page.frameLocator('#block-abtest_2f_welcome iframe.content').first();
    expect(await frame.locator('body').innerText()).toContain('In this course you keep one hive');
    expect(await page.locator('svg.plot:visible').count()).toBe(2);
    expect([errors, requests]).toEqual([[], []]);
  });

  test('frames have the height of their content', async () => {
    const lines = Array.from({ length: 90 }, (_, index) => `<p>Line ${index}</p>`).join('');
    const block = `<abtest url_name="ab" experiment="E"><default><html url_name="h">${lines}</html></default></abtest>`;
    const { page } = await open(await report(courseFolder(unitCourse(block))));
    await page.locator('iframe.content').scrollIntoViewIfNeeded();
    const rest = `(() => { const frame = document.querySelector('iframe.content'); const { documentElement } = frame.contentDocument; return documentElement.scrollHeight - frame.clientHeight; })()`;
    await expect.poll(() => page.evaluate(rest)).toBeLessThanOrEqual(0);
  });

  test('nothing of a hostile course runs, is loaded, or navigates, even with a network', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const outside = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const text = await report(hostileCourse(outside), {
      learners: ['<script>document.title="owned"</script>'],
    });
    const { page, requests } = await open(text, {}, true);
    await page.locator('iframe.content').first().scrollIntoViewIfNeeded();
    const frame = page.frameLocator('iframe.content').first();
    await frame.locator('#away').click();
    await frame.locator('#out').click();
    await frame.locator('#send').click();
    await page.waitForTimeout(300);
    expect(await page.title()).not.toBe('owned');
    expect(page.url()).toMatch(/^file:.*report\.html/);
    expect(await page.locator('#escaped').count()).toBe(0);
    expect(await frame.locator('#escaped').count()).toBe(1);
    expect([asked, requests]).toEqual([[], []]);
    expect(page.context().pages().length).toBe(1);
  });

  test.each([
    ['light', 1200],
    ['dark', 375],
  ] as const)(
    'axe finds no serious issue: %s, %i pixels wide; nothing is wider than the page',
    async (colorScheme, width) => {
      const store = await openStore('memory:');
      onTestFinished(() => store.close());
      await store.claimMany(
        Array.from({ length: 60 }, (_, index) => ({
          scope: 'course-v1:HiveX+BEE101+2026_T1',
          experiment: 'Tone of the texts',
          learner: `learner ${index}`,
          group: index % 9 === 0 ? 'poem' : 'story',
          strategy: 'stable@1',
          assignedAt: new Date('2026-03-02T09:00:00Z'),
        })),
      );
      const text = await report(SAMPLE, { learners: LEARNERS, store });
      const { page, errors } = await open(text, {
        colorScheme,
        viewport: { width, height: 800 },
        bypassCSP: true,
      });
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
      expect(await axeIssues(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(errors).toEqual([]);
    },
  );

  test('everything is shown without scripts', async () => {
    const { page } = await open(await report(SAMPLE), { javaScriptEnabled: false });
    const frame = page.frameLocator('#block-abtest_2f_welcome iframe.content').first();
    expect(await frame.locator('body').innerText()).toContain('In this course you keep one hive');
  });

  test('in print, folded parts are open and frames complete', async () => {
    const { page } = await open(await report(SAMPLE, { learners: LEARNERS }));
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText('The share of each group, and the band').first().isVisible()).toBe(true);
    expect(await page.locator('figure.plot .wide').first().isVisible()).toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(3);
    expect(pages).toBeLessThan(30);
  });
});

test.skipIf(sharedCourses === null)('the largest public course: its report stays small', async () => {
  const text = await report(join(sharedCourses!, 'dartmouthx-engx'), { learners: LEARNERS });
  expect(text.match(/<section class="part" id="block-/g)?.length).toBe(13);
  expect(text.length).toBeLessThan(2_000_000);
  const ids = [...text.replace(/ srcdoc="[^"]*"/g, '').matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
  expect(ids.length).toBe(new Set(ids).size);
});

/** A picture of one pixel, made here. */
function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const pixel = deflateSync(Buffer.from([0, 255, 200, 0]));
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', pixel), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
