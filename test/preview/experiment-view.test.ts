import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type StoreWithData } from '../../src/index.js';
import { liveMedium } from '../../src/live/live-medium.js';
import { fillGroups } from '../../src/presentation/filling.js';
import { experimentView } from '../../src/preview/experiment/experiment-view.js';
import type { PreviewCourse } from '../../src/preview/page/preview-course.js';
import { courseFolder, loaded, SAMPLE, unitCourse } from './courses.js';

const SCOPE = 'course-v1:HiveX+BEE101+2026_T1';

async function store(sizes: Readonly<Record<string, number>> = {}, scope = SCOPE): Promise<StoreWithData> {
  const opened = await openStore('memory:');
  onTestFinished(() => opened.close());
  const assignedAt = new Date('2026-03-02T09:00:00Z');
  for (const [group, size] of Object.entries(sizes)) {
    const names = Array.from({ length: size }, (_, index) => `${group} ${index}`);
    await opened.claimMany(
      names.map((learner) => ({
        scope,
        experiment: 'Tone of the texts',
        learner,
        group,
        strategy: 'stable@1',
        assignedAt,
      })),
    );
  }
  return opened;
}

interface Asked {
  readonly learners?: number;
  readonly seed?: string;
  readonly sizes?: Readonly<Record<string, number>>;
}

async function shown(
  preview: PreviewCourse,
  { learners = 1000, seed = '1', sizes = {} }: Asked = {},
): Promise<string> {
  const experiment = preview.experiments.experiments[0]!;
  const asked = { learners, seed, store: await store(sizes) };
  return (await experimentView(preview, liveMedium(preview), experiment, asked)).body.text;
}

const textOf = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** The cells of the rows under a heading, without the bars. */
function rowsUnder(markup: string, heading: string): string[][] {
  const part = markup.slice(markup.indexOf(heading)).split('</table>')[0]!;
  return [...part.split('<tbody>')[1]!.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd](?! class="meter")[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) =>
      textOf(cell!).trim(),
    ),
  );
}

describe('an experiment', () => {
  test('its groups with their shares, and what each of them sees in each place', async () => {
    const markup = await shown(await loaded(SAMPLE));
    expect(rowsUnder(markup, '<h2>Groups</h2>')).toEqual([
      ['plain', '50 %'],
      ['story', '30 %'],
      ['default', '20 %'],
    ]);
    const text = textOf(markup);
    expect(text).toContain('Welcome text Your first year › The first visit › Welcome to the roof');
    expect(text).toMatch(/ abtest\/welcome\.xml:1:1/);
    expect(text).toContain(
      'Learners are divided at random into 3 groups, which see different content in all 2 places.',
    );
    expect(rowsUnder(markup, 'What each group sees')[0]!.slice(2)).toEqual([
      'text “Welcome”',
      'text “Ada opens a hive” and problem “Have you met bees before?”',
      'text “Welcome”',
    ]);
    expect(markup).toContain('href="/block?id=abtest/goodbye"');
  });

  test('the sizes of a class: expected, and the middle 95 of 100; simulated by the stable split', async () => {
    const preview = await loaded(SAMPLE);
    const { division, key } = preview.experiments.experiments[0]!;
    const { sizes } = fillGroups(division.choice, key, '7', [1000])[0]!;
    const markup = await shown(preview, { seed: '7' });
    expect(rowsUnder(markup, 'A simulated class').map((cells) => cells.at(-1))).toEqual(sizes.map(String));
    expect(rowsUnder(markup, '<h2>A class of 1,000</h2>')).toEqual([
      // R: qbinom(c(.025, .975), 1000, c(.5, .3, .2))
      ['plain', '50 %', '500', '469 – 531'],
      ['story', '30 %', '300', '272 – 329'],
      ['default', '20 %', '200', '176 – 225'],
    ]);
  });

  test('the smallest effects are those that the command simulate prints', async () => {
    const markup = await shown(await loaded(SAMPLE));
    expect(rowsUnder(markup, 'Smallest effects')).toEqual([
      ['plain – story', 'd = 0.236'],
      ['plain – default', 'd = 0.271'],
      ['story – default', 'd = 0.295'],
    ]);
    // 0.29537 x 20 points are found by 1,000 learners, and 5 points by (5.9074 / 5)^2 as many.
    expect(textOf(markup)).toContain(
      'For a difference of 5 points between any two groups a class needs about 1,400 learners, for one of 2 points about 8,700.',
    );
  });

  test.each([
    ['nobody', 0],
    ['less than nobody', -5],
    ['half a learner', 12.5],
    ['no number', Number.NaN],
    ['too many', 1_000_001],
    ['without end', Number.POSITIVE_INFINITY],
  ])('a class of %s gives a message, and a class of the default size', async (_, learners) => {
    const markup = await shown(await loaded(SAMPLE), { learners });
    expect(textOf(markup)).toContain(
      'A class has 1 to 1,000,000 learners, in digits only; this is one of 1,000.',
    );
    expect(markup).toContain('role="alert"');
    expect(markup).toContain('<h2>A class of 1,000</h2>');
  });

  test.each([1, 2, 199, 1_000_000])('a class of %i is shown', async (learners) => {
    const markup = await shown(await loaded(SAMPLE), { learners });
    expect(markup).toContain(`<h2>A class of ${learners.toLocaleString('en')}</h2>`);
    expect(markup).not.toMatch(/NaN|Infinity|role="alert"/);
  });

  test('too few learners to detect an effect', async () => {
    expect(rowsUnder(await shown(await loaded(SAMPLE), { learners: 1 }), 'Smallest effects')[0]).toEqual([
      'plain – story',
      'too few learners',
    ]);
  });
});

