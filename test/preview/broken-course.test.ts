import { beforeEach, describe, expect, test } from 'vitest';
import { loadCourse, openStore } from '../../src/index.js';
import { liveMedium } from '../../src/live/live-medium.js';
import { blockView } from '../../src/preview/block/block-view.js';
import { blockDiffers } from '../../src/preview/differs/block-differs.js';
import { experimentView } from '../../src/preview/experiment/experiment-view.js';
import { findingsPage } from '../../src/preview/findings/findings-page.js';
import { placedFindings } from '../../src/preview/findings/findings-places.js';
import { learnerView } from '../../src/preview/learner/learner-view.js';
import type { Medium } from '../../src/preview/page/medium.js';
import { type PreviewCourse, previewCourse } from '../../src/preview/page/preview-course.js';
import { startView } from '../../src/preview/start/start-view.js';
import { BROKEN_COURSE } from './broken-course.js';
import { courseFolder } from './courses.js';

let preview: PreviewCourse;
let medium: Medium;

beforeEach(async () => {
  preview = previewCourse((await loadCourse(courseFolder(BROKEN_COURSE))).course);
  medium = liveMedium(preview, undefined);
});

const plain = (text: string): string =>
  text
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');

const sentence = (id: string): string => {
  const node = preview.nodeOf(id)!;
  return blockDiffers(preview, node, node.block!).sentence;
};
const page = (id: string): string => plain(blockView(preview, medium, preview.nodeOf(id)!).body.text);
/** The groups side by side. */
const groups = (id: string): string =>
  plain(
    blockView(preview, medium, preview.nodeOf(id)!).body.text.split(/<div class="shares">|<h2>Source/)[1]!,
  );
const start = (): string => startView(preview, medium).body.text;
const rowOf = (name: string): string =>
  start().match(new RegExp(`<tr[^>]*>(?:(?!</tr>).)*${name}.*?</tr>`, 's'))![0];

describe('an A/B block whose file cannot be read', () => {
  test('is a row of the experiment that its text names, and is counted', () => {
    const text = plain(start());
    expect(text).toContain('2 experiments in 6 places · 1 A/B block is lost');
    expect(text).toContain('✖ lost : the file split_test/lost.xml cannot be read');
    expect(text).toContain('4 places · 1 A/B block is lost · 2 groups of 50 %');
  });

  test('is told on the page of its experiment and on its own', async () => {
    const store = await openStore('memory:');
    const [experiment] = preview.experiments.experiments;
    const asked = { learners: 100, seed: '1', store };
    const text = plain((await experimentView(preview, medium, experiment!, asked)).body.text);
    expect(text).toContain('✖ lost : the file split_test/lost.xml cannot be read');
    expect(page('split_test/lost')).toContain(
      'Learners see nothing of this block: the file split_test/lost.xml',
    );
    await store.close();
  });
});

describe('a group that shows nothing', () => {
  test.each([
    ['split_test/empty', 'Group B sees nothing (its unit is empty)'],
    ['split_test/missing', 'Group B sees nothing (the file vertical/mb.xml is missing)'],
    ['split_test/away', 'Group B sees nothing (its block, vertical ab, is not in this A/B block)'],
  ])('%s: %s', (id, text) => {
    expect(sentence(id)).toBe(`${text} · Group A sees text`);
    expect(groups(id)).toContain(text.replace('Group B', 'This group'));
    expect(groups(id)).not.toMatch(/vertical only here|are the same for|Group ID/);
  });

  test('learners whom no group takes get an error where there is no <default>', () => {
    expect(sentence('abtest/less')).toContain('default sees an error in place of the page (no <default>)');
    expect(groups('abtest/less')).toContain('B sees nothing (the file html/gone.xml is missing).');
    expect(groups('abtest/less')).toContain('default sees an error in place of the page (no <default>).');
  });
});

test('a default group that is not written and that no learner gets is none', () => {
  expect(sentence('abtest/three')).not.toContain('default');
  expect(groups('abtest/three')).not.toContain('default');
});

test('the experiment tells which of its blocks has other portions', async () => {
  const store = await openStore('memory:');
  const experiment = preview.experiments.experiments.find(({ name }) => name === 'Portions')!;
  const asked = { learners: 100, seed: '1', store };
  const text = plain((await experimentView(preview, medium, experiment, asked)).body.text);
  expect(text).toMatch(/has other portions: A 30 %, B 50 %, default 20 %/);
  await store.close();
});

test('a row counts what is inside its block, as the page of its findings and its own page do', () => {
  const node = preview.nodeOf('abtest/less')!;
  const within = placedFindings(preview).within(node);
  const errors = within.filter(({ severity }) => severity === 'error').length;
  expect(within.some(({ message }) => message.includes('html/gone.xml'))).toBe(true);
  expect(plain(rowOf('less'))).toContain(`${errors} errors`);
  expect(plain(findingsPage(preview, medium, node).body.text)).toContain(`${errors} errors`);
  const above = blockView(preview, medium, node).body.text.split('<div class="shares">')[0]!;
  expect(above.match(/badge error/g)).toHaveLength(errors);
});

test('what the author says of the experiment is on the start page and on its own, as text', async () => {
  const store = await openStore('memory:');
  const asked = { learners: 100, seed: '1', store };
  const view = await experimentView(preview, medium, preview.experiments.experiments[0]!, asked);
  for (const text of [start(), view.body.text])
    expect(text).toContain('Group B gets no questions &lt;b&gt;first&lt;/b&gt;.');
  await store.close();
});

test('a learner of a group that shows nothing is said to see nothing, and why', async () => {
  const store = await openStore('memory:');
  const texts = ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay'].map(
    async (learner) => [learner, (await learnerView(preview, medium, { learner, store })).body.text] as const,
  );
  const seen = new Set<boolean>();
  for await (const [learner, html] of texts) {
    const text = plain(html);
    const getsB = text.includes(`${learner} sees nothing (its unit is empty).`);
    expect(text.includes(`${learner} sees nothing (its block, vertical ab, is not in this A/B block).`)).toBe(
      getsB,
    );
    expect(text).toContain('(nothing is shown: the file split_test/lost.xml cannot be read)');
    expect(text).not.toMatch(/no definition|Group ID/);
    seen.add(getsB);
  }
  expect(seen.size).toBe(2);
  await store.close();
});
