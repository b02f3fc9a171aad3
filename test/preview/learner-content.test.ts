import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/index.js';
import { liveMedium } from '../../src/live/live-medium.js';
import { learnerView } from '../../src/preview/learner/learner-view.js';
import { browserForTests, browserIsMissing } from './browser.js';
import { courseFolder, loaded, unitCourse } from './courses.js';
import { live, openPage } from './live.js';

const POLICY = JSON.stringify({
  'course/run': {
    user_partitions: [
      {
        id: 50,
        name: 'Tone',
        description: '',
        scheme: 'random',
        version: 3,
        parameters: {},
        groups: [
          { id: 1, name: 'Calm', version: 1 },
          { id: 2, name: 'Loud', version: 1 },
        ],
      },
      {
        id: 60,
        name: 'Cohorts',
        description: '',
        scheme: 'cohort',
        version: 3,
        parameters: {},
        groups: [{ id: 7, name: 'Evening', version: 1 }],
      },
    ],
  },
});
const map = (calm: string, loud: string): string =>
  `{&quot;1&quot;: &quot;i4x://Org/C1/html/${calm}&quot;, &quot;2&quot;: &quot;i4x://Org/C1/html/${loud}&quot;}`;
const split = (name: string): string =>
  `<split_test url_name="${name}" display_name="Split ${name}" user_partition_id="50" group_id_to_child="${map(`${name}c`, `${name}l`)}"><html url_name="${name}c" display_name="Calm text">calm</html><html url_name="${name}l" display_name="Loud text">loud</html></split_test>`;
const UNIT = `${split('s')}${split('t')}
<html url_name="calm" display_name="For the calm" group_access="{&quot;50&quot;: [1]}">only calm</html>
<html url_name="late" display_name="For the evening" group_access="{&quot;60&quot;: [7]}">only evening</html>
<problem url_name="p" display_name="Quiz"><p>Hello %%USER_ID%%</p><multiplechoiceresponse><choicegroup><choice correct="true">Yes</choice><choice correct="false">No</choice></choicegroup></multiplechoiceresponse><solution>Because</solution></problem>
<video url_name="v" display_name="Film" youtube_id_1_0="abc"/>`;

const folder = (): string => courseFolder(unitCourse(UNIT, { 'policies/run/policy.json': POLICY }));

async function view(asked: { learner: string; other?: string; showsAnswers?: boolean }): Promise<string> {
  const preview = await loaded(folder());
  const store = await openStore('memory:');
  onTestFinished(() => store.close());
  const scope = 'course-v1:Org+C1+run';
  const assignedAt = new Date('2026-03-02T09:00:00Z');
  for (const [learner, group] of [
    ['ann', '1'],
    ['bob', '2'],
  ] as const)
    await store.claim({
      scope,
      experiment: 'xblock.partition_service.partition_50',
      learner,
      group,
      strategy: 'import@1',
      assignedAt,
    });
  return (await learnerView(preview, liveMedium(preview), { ...asked, store })).body.text;
}

const textOf = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('as a learner', () => {
  test('a block that is for the other group of a random partition is not shown, and whose it is', async () => {
    expect(textOf(await view({ learner: 'ann' }))).toContain('Shown only for Calm of Tone');
    expect(await view({ learner: 'ann' })).toContain('id=html/calm&');
    const other = await view({ learner: 'bob' });
    expect(textOf(other)).toContain('For the calm (not shown: only for Calm of Tone)');
    expect(other).not.toContain('id=html/calm&');
  });

  test('a block that is for a cohort: for whom, and that it is not known who is in it', async () => {
    expect(textOf(await view({ learner: 'ann' }))).toContain(
      'Shown only for Evening of Cohorts; whether the learner is in it is not known here',
    );
  });

  test('two learners: what is only for one of them says so', async () => {
    expect(textOf(await view({ learner: 'ann', other: 'bob' }))).toContain(
      'Shown only for Calm of Tone; not for bob',
    );
  });

  test('an experiment in which two learners differ is named once, with links to its places', async () => {
    const text = textOf(await view({ learner: 'ann', other: 'bob' }));
    expect(text).toContain('They differ in 1 of 1 experiment.');
    expect(text).toMatch(/Tone \( ann : Calm, bob : Loud\): Split s , Split t/);
  });

  test('nothing is named by its tag, and frames are asked for as a learner, answers only on demand', async () => {
    const plain = await view({ learner: 'ann' });
    expect(plain).not.toContain('class="tag"');
    expect(plain).toContain('/frame?id=problem/p&amp;for=ann"');
    expect(await view({ learner: 'ann', showsAnswers: true })).toContain(
      '/frame?id=problem/p&amp;for=ann&amp;answers=1"',
    );
  });
});

describe.skipIf(browserIsMissing())('as a learner in a real browser', () => {
  const browser = browserForTests();

  test('blocks of every kind look as learners see them; one switch shows the answers', async () => {
    const url = await live(folder());
    const { page, errors } = await openPage(browser(), `${url}learner?learner=ann`);
    const quiz = page.frameLocator('iframe[title="Quiz"]').locator('body');
    await expect.poll(() => quiz.innerText()).toContain('Hello ann');
    expect(await quiz.innerText()).not.toContain('Because');
    expect(await page.frameLocator('iframe[title="Film"]').locator('body').innerText()).toContain('Film');
    await page.getByLabel('Show answers').check();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL('**answers=1*');
    await expect.poll(() => quiz.innerText()).toContain('Because');
    expect(await quiz.innerText()).toContain('✓ right');
    expect(errors).toEqual([]);
  });

  test('frames are made when their fold is opened and they come near the view, not before', async () => {
    const many = Array.from(
      { length: 300 },
      (_, index) => `<html url_name="m${index}">text ${index}</html>`,
    ).join('');
    const url = await live(courseFolder(unitCourse(many)));
    const { page } = await openPage(browser(), `${url}learner?learner=ann`);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.locator('a.late-frame').count()).toBe(300);
    await page.locator('summary', { hasText: 'Made' }).press('Enter');
    await page.locator('summary', { hasText: 'One' }).press('Enter');
    await page.locator('summary', { hasText: 'se' }).last().press('Enter');
    await page.locator('summary', { hasText: 'Unit' }).press('Enter');
    await expect
      .poll(() => page.frameLocator('iframe').first().locator('body').innerText())
      .toContain('text 0');
    await page.waitForTimeout(500);
    const made = await page.locator('iframe').count();
    expect(made).toBeGreaterThan(3);
    expect(made).toBeLessThan(200);
    const last = page.locator('a.late-frame', { hasText: 'm299' });
    await last.scrollIntoViewIfNeeded();
    await expect
      .poll(() => page.frameLocator('iframe[title="m299"]').locator('body').innerText())
      .toContain('text 299');
  });
});
