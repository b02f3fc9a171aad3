/** The sizes of groups as a store has them: alone, or beside what the portions of a course ask for. */
import type { Experiment, SampleRatio, Store } from '../index.js';
import { aligned, armName, armPortion, bar, chanceText, sizeText } from './bars.js';
import { paintFor } from './paint.js';

export interface Wanted {
  readonly scope: string | undefined;
  readonly experiment: string | undefined;
}

/** Every experiment of the store, under the names that are stored. */
export async function storedSizes(store: Store, wanted: Wanted, isJson: boolean): Promise<string> {
  const { columnsOf, visible } = await import('../index.js');
  const found = (await store.experiments()).filter(
    ({ scope, experiment }) =>
      scope === (wanted.scope ?? scope) && experiment === (wanted.experiment ?? experiment),
  );
  const experiments = [];
  for (const key of found) {
    const sizes = await store.sizes(key);
    experiments.push({ ...key, groups: [...sizes].map(([name, size]) => ({ name, size })) });
  }
  if (isJson) return jsonOf(experiments);
  if (experiments.length === 0) return 'Nobody is assigned.\n';
  const paint = await paintFor(process.stdout);
  const tables = experiments.map(({ scope, experiment, groups }) => {
    const where = scope === '' ? 'in all courses' : `in ${visible(scope)}`;
    const total = groups.reduce((sum, { size }) => sum + size, 0);
    const rows = groups.map(({ name, size }) => [visible(name), bar(size / total), sizeText(size)]);
    const head = `${paint.bold(`"${visible(experiment)}"`)}  ${paint.dim(where)}`;
    return `${[head, ...aligned(rows, columnsOf).map((line) => `  ${line}`)].join('\n')}\n`;
  });
  return tables.join('\n');
}

interface Compared {
  readonly experiment: Experiment;
  /** In the order of the arms. */
  readonly sizes: readonly number[];
  /** Groups that the course does not have, by what is stored. */
  readonly stale: readonly { readonly name: string; readonly size: number }[];
  readonly ratio: SampleRatio;
}

/** The experiments of a course: sizes, portions, and the check for a sample-ratio mismatch. */
export async function comparedSizes(
  store: Store,
  scope: string,
  experiments: readonly Experiment[],
  isJson: boolean,
): Promise<{ text: string; mismatches: number }> {
  const { sampleRatio } = await import('../index.js');
  const all: Compared[] = [];
  for (const experiment of experiments) {
    const { key, arms } = experiment;
    const stored = await store.sizes({ scope, experiment: key });
    const sizes = arms.arms.map((arm) => stored.get(arm.key) ?? 0);
    const stale = [...stored].flatMap(([name, size]) => (arms.byKey.has(name) ? [] : [{ name, size }]));
    const shares = arms.arms.map(({ share }) => share);
    all.push({ experiment, sizes, stale, ratio: sampleRatio(sizes, shares) });
  }
  const mismatches = all.filter(({ ratio }) => ratio.mismatch).length;
  if (isJson) return { text: jsonOf(all.map((each) => plain(each, scope))), mismatches };
  const tables = await Promise.all(all.map(table));
  return { text: tables.join('\n'), mismatches };
}

function plain({ experiment, sizes, stale, ratio }: Compared, scope: string): object {
  const groups = experiment.arms.arms.map(({ name, group }, index) => ({
    name,
    portion: group.portion.text,
    size: sizes[index],
  }));
  const { method, p, alpha, mismatch } = ratio;
  return { scope, experiment: experiment.name, groups, stale, sampleRatio: { method, p, alpha, mismatch } };
}

async function table({ experiment, sizes, stale, ratio }: Compared): Promise<string> {
  const { columnsOf, fractionText, visible } = await import('../index.js');
  const paint = await paintFor(process.stdout);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const { arms, choice } = experiment.arms;
  const rows = arms.map((arm, index) => [
    armName(arm, visible),
    armPortion(arm, fractionText),
    bar(total === 0 ? 0 : sizes[index]! / total),
    sizeText(choice.pairs[index]![1] * total),
    sizeText(sizes[index]!),
  ]);
  const [heading = '', ...lines] = aligned(
    [['group', 'portion', '', 'expected', 'learners'], ...rows],
    columnsOf,
  );
  const gone = stale.map(
    ({ name, size }) => `  no longer in the course: ${visible(name)}, ${sizeText(size)}`,
  );
  const test = `${ratio.method === 'exact' ? 'exact multinomial test' : 'chi-square test'}, ${chanceText(ratio.p)}`;
  const verdict = ratio.mismatch
    ? `${paint.severity('error', '✖ sample-ratio mismatch')}: these sizes do not fit the portions (${test})`
    : `${paint.good('✔')} the sizes fit the portions (${test})`;
  const head = paint.bold(`"${visible(experiment.name)}"`);
  const body = [paint.dim(heading), ...lines].map((line) => `  ${line}`);
  return `${[head, ...body, ...gone, `  ${verdict}`].join('\n')}\n`;
}

function jsonOf(experiments: readonly object[]): string {
  return `${JSON.stringify({ version: 1, experiments }, null, 2)}\n`;
}
