/** The effect of one group against another one, by the method that the question and the outcomes call for. */
import { lin } from '../../stats/effects/adjusted.js';
import { anytime } from '../../stats/effects/anytime.js';
import { clustered } from '../../stats/effects/clustered.js';
import { type Effect, NotEstimable } from '../../stats/effects/effect.js';
import { newcombe } from '../../stats/effects/newcombe.js';
import { stratified } from '../../stats/effects/stratified.js';
import { welch } from '../../stats/effects/welch.js';
import type { Person } from '../sources/people.js';
import type { GroupValues } from './outcome-values.js';

export interface Estimated {
  readonly effect: Effect | null;
  /** Why there is none. */
  readonly notEstimable: string | null;
}

/** What is known of the learners besides the outcome, and how often one looks. */
export interface Method {
  /** The indexes of covariates in the values of a learner. */
  readonly covariates: readonly number[];
  /** Their columns, for messages. */
  readonly covariateNames: readonly string[];
  readonly byCluster: boolean;
  readonly byStratum: boolean;
  /** Learners for whom intervals that hold at every look are narrowest; `null` for intervals of one look. */
  readonly planned: number | null;
}

/** @param level such as .95 */
export function estimate(
  treated: GroupValues,
  control: GroupValues,
  level: number,
  method: Method,
): Estimated {
  try {
    const effect = effectOf(treated, control, level, method);
    const learners = effect.treated.learners + effect.control.learners;
    const { planned } = method;
    return { effect: planned === null ? effect : anytime(effect, learners, planned), notEstimable: null };
  } catch (error) {
    if (error instanceof NotEstimable) return { effect: null, notEstimable: whyNot(error, method) };
    throw error;
  }
}

/** Statistics number the covariates; their columns have names. */
function whyNot({ message, reason, covariate }: NotEstimable, { covariateNames }: Method): string {
  if (reason !== 'collinear') return message;
  const names = covariateNames.map((name) => `"${name}"`);
  if (covariate === undefined)
    return `one learner alone determines a covariate in a group (${names.join(', ')})`;
  const earlier = covariate === 0 ? '' : `, or follows from ${names.slice(0, covariate).join(', ')}`;
  return `the covariate ${names[covariate]} does not vary in a group${earlier}; leave it out`;
}

function effectOf(treated: GroupValues, control: GroupValues, level: number, method: Method): Effect {
  const { covariates, byCluster, byStratum } = method;
  const [one, zero] = [inputOf(treated, method), inputOf(control, method)];
  if (byCluster) return clustered(one, zero, level);
  if (byStratum) return stratified(one, zero, level);
  if (covariates.length > 0) return lin(one, zero, level);
  if (isYesNo(treated) && isYesNo(control)) return newcombe(proportion(treated), proportion(control), level);
  return welch(treated.values, control.values, level);
}

/** The learners of whom all that the method needs is known. */
export function usable({ people, values }: GroupValues, method: Method) {
  const rows = people.map((person, index) => ({ person, value: values[index]! }));
  return rows.filter(({ person }) => hasAll(person, method));
}

function hasAll({ values, cluster, stratum }: Person, { covariates, byCluster, byStratum }: Method): boolean {
  return (
    covariates.every((index) => typeof values[index] === 'number') &&
    (!byCluster || cluster !== null) &&
    (!byStratum || stratum !== null)
  );
}

function inputOf(group: GroupValues, method: Method) {
  const rows = usable(group, method);
  return {
    outcomes: rows.map(({ value }) => value),
    covariates: method.covariates.map((index) => rows.map(({ person }) => person.values[index] as number)),
    clusters: rows.map(({ person }) => person.cluster ?? ''),
    strata: rows.map(({ person }) => person.stratum ?? ''),
  };
}

function isYesNo({ values }: GroupValues): boolean {
  return values.every((value) => value === 0 || value === 1);
}

function proportion({ values }: GroupValues) {
  return { successes: values.reduce((sum, value) => sum + value, 0), learners: values.length };
}
