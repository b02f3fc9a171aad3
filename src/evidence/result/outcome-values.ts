/** The outcomes of the learners who count: which are numbers, which are a 0 by decision, which are missing. */
import { summaryOf } from '../../stats/effects/sample.js';
import type { Person, Value } from '../sources/people.js';
import type { OutcomeCount } from './analysis.js';

/** The learners of a group with an outcome, in the order of `values`. */
export interface GroupValues {
  /** The index of the group in the experiment. */
  readonly index: number;
  readonly people: readonly Person[];
  readonly values: readonly number[];
  readonly count: OutcomeCount;
}

interface Reading {
  readonly group: string;
  readonly groupIndex: number;
  /** The index of the outcome in the values of a learner. */
  readonly index: number;
  readonly absentIsNotAttempted: boolean;
  readonly notAttempted: 'zero' | 'missing';
}

export function groupValues(people: readonly Person[], reading: Reading): GroupValues {
  const { group, index, notAttempted: policy } = reading;
  const found: Person[] = [];
  const values: number[] = [];
  let [notAttempted, notAvailable, missing] = [0, 0, 0];
  for (const person of people) {
    const value = outcomeOf(person.values[index], reading);
    if (value === 'not-attempted') notAttempted += 1;
    if (value === 'not-available') notAvailable += 1;
    const number = value === 'not-attempted' && policy === 'zero' ? 0 : value;
    if (typeof number === 'number') {
      found.push(person);
      values.push(number);
    } else missing += 1;
  }
  const { mean, variance } = summaryOf(values);
  return {
    index: reading.groupIndex,
    people: found,
    values,
    count: {
      group,
      withOutcome: values.length,
      notAttempted,
      notAvailable,
      missing,
      mean: values.length === 0 ? null : mean,
      standardDeviation: values.length < 2 ? null : Math.sqrt(variance),
    },
  };
}

function outcomeOf(value: Value | undefined, { absentIsNotAttempted }: Reading): Value {
  return value ?? (absentIsNotAttempted ? 'not-attempted' : 'empty');
}
