/** The randomisation test: how often our own assignment alone makes a difference as large as the one that was found. */
import { type GroupChoice, prepareGroupChoice } from '../../bucketing/choose.js';
import { type Fraction, fraction } from '../../portion/fraction.js';
import type { Experiment } from '../../runtime/experiments.js';
import { NotEstimable } from '../../stats/effects/effect.js';
import { assignmentDraws, rerandomise } from '../../stats/tests/rerandomise.js';
import { wholeClusters } from './counting.js';
import { type Method, usable } from './estimate.js';
import type { GroupValues } from './outcome-values.js';

const SEED = 'olx-abtest analyze';

interface Pair {
  readonly experiment: Experiment;
  readonly treated: GroupValues;
  readonly control: GroupValues;
  readonly method: Method;
}

/** Whole clusters are drawn where whole clusters were put into groups. `null` where the data do not allow the test. */
export function exactP({ experiment, treated, control, method }: Pair): number | null {
  const groups = [usable(control, method), usable(treated, method)];
  const rows = groups.flat();
  const controls = groups[0]!.length;
  const isWhole =
    method.byCluster && wholeClusters(groups.map((each) => each.map(({ person }) => person))) !== null;
  const clusters = isWhole ? rows.map(({ person }) => person.cluster ?? '') : undefined;
  const draws = assignmentDraws(choiceOf(experiment, treated, control), SEED, clusters);
  const outcomes = rows.map(({ value }) => value);
  const current = rows.map((_, index) => Number(index >= controls));
  try {
    return rerandomise(outcomes, current, draws).pValue;
  } catch (error) {
    if (error instanceof NotEstimable) return null;
    throw error;
  }
}

/** The two groups with their portions scaled to 1, the control first. */
function choiceOf({ division }: Experiment, treated: GroupValues, control: GroupValues): GroupChoice {
  const [zero, one] = [division.groups[control.index]!.share, division.groups[treated.index]!.share];
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
