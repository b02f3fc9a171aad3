/** The report on paper: how many sheets a large course takes, what is shortened there, and that the screen still has all of it. */
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/index.js';
import { paperLines } from '../../src/preview/content/content-paper.js';
import { reportHtml } from '../../src/preview/report/report.js';
import { browserIsMissing, openBrowser } from './browser.js';
import { courseFolder, loaded } from './courses.js';
import { paperCourse } from './paper-course.js';

const MOST_SHEETS = 40;

/** How often each sheet of a PDF prints a run of characters. */
function runsOfText(file: Buffer): number[] {
  const pdf = file.toString('latin1');
  const objects = new Map(
    [...pdf.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)].map((found) => [found[1], found.index + found[0].length]),
  );
  return [...pdf.matchAll(/\/Type\s*\/Page\b[\s\S]*?\/Contents (\d+) 0 R/g)].map(([, contents]) => {
    const start = pdf.indexOf('stream\n', objects.get(contents)!) + 'stream\n'.length;
    const drawn = inflateSync(file.subarray(start, pdf.indexOf('endstream', start))).toString('latin1');
    return drawn.match(/T[jJ]\b/g)?.length ?? 0;
  });
}

test('a text is printed as paragraphs, headings and choices', () => {
  const form =
    '<h3>Frames</h3><p>How\n many?</p><ul><li><label><input type="radio" disabled checked> <span>Two</span></label> <span>✓ right</span></li><li>Three &lt;b&gt;</li></ul>';
  expect(paperLines(form)).toEqual([
    { text: 'Frames', isHeading: true },
    { text: 'How many?', isHeading: false },
    { text: '○ Two ✓ right', isHeading: false },
    { text: '• Three <b>', isHeading: false },
  ]);
});

test.each([
  '<p>See <img alt="a hive"></p>',
  '<table><tr><td>1</td></tr></table>',
  '<p>x<sup>2</sup></p>',
  String.raw`<p>\(x^2\)</p>`,
  '<p>[mathjaxinline]x[/mathjaxinline]</p>',
  '<p style="display: none">hidden</p>',
  '<pre>a\n  b</pre>',
])('what is more than its text is printed as it looks: %s', (markup) => {
  expect(paperLines(markup)).toBeNull();
});

test.skipIf(browserIsMissing())(
  'a course of 800 blocks with 32 A/B blocks in 2 experiments, seen by two learners too, takes at most 40 sheets',
  async () => {
    const preview = await loaded(courseFolder(paperCourse()));
    const { course, diagnostics, experiments } = preview;
    expect([course.nodes.length, course.blocks.length]).toEqual([800, 32]);
    expect([experiments.experiments.length, diagnostics.length]).toEqual([2, 0]);
    const store = await openStore('memory:');
    onTestFinished(() => store.close());
    const text = await reportHtml(preview, { store, version: '1.2.3', learners: ['ada', 'cleo'] });
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`file://${join(courseFolder({ 'report.html': text }), 'report.html')}`);
    const sheets = runsOfText(await page.pdf({ format: 'A4' }));
    expect(sheets.length).toBeGreaterThan(20);
    expect(sheets.length).toBeLessThanOrEqual(MOST_SHEETS);
    expect(Math.min(...sheets), 'no sheet is blank').toBeGreaterThan(50);

    // Three groups that differ in one paragraph; the text that they share is printed once and shortened.
    const block = page.locator('section.part[id^="block-"]').nth(3);
    const frames = block.locator('iframe.content');
    const own = page.frameLocator('section.part[id^="block-"] >> nth=3 >> iframe.content >> nth=2');
    expect(await frames.first().isVisible()).toBe(true);
    expect(await own.locator('body').textContent()).toContain('(35)');
    await page.emulateMedia({ media: 'print' });
    expect(await frames.first().isVisible()).toBe(false);
    const printed = await block.innerText();
    expect(printed).toContain('Group 1 reads this in week 3.');
    expect(printed).toContain('… 4 paragraphs as in Plain and Plain again …');
    expect(printed).toContain('… 2 paragraphs that all groups see …');
    expect(printed.match(/The same as in Plain and Plain again\./g)?.length).toBe(2);
    expect(printed.split('(31)').length - 1).toBe(1);
    const first = page.locator('.summary-page');
    expect(await first.innerText()).toContain('On paper, what a group shares with the group beside it');
    expect(await first.locator('tbody tr').count()).toBe(32);
    expect(await page.locator('#outline').isVisible()).toBe(false);
    expect(await page.locator('[id="learner-ada"]').innerText()).toContain('The keeper');
  },
);
