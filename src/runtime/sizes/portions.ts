/** The portions by which learners were drawn: kept by the store, so that sizes are compared with the portions of their time. */
import { createHash } from 'node:crypto';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { add, type Fraction, fraction, ZERO } from '../../portion/fraction.js';
import { type SampleRatio, type Stratum, stratifiedSampleRatio } from '../../stats/sample-ratio.js';
import type { ExperimentKey, KeptPortions, Store } from '../../storage/store.js';
import type { Division } from '../division.js';

/** Learners who were drawn by the same portions. */
export interface PortionsPeriod {
  /** When these portions were used first; `null` where the store does not know, and the course's are taken. */
  readonly since: Date | null;
  /** In the order of the course's groups; 0 for a group that did not exist. */
  readonly shares: readonly Fraction[];
  /** Numbers of learners, in the same order. */
  readonly sizes: readonly number[];
}

/** Characters of an id; it tells the portions of one experiment apart. */
const ID_LENGTH = 12;

interface Definition {
  readonly id: string;
  readonly definition: string;
}

const known = new WeakMap<Division, Definition>();

/** The portions of a division as the store keeps them. */
export function portionsOf(division: Division): Definition {
  let portions = known.get(division);
  if (portions === undefined) {
    portions = definePortions(division.groups.map(({ key, share }) => [key, share]));
    known.set(division, portions);
  }
  return portions;
}

/** Portions by the keys of groups as the store keeps them: in an order of their own, since that of the groups does not matter. */
export function definePortions(shares: readonly (readonly [key: string, share: Fraction])[]): Definition {
  const sorted = [...shares].sort(([a], [b]) => (a < b ? -1 : 1));
  const definition = JSON.stringify(
    sorted.map(([key, { numerator, denominator }]) => [key, String(numerator), String(denominator)]),
  );
  return { id: createHash('sha256').update(definition).digest('hex').slice(0, ID_LENGTH), definition };
}

/**
 * The portions that an experiment had, the oldest first, and which of them an id stands for. Assignments of before portions were
 * kept, and imported ones, count as drawn by the oldest.
 */
export interface PortionsHistory {
  readonly periods: readonly { readonly since: Date | null; readonly shares: readonly Fraction[] }[];
  indexOf(id: string | null): number;
}

/** @throws AbtestError `store-corrupt` for portions that cannot be read, `store-…` */
export async function portionsHistory(
  store: Store,
  scope: string,
  division: Division,
): Promise<PortionsHistory> {
  return historyOf(await store.keptPortions({ scope, experiment: division.experiment }), division);
}

/** @param kept the oldest first */
export function historyOf(kept: readonly Omit<KeptPortions, 'scope'>[], division: Division): PortionsHistory {
  const now = { since: null, shares: division.groups.map(({ share }) => share) };
  if (kept.length === 0) return { periods: [now], indexOf: () => 0 };
  const indexes = new Map(kept.map(({ id }, index) => [id, index]));
  return {
    periods: kept.map((each) => ({ since: each.since, shares: sharesIn(each, division) })),
    indexOf: (id) => (id === null ? 0 : (indexes.get(id) ?? 0)),
  };
}

/** The learners of each period: from their counts where there was one period, else from every assignment. */
export async function drawnPeriods(
  store: Store,
  key: ExperimentKey,
  division: Division,
  stored: ReadonlyMap<string, number>,
): Promise<readonly PortionsPeriod[]> {
  const { periods, indexOf } = await portionsHistory(store, key.scope, division);
  if (periods.length === 1) {
    const sizes = division.groups.map((group) => stored.get(group.key) ?? 0);
    return [{ ...periods[0]!, sizes }];
  }
  const counts = periods.map(() => new Map<string, number>());
  for await (const { group, portions } of store.draws(key)) {
    const count = counts[indexOf(portions)]!;
    count.set(group, (count.get(group) ?? 0) + 1);
  }
  return periods.map((period, index) => ({
    ...period,
    sizes: division.groups.map((group) => counts[index]!.get(group.key) ?? 0),
  }));
}

/** Whether sizes fit the portions of their periods. @param test another one for sizes that are looked at repeatedly */
export function periodsRatio(
  periods: readonly Pick<PortionsPeriod, 'shares' | 'sizes'>[],
  test: (strata: readonly Stratum[]) => SampleRatio = stratifiedSampleRatio,
): SampleRatio {
  return test(periods.map(present));
}

/** How many learners each group expects: those of each period by its portions. */
export function expectedOf(periods: readonly PortionsPeriod[]): readonly number[] {
  const [{ shares: first } = { shares: [] as readonly Fraction[] }] = periods;
  return first.map((_, index) =>
    periods.reduce((sum, period) => {
      const { shares, sizes } = present(period);
      const learners = sizes.reduce((all, size) => all + size, 0);
      return sum + (Number(shares[index]!.numerator) / Number(shares[index]!.denominator)) * learners;
    }, 0),
  );
}

/** Whether anybody was drawn by other portions than those that the course has now. */
export function haveChanged(periods: readonly PortionsPeriod[], { groups }: Division): boolean {
  return periods.some(({ shares }) =>
    shares.some((share, index) => {
      const now = groups[index]!.share;
      return share.numerator !== now.numerator || share.denominator !== now.denominator;
    }),
  );
}

// ------------------------------------------------------------------------------------------------------------------

/** Shares among the groups that the course still has: those of other groups have been left out of the sizes, too. */
function present({ shares, sizes }: Pick<PortionsPeriod, 'shares' | 'sizes'>) {
  const total = shares.reduce(add, ZERO);
  // None of the course's groups existed: the learners are in groups that were not drawn, and nothing can be compared.
  if (total.numerator === 0n) return { shares, sizes: sizes.map(() => 0) };
  const of = (share: Fraction): Fraction =>
    fraction(share.numerator * total.denominator, share.denominator * total.numerator);
  return { shares: shares.map(of), sizes };
}

function sharesIn(kept: Pick<KeptPortions, 'definition' | 'experiment'>, { groups }: Division): Fraction[] {
  const shares = sharesByKey(kept);
  return groups.map(({ key }) => shares.get(key) ?? ZERO);
}

/** @throws AbtestError `store-corrupt` for a definition that cannot be read */
export function sharesByKey({
  definition,
  experiment,
}: Pick<KeptPortions, 'definition' | 'experiment'>): ReadonlyMap<string, Fraction> {
  const shares = new Map<string, Fraction>();
  try {
    for (const [key, numerator, denominator] of JSON.parse(definition) as string[][])
      shares.set(key!, fraction(BigInt(numerator!), BigInt(denominator!)));
  } catch (cause) {
    throw new AbtestError('store-corrupt', `The store has portions of "${experiment}" that cannot be read`, {
      hint: 'Restore it from a backup.',
      cause,
    });
  }
  return shares;
}