describe('assignments so far', () => {
  test('none', async () => {
    expect(textOf(await shown(await loaded(SAMPLE)))).toContain(
      `No learners are assigned to its groups in ${SCOPE}.`,
    );
  });

  test('sizes that fit', async () => {
    const markup = await shown(await loaded(SAMPLE), { sizes: { plain: 52, story: 28, _DEFAULT_GROUP: 20 } });
    expect(rowsUnder(markup, '<h2>Assignments so far</h2>')).toEqual([
      ['plain', '50 %', '50', '52'],
      ['story', '30 %', '30', '28'],
      ['default', '20 %', '20', '20'],
    ]);
    expect(textOf(markup)).toMatch(/✔ the sizes fit the portions \(exact multinomial test, p = 0\.\d+\)/);
  });

  test('sizes that do not fit, and a removed group', async () => {
    const markup = await shown(await loaded(SAMPLE), { sizes: { plain: 20, story: 60, '<poem>': 7 } });
    expect(textOf(markup)).toContain('✖ sample-ratio mismatch : these sizes do not fit the portions');
    expect(markup).toContain('<li>&lt;poem&gt;: 7</li>');
  });

  test('only of this course run', async () => {
    const preview = await loaded(SAMPLE);
    const other = await store({ plain: 3 }, 'course-v1:HiveX+BEE101+2025_T3');
    const [experiment] = preview.experiments.experiments;
    const asked = { learners: 100, seed: '1', store: other };
    const { body } = await experimentView(preview, liveMedium(preview), experiment!, asked);
    expect(textOf(body.text)).toContain('No learners are assigned');
  });
});

test('hundreds of groups are shown in limited space', async () => {
  const groups = Array.from({ length: 300 }, (_, index) => `<group name="g${index}" portion=".003"/>`).join(
    '',
  );
  const preview = await loaded(
    courseFolder(unitCourse(`<abtest url_name="ab" experiment="E">${groups}<default/></abtest>`)),
  );
  const markup = await shown(preview);
  expect(textOf(markup)).toMatch(/and [\d,]+ more pairs/);
  expect(textOf(markup)).toContain('293 more groups are left out');
  expect(markup.length).toBeLessThan(600_000);
});

test('the markup conforms to a policy without inline styles and scripts', async () => {
  expect(await shown(await loaded(SAMPLE))).not.toMatch(/\sstyle=|<script|<style|\son[a-z]+=/);
});
