/** The learners of a store whom the changes of a course concern. */
import { requireKnownOptions, requireOneOf } from '../../diagnostics/options.js';
import { STALE_POLICIES } from '../../runtime/decision.js';
import type { Store, StoreFilter } from '../../storage/store.js';
import { MoveCounter, type MoveCounts, type MoveOptions } from './moves.js';
import type { ExperimentPair } from './pairing.js';

export interface CountOptions extends Pick<MoveOptions, 'strategy' | 'stale'> {
  /** What the assignments of the two courses hold for: course keys, as `courseKeyOf` returns them; empty or `null` for all courses. */
  readonly scopeBefore: string | null;
  readonly scopeAfter: string | null;
}

const OPTIONS = { scopeBefore: true, scopeAfter: true, strategy: true, stale: true } as const;

/**
 * Reads the assignments of the experiments and counts whom the change moves, by the key that each experiment has in the old
 * course. Stores nothing; holds one learner at a time, and those of the new key where an experiment has another one.
 * @throws AbtestError `store-…`
 * @example
 * const { course: after } = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * const diff = diffCourses(course, after);
 * const scope = courseKeyOf(course);
 * const counts = await countMoves(store, diff.experiments, { scopeBefore: scope, scopeAfter: scope });
 * console.log(counts.get('Tone of the texts')?.moved); // → 0
 */
export async function countMoves(
  store: Pick<Store, 'list'>,
  experiments: readonly ExperimentPair[],
  given: CountOptions,
): Promise<ReadonlyMap<string, MoveCounts>> {
  requireKnownOptions('countMoves', given, OPTIONS);
  requireOneOf('stale', given.stale, STALE_POLICIES);
  const { scopeBefore: before, scopeAfter: after, ...options } = given;
  const scopeBefore = before ?? '';
  const scopeAfter = after ?? '';
  const counts = new Map<string, MoveCounts>();
  for (const pair of experiments) {
    const [old, now] = [pair.before.key, pair.after.key];
    const counter = new MoveCounter(pair, {
      ...options,
      courseKeyBefore: scopeBefore === '' ? undefined : scopeBefore,
      courseKeyAfter: scopeAfter === '' ? undefined : scopeAfter,
    });
    const isSame = old === now && scopeBefore === scopeAfter;
    const known = isSame ? null : await groupsIn(store, { scope: scopeAfter, experiment: now });
    for await (const { learner, group } of store.list({ scope: scopeBefore, experiment: old }))
      counter.add(learner, group, known === null ? group : (known.get(learner) ?? null));
    counts.set(old, counter.counts);
  }
  return counts;
}

async function groupsIn(
  store: Pick<Store, 'list'>,
  filter: StoreFilter,
): Promise<ReadonlyMap<string, string>> {
  const groups = new Map<string, string>();
  for await (const { learner, group } of store.list(filter)) groups.set(learner, group);
  return groups;
}
