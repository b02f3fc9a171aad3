/** The difference of two means within strata, such as cohorts, averaged over the strata. */
import { armOf, type Effect, requireLearners, withInterval } from './effect.js';
import { type Summary, summaryOf, type Values } from './sample.js';
import { satterthwaite } from './welch.js';

/**
 * One group. Strata are known before the experiment; each learner is in one.
 * @tested the tests make groups of their own
 */
export interface Stratified {
  readonly outcomes: Values;
  readonly strata: ArrayLike<string | number>;
}

interface StratifiedEffect extends Effect {
  /** The strata that were compared, pooled ones as one. */
  readonly strata: number;
  /** The strata that were put together, because they have fewer than two learners in a group. */
  readonly pooled: number;
}

interface Stratum {
  readonly treated: readonly number[];
  readonly control: readonly number[];
}

/** A variance needs two. */
const FEWEST = 2;

/**
 * Post-stratification (L. Miratrix, J. Sekhon and B. Yu, JRSS B 75:369, 2013): the differences of means within the strata,
 * weighted by the strata's learners, with Welch's standard errors and Satterthwaite degrees of freedom. Strata with fewer
 * than two learners in a group are pooled, the smallest first, until every one has two in both.
 * @throws NotEstimable below two learners in a group, or when outcomes never vary within strata and groups
 * @throws RangeError when there are not as many strata as outcomes
 */
export function stratified(treated: Stratified, control: Stratified, level = 0.95): StratifiedEffect {
  requireLearners(FEWEST, treated.outcomes.length, control.outcomes.length);
  const { strata, pooled } = pool(strataOf(treated, control));
  const learners = treated.outcomes.length + control.outcomes.length;
  let estimate = 0;
  const parts: { square: number; degrees: number }[] = [];
  for (const stratum of strata) {
    const [one, zero] = [summaryOf(stratum.treated), summaryOf(stratum.control)];
    const weight = (one.learners + zero.learners) / learners;
    estimate += weight * (one.mean - zero.mean);
    parts.push(part(one, weight), part(zero, weight));
  }
  const effect = withInterval(
    {
      method: 'strata',
      estimate,
      standardError: Math.sqrt(parts.reduce((sum, { square }) => sum + square, 0)),
      degreesOfFreedom: satterthwaite(parts),
      treated: armOf(summaryOf(treated.outcomes)),
      control: armOf(summaryOf(control.outcomes)),
    },
    level,
  );
  return { ...effect, strata: strata.length, pooled };
}

function part({ variance, learners }: Summary, weight: number) {
  return { square: (weight ** 2 * variance) / learners, degrees: learners - 1 };
}

function strataOf(treated: Stratified, control: Stratified): Stratum[] {
  const found = new Map<string | number, { treated: number[]; control: number[] }>();
  for (const [side, { outcomes, strata }] of [['treated', treated] as const, ['control', control] as const]) {
    if (strata.length !== outcomes.length)
      throw new RangeError(`there are ${strata.length} strata for ${outcomes.length} outcomes`);
    for (let i = 0; i < outcomes.length; i += 1) {
      let stratum = found.get(strata[i]!);
      if (!stratum) {
        stratum = { treated: [], control: [] };
        found.set(strata[i]!, stratum);
      }
      stratum[side].push(outcomes[i]!);
    }
  }
  return [...found.values()];
}

/** Which strata are pooled depends on sizes only, not on outcomes. */
function pool(strata: readonly Stratum[]): { strata: Stratum[]; pooled: number } {
  const enough = ({ treated, control }: Stratum) => treated.length >= FEWEST && control.length >= FEWEST;
  const size = ({ treated, control }: Stratum) => treated.length + control.length;
  const rest = strata.filter(enough).toSorted((a, b) => size(a) - size(b));
  const thin = strata.filter((stratum) => !enough(stratum));
  if (thin.length === 0) return { strata: rest, pooled: 0 };
  let together = merged(thin);
  let pooled = thin.length;
  while (!enough(together)) {
    // Both groups have two learners, so that something is left to add.
    together = merged([together, rest.shift()!]);
    pooled += 1;
  }
  return { strata: [...rest, together], pooled };
}

function merged(strata: readonly Stratum[]): Stratum {
  return {
    treated: strata.flatMap(({ treated }) => treated),
    control: strata.flatMap(({ control }) => control),
  };
}
