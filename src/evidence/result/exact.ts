/** The randomisation test: how often our own assignment alone makes a difference as large as the one that was found. */
import { type GroupChoice, prepareGroupChoice } from '../../bucketing/choose.js';
import { type Fraction, fraction } from '../../portion/fraction.js';
import type { Experiment } from '../../runtime/experiments.js';
import type { PortionsHistory } from '../../runtime/sizes/portions.js';
import { NotEstimable } from '../../stats/effects/effect.js';
import { assignmentDraws, rerandomise } from '../../stats/tests/rerandomise.js';
import { wholeClusters } from './counting.js';
import { type Method, usable } from './estimate.js';
import type { GroupValues } from './outcome-values.js';

const SEED = 'olx-abtest analyze';

interface Pair {
  readonly experiment: Experiment;
  /** The portions by which learners were drawn; `null`: those of the course. */
  readonly portions: PortionsHistory['periods'] | null;
  readonly treated: GroupValues;
  readonly control: GroupValues;
  readonly method: Method;
}

/**
 * Learners are drawn by the portions of their time; whole clusters where whole clusters were put into groups. `null` where the
 * data do not allow the test.
 */
export function exactP({ experiment, portions, treated, control, method }: Pair): number | null {
  const groups = [usable(control, method), usable(treated, method)];
  const rows = groups.flat();
  const controls = groups[0]!.length;
  const isWhole =
    method.byCluster && wholeClusters(groups.map((each) => each.map(({ person }) => person))) !== null;
  const clusters = isWhole ? rows.map(({ person }) => person.cluster ?? '') : undefined;
  const periods = portions ?? [{ shares: experiment.division.groups.map(({ share }) => share) }];
  const drawn = {
    choices: periods.map(({ shares }) => choiceOf(shares[control.index]!, shares[treated.index]!)),
    of: rows.map(({ person }) => person.period),
  };
  const draws = assignmentDraws(drawn, SEED, clusters);
  const outcomes = rows.map(({ value }) => value);
  const current = rows.map((_, index) => Number(index >= controls));
  try {
    return rerandomise(outcomes, current, draws).pValue;
  } catch (error) {
    if (error instanceof NotEstimable) return null;
    throw error;
  }
}

/** The two groups with their portions scaled to 1, the control first; `null` where neither had a portion. */
function choiceOf(zero: Fraction, one: Fraction): GroupChoice | null {
  if (zero.numerator === 0n && one.numerator === 0n) return null;
  return prepareGroupChoice([
    { name: 'control', share: part(zero, one) },
    { name: 'treated', share: part(one, zero) },
  ]);
}

/** a / (a + b) */
function part(a: Fraction, b: Fraction): Fraction {
  const [left, right] = [a.numerator * b.denominator, b.numerator * a.denominator];
  return fraction(left, left + right);
}
