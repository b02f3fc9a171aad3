import { describe, expect, test } from 'vitest';
import { decideGroup, type Experiment } from '../../src/index.js';
import { fillGroups, simulatedLearner } from '../../src/presentation/filling.js';
import { plotData } from '../../src/preview/experiment/plot-data.js';
import { drawPlot } from '../../src/preview/experiment/plot-drawing.js';
import { plotView } from '../../src/preview/experiment/plot-view.js';
import { expectLinear } from '../growth.js';
import { courseFolder, loaded, SAMPLE, unitCourse } from './courses.js';

async function experiment(path: string): Promise<Experiment> {
  return (await loaded(path)).experiments.experiments[0]!;
}

/** A block of groups with these portions; what is left is the default group's. */
function blockOf(portions: readonly string[]): string {
  const groups = portions.map((portion, index) => `<group name="g${index}" portion="${portion}"/>`);
  return `<abtest url_name="ab" experiment="E">${groups.join('')}<default/></abtest>`;
}

const WORDS = { title: 'T', description: 'D' };

describe('the numbers', () => {
  test('are those of learners whom the runtime assigns to groups', async () => {
    const tone = await experiment(SAMPLE);
    const data = plotData(tone, 150, 'x');
    const names = Array.from({ length: 150 }, (_, index) => simulatedLearner('x', index + 1));
    const groups = names.map((name) => decideGroup(tone.block, name).group);
    expect(data.moments.length).toBe(150);
    for (const { name, shares } of data.series) {
      const wanted = name === 'default' ? '_DEFAULT_GROUP' : name;
      const counts = groups.map(
        (_, index) => groups.slice(0, index + 1).filter((each) => each === wanted).length,
      );
      expect(shares).toEqual(counts.map((count, index) => count / (index + 1)));
    }
  });

  test('of a large class are at most 400 moments, the last one the whole class', async () => {
    for (const learners of [1, 2, 199, 200, 201, 1000, 1_000_000]) {
      const { moments } = plotData(await experiment(SAMPLE), learners, '1');
      expect(moments.length).toBeLessThanOrEqual(400);
      expect(moments.at(-1)).toBe(learners);
      expect(moments).toEqual([...new Set(moments)].sort((a, b) => a - b));
    }
  });

  test('lie in the band of 95 of 100 classes in about 95 of 100 seeds', async () => {
    const tone = await experiment(SAMPLE);
    const { bands } = plotData(tone, 1000, '1');
    const [plain] = bands;
    const inside = Array.from({ length: 200 }, (_, seed) => {
      const size = fillGroups(tone.division.choice, tone.key, `seed ${seed}`, [1000])[0]!.sizes[0]!;
      return size / 1000 >= plain!.low.at(-1)! && size / 1000 <= plain!.high.at(-1)!;
    }).filter(Boolean).length;
    // 190 are expected; fewer than 175 or more than 200 come once in thousands of tries, and the seeds are fixed.
    expect(inside).toBeGreaterThan(175);
  });

  test('time is linear in the number of learners', async () => {
    const tone = await experiment(SAMPLE);
    plotView(tone, plotData(tone, 1000, 'warm'), 'warm');
    expectLinear(10_000, (size) => () => plotView(tone, plotData(tone, size, '1'), '1'));
  });
});

describe('the drawing', () => {
  const numbersOf = (path: string): (readonly [number, number])[] =>
    [...path.matchAll(/[ML]?(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

  test.each([
    ['one learner', ['.5'], 1],
    ['two learners', ['.5'], 2],
    ['a small class', ['.5', '.3'], 150],
    ['a large class', ['.5', '.3'], 100_000],
    ['equal portions', ['.25', '.25', '.25'], 1000],
    ['everybody in one group', ['1'], 500],
    ['tiny portions', ['.001', '.002'], 1000],
    ['more groups than can be told apart', Array.from({ length: 20 }, () => '.04'), 1000],
  ])('stays inside its frame: %s', async (_, portions, learners) => {
    const data = plotData(await experiment(courseFolder(unitCourse(blockOf(portions)))), learners, '1');
    const { text } = drawPlot(data, { id: 'p', width: 760, right: 170, ...WORDS });
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(text)!.map(Number);
    expect(text).not.toContain('NaN');
    for (const [, path] of text.matchAll(/<path class="(?:share|band)[^>]* d="([^"]*)"/g)) {
      for (const [x, y] of numbersOf(path!)) {
        expect(x).toBeGreaterThanOrEqual(48);
        expect(x).toBeLessThanOrEqual(width! - 170);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(height! - 46);
      }
    }
    const labels = [...text.matchAll(/class="label" x="[\d.]+" y="([\d.-]+)"/g)].map(([, y]) => Number(y));
    expect(labels.length).toBe(Math.min(8, data.series.length));
    for (const [index, y] of labels.entries()) {
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(height!);
      if (index > 0) expect(y - labels[index - 1]!, 'labels do not cover each other').toBeGreaterThan(26);
    }
  });

  test('groups are distinguished by dashes and names, not by colour alone', async () => {
    const data = plotData(await experiment(SAMPLE), 1000, '1');
    const { text } = drawPlot(data, { id: 'p', width: 760, right: 170, ...WORDS });
    const dashes = [...text.matchAll(/class="share[^"]*" stroke-dasharray="([^"]*)"/g)].map(
      ([, dash]) => dash,
    );
    expect(new Set(dashes).size).toBe(3);
    for (const name of ['plain', 'story', 'default']) expect(text).toContain(`>${name}</tspan>`);
  });

  test('the same seed draws the same plot, another seed a different one', async () => {
    const tone = await experiment(SAMPLE);
    const of = (seed: string): string => plotView(tone, plotData(tone, 1000, seed), seed).text;
    expect(of('1')).toBe(of('1'));
    expect(of('2').replaceAll('learner-2-1', 'learner-1-1')).not.toBe(of('1'));
  });

  test('it has a name, a description and its numbers as a table', async () => {
    const tone = await experiment(SAMPLE);
    const data = plotData(tone, 1000, '1');
    const { text } = plotView(tone, data, '1');
    expect(text).toContain('role="img"');
    for (const [, id] of text.matchAll(/aria-(?:labelledby|describedby)="([^"]*)"/g))
      expect(text).toContain(`id="${id}"`);
    const rows = [...text.matchAll(/<tr><th scope="row"[^>]*>([\d,]+)<\/th>/g)].map(([, n]) => n);
    expect([rows.length, rows[0], rows.at(-1)]).toEqual([10, '10', '1,000']);
    expect(text).toContain(`${(data.series[0]!.shares.at(-1)! * 100).toFixed(1)} %`);
  });

  test('names of groups are cut and escaped', async () => {
    const block = `<abtest url_name="ab" experiment="&lt;E&gt;"><group name="&lt;script&gt;alert(1)&lt;/script&gt;${'x'.repeat(300)}" portion=".5"/><default/></abtest>`;
    const hostile = await experiment(courseFolder(unitCourse(block)));
    const { text } = plotView(hostile, plotData(hostile, 100, '"><script>'), '"><script>');
    expect(text).not.toContain('<script>');
    expect(text).not.toMatch(/<tspan>[^<]{60}/);
  });
});
