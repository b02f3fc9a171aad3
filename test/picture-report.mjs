/** Pictures of the preview: `npm run build && node test/picture-report.mjs` renews docs/pictures/preview-*.png. Needs Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = new URL('..', import.meta.url).pathname;
const of = (module) => import(`${root}build/${module}.js`);
const { courseKeyOf, loadCourse, openStore } = await of('index');
const { fillGroups } = await of('presentation/filling');
const { previewCourse } = await of('preview/page/preview-course');
const { reportFrames } = await of('preview/report/report-frames');
const { reportImages } = await of('preview/report/report-images');
const { REPORT_SCRIPT } = await of('preview/report/report-head');
const { learnerView } = await of('preview/learner/learner-view');
const { experimentView } = await of('preview/experiment/experiment-view');
const { liveMedium } = await of('live/live-medium');
const { livePage } = await of('live/live-page');
const { VIEW_STYLE } = await of('preview/page/view-style');

const { course } = await loadCourse(`${root}fixtures/courses/sample`);
const preview = previewCourse(course);
const frames = reportFrames(preview, reportImages(course));
const medium = {
  ...liveMedium(preview),
  frame: (node, title, choice) => frames.frame(node, title, choice?.reader),
};
const [tone] = preview.experiments.experiments;

const store = await openStore('memory:');
const assignment = (learner, group) => ({
  scope: courseKeyOf(course),
  experiment: tone.key,
  learner,
  group,
  strategy: 'stable@1',
  assignedAt: new Date('2026-03-02T09:00:00Z'),
});
const [{ sizes }] = fillGroups(tone.division.choice, tone.key, 'picture', [240]);
await store.claimMany(
  tone.division.groups.flatMap(({ key }, index) =>
    Array.from({ length: sizes[index] }, (_, n) => assignment(`${key} ${n}`, key)),
  ),
);
await store.claim(assignment('cleo', 'plain'));

const views = {
  learner: {
    view: await learnerView(preview, medium, { learner: 'ada', other: 'cleo', store }),
    from: 'As ada',
    height: 980,
  },
  experiment: {
    view: await experimentView(preview, medium, tone, { learners: 2000, seed: '1', store }),
    from: 'Assignments so far',
    height: 770,
  },
};
await store.close();

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-picture-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const [name, { view, from, height }] of Object.entries(views)) {
    const state = { preview, version: '1', problem: null };
    const text = livePage(view, state, { view: `/${name}`, path: `/${name}`, query: [] })
      .replace('<link rel="stylesheet" href="/style.css">', () => `<style>${VIEW_STYLE}</style>`)
      .replace('</body>', () => `<script>${REPORT_SCRIPT}</script></body>`);
    const file = join(folder, `${name}.html`);
    writeFileSync(file, text);
    const tab = await browser.newPage({ viewport: { width: 960, height: 2400 }, colorScheme: 'light' });
    await tab.goto(`file://${file}`);
    await tab.waitForTimeout(500);
    const y = await tab.evaluate(
      ([from]) =>
        document
          .evaluate(`//*[self::h1 or self::h2][starts-with(., "${from}")]`, document)
          .iterateNext()
          .getBoundingClientRect().top - 12,
      [from],
    );
    const clip = { x: 0, y: Math.max(0, y), width: 960, height };
    await tab.screenshot({ path: `${root}docs/pictures/preview-${name}.png`, clip });
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
