/** The verdict on one comparison, in one sentence for people who know no statistics. */

import { learnersNeeded } from '../../stats/effects/anytime.js';
import type { Effect } from '../../stats/effects/effect.js';
import type { Verdict } from '../result/analysis.js';
import { countText, numberWriter } from './numbers.js';

const POWER = 0.8;

interface Judged {
  readonly outcome: string;
  readonly treated: string;
  readonly control: string;
  readonly effect: Effect | null;
  readonly notEstimable: string | null;
  /** The smallest difference that matters; `null` where none was given. */
  readonly smallest: number | null;
  /** Why the numbers cannot be trusted, one sentence part each. */
  readonly distrust: readonly string[];
  /** Whether other groups are compared with the control group too. */
  readonly several: boolean;
  /** Whether other outcomes are compared too, which may say something else. */
  readonly isOneOfOutcomes: boolean;
}

/** No p value is in the sentence: a reader without statistics takes it for the chance of being wrong. */
export function verdictOf(judged: Judged): Verdict {
  const { effect, distrust, smallest } = judged;
  if (distrust.length > 0) return distrusted(distrust);
  if (effect === null) return unknown(judged);
  if (effect.lower > 0) return decided('better', judged, effect);
  if (effect.upper < 0) return decided('worse', judged, effect);
  if (smallest !== null && -smallest < effect.lower && effect.upper < smallest)
    return noDifference(judged, effect, smallest);
  return undecided(judged, effect);
}

function distrusted(reasons: readonly string[]): Verdict {
  return {
    kind: 'do-not-trust',
    sentence: `Do not trust the difference between the groups: ${reasons.join('; and ')}.`,
    next: 'Find the cause before you keep a group. Usual causes: portions that were changed while learners were assigned; learners or staff who were put into a group by hand; content of one group that does not load or is left early; a report or log without some of the learners.',
  };
}

function unknown({ notEstimable, treated, control, outcome }: Judged): Verdict {
  return {
    kind: 'cannot-tell',
    sentence: `Nothing can be said about ${quoted(treated)} and ${quoted(control)} in ${quoted(outcome)}: ${notEstimable}.`,
    next: 'Wait for more learners with an outcome, or give another outcome or method.',
  };
}

function decided(kind: 'better' | 'worse', judged: Judged, effect: Effect): Verdict {
  const { outcome, treated, control, smallest } = judged;
  const sign = kind === 'better' ? 1 : -1;
  const write = writerOf(effect);
  const ends = [write(sign * effect.lower), write(sign * effect.upper)].sort(byNumber);
  const small = smallest !== null && Math.abs(effect.estimate) < smallest;
  const caution = small ? `; that is less than ${write(smallest)}, the smallest difference that matters` : '';
  return {
    kind,
    sentence: `${quoted(treated)} is ${kind} than ${quoted(control)}: on average ${quoted(outcome)} is ${write(sign * effect.estimate)} ${kind === 'better' ? 'higher' : 'lower'} (${levelText(effect)} interval: ${ends.join(' to ')})${caution}.`,
    next: keepText(kind, judged),
  };
}

/** With several groups the best one is known only after they were compared with one another. */
function keepText(
  kind: 'better' | 'worse',
  { outcome, treated, control, several, isOneOfOutcomes }: Judged,
): string {
  const kept = quoted(kind === 'better' ? treated : control);
  if (several)
    return kind === 'worse'
      ? `Do not keep ${quoted(treated)}.`
      : `Before you keep ${kept}, compare the other groups with it: run the same "olx-abtest analyze" with --control ${kept}.`;
  if (isOneOfOutcomes)
    return `For ${quoted(outcome)} ${kept} is to be kept: read the other outcomes before "olx-abtest conclude" ends the experiment.`;
  return `Keep ${kept} for everybody: "olx-abtest conclude" ends the experiment.`;
}

const byNumber = (a: string, b: string): number => number(a) - number(b);
const number = (text: string): number => Number(text.replace('−', '-').replaceAll(',', ''));

function noDifference(
  { outcome, treated, control, several, isOneOfOutcomes }: Judged,
  effect: Effect,
  smallest: number,
): Verdict {
  const write = writerOf(effect);
  return {
    kind: 'no-difference',
    sentence: `There is no difference that matters between ${quoted(treated)} and ${quoted(control)}: on average they differ in ${quoted(outcome)} by less than ${write(smallest)} (${levelText(effect)} interval: ${write(effect.lower)} to ${write(effect.upper)}).`,
    next: `For ${quoted(outcome)} either of these two groups will do: choose between them by ${several ? 'the comparisons with other groups, ' : ''}${isOneOfOutcomes ? 'other outcomes, or by ' : ''}${several && !isOneOfOutcomes ? 'or by ' : ''}the work that each of them takes.`,
  };
}

function undecided(judged: Judged, effect: Effect): Verdict {
  const { outcome, treated, control, several, isOneOfOutcomes } = judged;
  const write = writerOf(effect);
  return {
    kind: 'cannot-tell',
    sentence: `It cannot be told yet whether ${quoted(treated)} is better or worse than ${quoted(control)}: on average ${quoted(outcome)} in ${quoted(treated)} may be anything from ${change(effect.lower, write)} to ${change(effect.upper, write)} (${levelText(effect)} interval)${needText(judged, effect, write)}.`,
    next:
      judged.smallest === null
        ? 'Decide which difference would matter to you, and give it with --smallest: then the answer says how many learners it takes.'
        : `Let the experiment run until it has that many learners${several || isOneOfOutcomes ? ', if this comparison is to decide' : ', and keep no group yet'}.`,
  };
}

function change(value: number, write: (value: number) => string): string {
  return `${write(Math.abs(value))} ${value < 0 ? 'lower' : 'higher'}`;
}

function needText({ smallest }: Judged, effect: Effect, write: (value: number) => string): string {
  if (smallest === null) return '';
  const now = effect.treated.learners + effect.control.learners;
  const needed = learnersNeeded(effect, smallest, POWER);
  const have = `there are ${countText(now)}`;
  if (needed > now)
    return `; to find a difference of ${write(smallest)} in ${POWER * 100} of 100 such experiments it takes about ${countText(needed)} learners with an outcome in these two groups, and ${have}`;
  return `; the result is so close to the smallest difference that matters that it takes about four times as many learners to halve the interval, and ${have}`;
}

/** `95 %`; with many comparisons as many digits as tell it from 100. */
export function levelText({ level }: Effect): string {
  const percent = Number((level * 100).toPrecision(4));
  return `${percent < 100 ? percent : 100 - Number(((1 - level) * 100).toPrecision(2))} %`;
}

/** Writes numbers with two digits of the interval. */
export function writerOf({ lower, upper }: Effect): (value: number) => string {
  return numberWriter((upper - lower) / 2);
}

function quoted(name: string): string {
  return `"${name}"`;
}
