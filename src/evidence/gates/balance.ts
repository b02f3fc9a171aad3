/** The balance of what was known before: chance makes groups alike in it, so that a large difference is a warning. */
import { standardisedDifference } from '../../stats/effects/scale.js';
import type { Balance } from '../result/analysis.js';
import type { Person } from '../sources/people.js';

interface BalancedGroup {
  readonly group: string;
  readonly people: readonly Person[];
}

/** @param index of the covariate in the values of a learner */
export function balanceOf(
  covariate: string,
  index: number,
  treated: BalancedGroup,
  control: BalancedGroup,
): Balance {
  const [one, zero] = [treated, control].map(({ people }) => numbersOf(people, index));
  const isEnough = one!.length > 1 && zero!.length > 1;
  const standardised = isEnough ? standardisedDifference(one!, zero!) : Number.NaN;
  return {
    covariate,
    treated: treated.group,
    control: control.group,
    standardisedDifference: Number.isFinite(standardised) ? standardised : null,
  };
}

function numbersOf(people: readonly Person[], index: number): number[] {
  return people.map(({ values }) => values[index]).filter((value) => typeof value === 'number');
}
