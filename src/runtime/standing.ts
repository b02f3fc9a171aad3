/** How an experiment stands: the learners that each group has in a store, and whether that fits the portions. */
import { type SampleRatio, sampleRatio } from '../stats/sample-ratio.js';
import type { Store } from '../storage/store.js';
import type { Experiment } from './experiments.js';

export interface Standing {
  readonly experiment: Experiment;
  /** Learners, in the order of the arms. */
  readonly sizes: readonly number[];
  /** Groups that the course does not have, by what is stored. */
  readonly stale: readonly { readonly name: string; readonly size: number }[];
  readonly ratio: SampleRatio;
}

export async function standingOf(store: Store, scope: string, experiment: Experiment): Promise<Standing> {
  const { key, arms } = experiment;
  const stored = await store.sizes({ scope, experiment: key });
  const sizes = arms.arms.map((arm) => stored.get(arm.key) ?? 0);
  const stale = [...stored].flatMap(([name, size]) => (arms.byKey.has(name) ? [] : [{ name, size }]));
  const shares = arms.arms.map(({ share }) => share);
  return { experiment, sizes, stale, ratio: sampleRatio(sizes, shares) };
}
