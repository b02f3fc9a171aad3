/**
 * How fast the live preview of a large course is in a real browser: `npm run build && node test/bench/preview.mjs`. The first
 * view from the request to the second frame that is painted, a change from the write to the page that shows it. The server
 * runs in this process: its share is the processor time of the process, with that of the driver of the browser.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { chromium } from 'playwright-core';
import seedrandom from 'seedrandom';
import { loadCourse, openStore } from '../../build/index.js';
import { openPreview } from '../../build/live/preview-server.js';
import { median } from './measure.mjs';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const CHAPTERS = 18;
const UNITS = 29;
const LEAVES = 10;
const BLOCKS = CHAPTERS * UNITS * LEAVES;
const EXPERIMENTS = 60;
const TRIES = Number(process.env.ROUNDS ?? 5);
/** Saves at random gaps, in milliseconds. */
const SAVES = 10 * TRIES;
const GAP = 600;
/** Milliseconds that are aimed at. */
const FIRST_VIEW = 1000;
const LEARNER_VIEW = 2000;
const CHANGE = 500;
const FREEZE = 200;

if (!existsSync(CHROMIUM)) throw new Error(`There is no ${CHROMIUM}; name a Chromium by CHROMIUM`);
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-preview-'));
const courseText = writeLargeCourse(folder);
const { course } = await loadCourse(folder);
const store = await openStore('memory:');
const onFailure = (error) => console.error(error);
const preview = await openPreview({ path: folder, course, store, port: 0, onFailure });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
/** The longest time in which a page did not answer. */
let frozen = 0;
/** Processor time of the server for each measurement, by name. */
const used = new Map();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
try {
  const rows = [
    await row('first view of the start page', FIRST_VIEW, () =>
      firstViews('', '.experiment-table:last-of-type'),
    ),
    await row('first view of the course', FIRST_VIEW, () => firstViews('course', '.tree:last-of-type')),
    await row('view of a learner', LEARNER_VIEW, () => firstViews('learner?learner=ada', '.seen .choice')),
    await row('view of two learners', LEARNER_VIEW, () =>
      firstViews('learner?learner=ada&other=bob', '.seen .choice'),
    ),
    await row('search for a word', FIRST_VIEW, () =>
      firstViews('search?q=searched', '.found, [role=status]'),
    ),
    await row('a change of one file, on the start page', CHANGE, () => changes('')),
    await row('a change of one file, on the page of a block', CHANGE, () =>
      changes('block?id=vertical/u4_3'),
    ),
    ['the longest freeze of a page', [frozen], FREEZE],
    ['the longest freeze of the server', [delay.max / 1e6], FREEZE],
  ];
  console.log(
    `| ${BLOCKS.toLocaleString('en')} blocks, ${EXPERIMENTS} experiments | median ms | slowest ms | the aim | processor ms |\n|---|--:|--:|--:|--:|`,
  );
  for (const [name, times, aim] of rows)
    console.log(
      `| ${name} | ${median(times).toFixed(0)} | ${Math.max(...times).toFixed(0)} | ${aim} | ${used.get(name)?.toFixed(0) ?? ''} |`,
    );
} finally {
  await browser.close();
  await preview.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

async function row(name, aim, measure) {
  const before = process.cpuUsage();
  const times = await measure();
  const { user, system } = process.cpuUsage(before);
  used.set(name, (user + system) / 1000 / times.length);
  return [name, times, aim];
}

async function openedPage() {
  const page = await browser.newPage();
  await page.addInitScript(`
    window.frozen = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.frozen = Math.max(window.frozen, duration);
    }).observe({ type: 'longtask', buffered: true });
  `);
  return page;
}

async function closed(page) {
  frozen = Math.max(frozen, await page.evaluate('window.frozen'));
  await page.close();
}

async function firstViews(path, last) {
  const times = [];
  for (let index = 0; index < TRIES; index += 1) {
    const page = await openedPage();
    const start = performance.now();
    await page.goto(preview.url + path, { waitUntil: 'commit' });
    await page.locator(last).first().waitFor({ state: 'attached' });
    await page.evaluate(
      'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))',
    );
    times.push(performance.now() - start);
    await closed(page);
  }
  return times;
}

/** A save shows on every page: the course's name is in the header. */
async function changes(path) {
  const times = [];
  const page = await openedPage();
  await page.goto(preview.url + path);
  const random = seedrandom('gaps');
  for (let index = 0; index < SAVES; index += 1) {
    await new Promise((passed) => setTimeout(passed, random() * GAP));
    const name = `Changed ${path.length} ${index}`;
    // Seen from inside the page, so that the polling of the driver is not measured.
    const seen = page.evaluate(`new Promise((resolve) => {
      const look = () => document.querySelector('header').textContent.includes('${name}') ? resolve() : requestAnimationFrame(look);
      look();
    })`);
    await page.evaluate('1');
    const start = performance.now();
    writeFileSync(join(folder, 'course/run.xml'), courseText.replace('Large', name));
    await seen;
    times.push(performance.now() - start);
  }
  await closed(page);
  return times;
}

/** Chapters of units of ten blocks: texts and problems, with an A/B block on every fourth unit. */
function writeLargeCourse(folder) {
  const files = { 'course.xml': '<course url_name="run" org="Org" course="Large"/>' };
  const chapters = [];
  let made = 0;
  let blocks = 0;
  for (let chapter = 0; chapter < CHAPTERS; chapter += 1) {
    const units = [];
    for (let unit = 0; unit < UNITS; unit += 1) {
      const name = `u${chapter}_${unit}`;
      const leaves = [];
      for (let leaf = 0; leaf < LEAVES; leaf += 1) {
        const [tag, id] = [leaf % 2 === 0 ? 'html' : 'problem', `b${made}`];
        made += 1;
        leaves.push(`<${tag} url_name="${id}"/>`);
        files[`${tag}/${id}.xml`] =
          tag === 'html'
            ? `<html filename="${id}" display_name="Page ${made}"/>`
            : `<problem display_name="Question ${made}"><multiplechoiceresponse><choicegroup><choice correct="true">Yes</choice><choice correct="false">No</choice></choicegroup></multiplechoiceresponse></problem>`;
        if (tag === 'html')
          files[`html/${id}.html`] =
            `<p>${'Words of page. '.repeat(60)}${made % 97 === 0 ? 'searched' : made}</p>`;
      }
      const isBlock = (chapter * UNITS + unit) % 4 === 0;
      const body = isBlock
        ? `<abtest url_name="ab${name}" display_name="Try ${name}" experiment="E${blocks % EXPERIMENTS}"><group name="a" portion="0.5">${leaves.slice(0, 5).join('')}</group><default>${leaves.slice(5).join('')}</default></abtest>`
        : leaves.join('');
      if (isBlock) blocks += 1;
      files[`vertical/${name}.xml`] = `<vertical display_name="Unit ${name}">${body}</vertical>`;
      units.push(`<vertical url_name="${name}"/>`);
    }
    chapters.push(
      `<chapter url_name="c${chapter}" display_name="Chapter ${chapter}"><sequential url_name="s${chapter}">${units.join('')}</sequential></chapter>`,
    );
  }
  const text = `<course display_name="Large">${chapters.join('')}</course>`;
  files['course/run.xml'] = text;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return text;
}
