/** The gate of missing outcomes: a group whose outcomes are missing more often cannot be compared. */
import { anytime } from '../../stats/effects/anytime.js';
import { newcombe } from '../../stats/effects/newcombe.js';
import type { MissingGate, OutcomeCount } from '../result/analysis.js';

const MOST_DIFFERENCE = 0.05;
const GATE_ALPHA = 0.01;

/**
 * `null` where a group has no learners.
 * @param planned learners at which the interval is narrowest that holds at every look; `null` for one look
 */
export function missingGate(
  treated: OutcomeCount,
  control: OutcomeCount,
  planned: number | null,
): MissingGate | null {
  const [one, zero] = [treated, control].map(({ missing, withOutcome }) => ({
    successes: missing,
    learners: missing + withOutcome,
  }));
  if (one!.learners === 0 || zero!.learners === 0) return null;
  const once = newcombe(one!, zero!);
  const effect = planned === null ? once : anytime(once, one!.learners + zero!.learners, planned);
  const { estimate, lower, upper, pValue } = effect;
  return {
    treated: treated.group,
    control: control.group,
    difference: estimate,
    lower,
    upper,
    pValue,
    failed: Math.abs(estimate) > MOST_DIFFERENCE && pValue < GATE_ALPHA,
  };
}
