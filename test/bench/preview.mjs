/**
 * How fast the live preview of a large course is in a real browser: `npm run build && node test/bench/preview.mjs`. The first
 * view from the request to the second frame that is painted, a change from the write to the page that shows it.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { loadCourse, openStore } from '../../build/index.js';
import { openPreview } from '../../build/live/preview-server.js';
import { median } from './measure.mjs';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const BLOCKS = 900;
const TRIES = Number(process.env.ROUNDS ?? 5);
/** Milliseconds that are aimed at. */
const FIRST_VIEW = 1000;
const CHANGE = 500;

if (!existsSync(CHROMIUM)) throw new Error(`There is no ${CHROMIUM}; name a Chromium by CHROMIUM`);
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-preview-'));
writeLargeCourse(folder);
const { course } = await loadCourse(folder);
const store = await openStore('memory:');
const onFailure = (error) => console.error(error);
const preview = await openPreview({ path: folder, course, store, port: 0, onFailure });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const rows = [
    ['first view', await firstViews(), FIRST_VIEW],
    ['a change of one file', await changes(), CHANGE],
  ];
  console.log(`| ${BLOCKS} blocks | median ms | slowest ms | the aim |\n|---|--:|--:|--:|`);
  for (const [name, times, aim] of rows)
    console.log(`| ${name} | ${median(times).toFixed(0)} | ${Math.max(...times).toFixed(0)} | ${aim} |`);
} finally {
  await browser.close();
  await preview.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

async function firstViews() {
  const times = [];
  for (let index = 0; index < TRIES; index += 1) {
    const page = await browser.newPage();
    const start = performance.now();
    await page.goto(preview.url, { waitUntil: 'commit' });
    await page.locator('.tree a', { hasText: `Page ${BLOCKS}` }).waitFor({ state: 'attached' });
    await page.evaluate(
      'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))',
    );
    times.push(performance.now() - start);
    await page.close();
  }
  return times;
}

async function changes() {
  const times = [];
  const page = await browser.newPage();
  await page.goto(preview.url);
  for (let index = 0; index < TRIES; index += 1) {
    // Seen from inside the page, so that the polling of the driver is not measured.
    const seen = page.evaluate(`new Promise((resolve) => {
      const look = () => document.querySelector('main').textContent.includes('Changed ${index}') ? resolve() : requestAnimationFrame(look);
      look();
    })`);
    await page.evaluate('1');
    const start = performance.now();
    writeFileSync(
      join(folder, 'vertical/u4_3.xml'),
      `<vertical display_name="Changed ${index}"><html url_name="b415"/></vertical>`,
    );
    await seen;
    times.push(performance.now() - start);
  }
  return times;
}

/** Nine chapters, a hundred blocks each: pages of text, problems, and an A/B block on every tenth page. */
function writeLargeCourse(folder) {
  const files = { 'course.xml': '<course url_name="run" org="Org" course="Large"/>' };
  const chapters = [];
  let made = 0;
  for (let chapter = 0; chapter < 9; chapter += 1) {
    const units = [];
    for (let unit = 0; unit < 20; unit += 1) {
      const name = `u${chapter}_${unit}`;
      const leaves = [];
      for (let leaf = 0; leaf < 5; leaf += 1) {
        const [tag, id] = [leaf % 2 === 0 ? 'html' : 'problem', `b${made}`];
        made += 1;
        leaves.push(`<${tag} url_name="${id}"/>`);
        files[`${tag}/${id}.xml`] =
          tag === 'html'
            ? `<html filename="${id}" display_name="Page ${made}"/>`
            : `<problem display_name="Question ${made}"><multiplechoiceresponse><choicegroup><choice correct="true">Yes</choice><choice correct="false">No</choice></choicegroup></multiplechoiceresponse></problem>`;
        if (tag === 'html') files[`html/${id}.html`] = `<p>${'Words of page. '.repeat(60)}${made}</p>`;
      }
      const body =
        unit % 10 === 0
          ? `<abtest url_name="ab${name}" display_name="Try ${name}" experiment="E${chapter}"><group name="a" portion="0.5">${leaves.slice(0, 2).join('')}</group><default>${leaves.slice(2).join('')}</default></abtest>`
          : leaves.join('');
      files[`vertical/${name}.xml`] = `<vertical display_name="Unit ${name}">${body}</vertical>`;
      units.push(`<vertical url_name="${name}"/>`);
    }
    chapters.push(
      `<chapter url_name="c${chapter}" display_name="Chapter ${chapter}"><sequential url_name="s${chapter}">${units.join('')}</sequential></chapter>`,
    );
  }
  files['course/run.xml'] = `<course display_name="Large">${chapters.join('')}</course>`;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
