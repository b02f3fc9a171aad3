/** The sizes of groups in a store: alone, or compared with the portions of a course. */

import type { Experiment, ExperimentExposures, ExperimentStanding, SampleRatio, Store } from '../../index.js';
import { assignableName, assignablePortion, groupNameText } from '../../presentation/group-words.js';
import { periodLines, ratioText, sizeText } from '../../presentation/statistics-words.js';
import { paintFor } from '../terminal/paint.js';
import { aligned, bar, counted, jsonOf } from './rows.js';

interface Wanted {
  readonly scope: string | undefined;
  readonly experiment: string | undefined;
}

/** Every experiment of the store, by its stored key. */
export async function storedSizes(store: Store, wanted: Wanted, isJson: boolean): Promise<string> {
  const { columnsOf, visible } = await import('../../internal/content.js');
  const found = (await store.experiments()).filter(
    ({ scope, experiment }) =>
      scope === (wanted.scope ?? scope) && experiment === (wanted.experiment ?? experiment),
  );
  const experiments = [];
  for (const key of found) {
    const sizes = await store.sizes(key);
    experiments.push({ ...key, groups: [...sizes].map(([name, size]) => ({ name, size })) });
  }
  if (isJson) return jsonOf({ experiments });
  if (experiments.length === 0) return 'No learners are assigned.\n';
  const paint = paintFor(process.stdout);
  const tables = experiments.map(({ scope, experiment, groups }) => {
    const where = scope === '' ? 'in all courses' : `in ${visible(scope)}`;
    const total = groups.reduce((sum, { size }) => sum + size, 0);
    const rows = groups.map(({ name, size }) => [visible(name), bar(size / total), sizeText(size)]);
    const head = `${paint.bold(`"${visible(experiment)}"`)}  ${paint.dim(where)}`;
    return `${[head, ...aligned(rows, columnsOf).map((line) => `  ${line}`)].join('\n')}\n`;
  });
  return tables.join('\n');
}

/** The experiments of a course: sizes, portions, and the check for a sample-ratio mismatch. */
export async function comparedSizes(
  store: Store,
  scope: string,
  experiments: readonly Experiment[],
  isJson: boolean,
): Promise<{ text: string; mismatches: number }> {
  const { experimentExposures, experimentStanding } = await import('../../learners.js');
  const all: Compared[] = [];
  for (const experiment of experiments) {
    const shown = await experimentExposures(store, scope, experiment);
    all.push({ ...(await experimentStanding(store, scope, experiment)), shown });
  }
  const mismatches = all.filter(({ ratio, shown }) => ratio.mismatch || shown.ratio.mismatch).length;
  if (isJson) return { text: jsonOf({ experiments: all.map((each) => plain(each, scope)) }), mismatches };
  const tables = await Promise.all(all.map(table));
  return { text: tables.join('\n'), mismatches };
}

type Compared = ExperimentStanding & { readonly shown: ExperimentExposures };

function plain(
  { experiment, sizes, stale, ratio, shown, periods, portionsChanged }: Compared,
  scope: string,
): object {
  const groups = experiment.division.groups.map(({ name, group }, index) => ({
    name,
    portion: group.portion.text,
    size: sizes[index],
    exposed: shown.sizes[index],
  }));
  const { pooled: _, ...sampleRatio } = ratio;
  const { pooled: __, ...exposedSampleRatio } = shown.ratio;
  const { inSeveral: exposedToSeveral } = shown;
  return {
    scope,
    experiment: experiment.name,
    groups,
    stale,
    ...(portionsChanged && {
      periods: periods.map(({ since, shares, sizes: counts }) => ({
        since,
        groups: experiment.division.groups.map(({ name }, index) => ({
          name,
          portion: shares[index],
          size: counts[index],
        })),
      })),
    }),
    sampleRatio,
    exposedToSeveral,
    exposedSampleRatio,
  };
}

async function table(compared: Compared): Promise<string> {
  const { experiment, sizes, stale, ratio, shown, expected } = compared;
  const { columnsOf, visible } = await import('../../internal/content.js');
  const paint = paintFor(process.stdout);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const { groups: arms } = experiment.division;
  const rows = arms.map((arm, index) => [
    assignableName(arm),
    assignablePortion(arm),
    bar(total === 0 ? 0 : sizes[index]! / total),
    sizeText(expected[index]!),
    sizeText(sizes[index]!),
    sizeText(shown.sizes[index]!),
  ]);
  const [heading = '', ...lines] = aligned(
    [['group', 'portion', '', 'expected', 'learners', 'exposed'], ...rows],
    columnsOf,
  );
  const gone = stale.map(
    ({ name, size }) => `  no longer in the course: ${groupNameText(name)}, ${sizeText(size)}`,
  );
  const verdictOf = (tested: SampleRatio, who: string): string =>
    tested.mismatch
      ? `${paint.severity('error', '✖ sample-ratio mismatch')}${who}: ${ratioText(tested)}`
      : `${paint.good('✔')}${who === '' ? '' : `${who}:`} ${ratioText(tested)}`;
  const verdicts = [verdictOf(ratio, ''), ...exposureLines(shown, verdictOf)];
  const head = paint.bold(`"${visible(experiment.name)}"`);
  const body = [paint.dim(heading), ...lines, ...periodLines(compared)].map((line) => `  ${line}`);
  return `${[head, ...body, ...gone, ...verdicts.map((line) => `  ${line}`)].join('\n')}\n`;
}

function exposureLines(
  { sizes, inSeveral, ratio }: ExperimentExposures,
  verdictOf: (tested: SampleRatio, who: string) => string,
): string[] {
  if (sizes.every((size) => size === 0)) return ['no exposures are recorded'];
  const several =
    inSeveral === 0 ? [] : [`${counted(inSeveral, 'learner')} shown more than one group, counted in each`];
  return [verdictOf(ratio, ' of the learners who were shown a group'), ...several];
}
