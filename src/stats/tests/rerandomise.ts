/** The randomisation test: would the assignment alone produce such a difference? */

import { type GroupChoice, indexAt } from '../../bucketing/choose.js';
import { generatorOf } from '../../bucketing/strategy.js';
import { NotEstimable, requireLearners } from '../effects/effect.js';
import { summaryOf, type Values } from '../effects/sample.js';

/**
 * Fills `treated` with another assignment that could have happened: 1 for the treated learners, 0 for the others. Draw
 * number `draw` (1 and up) is the same however often it is made.
 * @tested the tests draw in ways of their own
 */
export type Reassign = (draw: number, treated: Uint8Array) => void;

interface Randomisation {
  /** (1 + draws with a statistic as large) / (1 + draws); valid exactly, whatever the outcomes are distributed like. */
  readonly pValue: number;
  /** The t statistic of Welch for the assignment as it was. */
  readonly statistic: number;
  readonly draws: number;
}

/** An observed statistic that a draw reproduces counts in spite of rounding. */
const TOLERANCE = 1e-9;

/**
 * R. A. Fisher's test of no effect on any learner by the assignment mechanism itself (G. Imbens and D. Rubin, Causal
 * Inference, 2015, chapter 5): outcomes stay, groups are drawn anew. The statistic is Welch's t, which makes the test valid in
 * large groups for the mean effect, too (J. Wu and P. Ding, JASA 116:1898, 2021). A draw in which t is undefined counts
 * as large. Takes some nanoseconds for each learner and draw, besides the assignment.
 * @param treated 1 for treated learners and 0 for others, in the order of the outcomes
 * @throws NotEstimable below two learners in a group, or when the outcomes do not vary
 * @throws RangeError when the lists differ in length
 */
export function rerandomise(
  outcomes: Values,
  treated: ArrayLike<number>,
  reassign: Reassign,
  draws = 9999,
): Randomisation {
  if (treated.length !== outcomes.length)
    throw new RangeError(`there are ${treated.length} assignments for ${outcomes.length} outcomes`);
  const current = Uint8Array.from(treated);
  const all = summaryOf(outcomes);
  const size = current.reduce((sum, one) => sum + one, 0);
  requireLearners(2, size, outcomes.length - size);
  if (!(all.variance > 0))
    throw new NotEstimable('no-variation', `all ${all.learners} outcomes are ${all.mean}`);
  const centred = Float64Array.from(outcomes, (value) => value - all.mean);
  const squares = centred.reduce((sum, value) => sum + value * value, 0);
  const sum = centred.reduce((total, value) => total + value, 0);
  const statistic = tStatistic(centred, current, sum, squares);
  const bound = Math.abs(statistic) * (1 - TOLERANCE);
  let large = 0;
  for (let draw = 1; draw <= draws; draw += 1) {
    reassign(draw, current);
    // Written so that NaN counts as large.
    if (!(Math.abs(tStatistic(centred, current, sum, squares)) < bound)) large += 1;
  }
  return { pValue: (1 + large) / (1 + draws), statistic, draws };
}

/** One pass: of the control it needs only what the treated leave of the totals. */
function tStatistic(centred: Float64Array, treated: Uint8Array, sum: number, squares: number): number {
  let count = 0;
  let ones = 0;
  let oneSquares = 0;
  for (let i = 0; i < centred.length; i += 1) {
    if (treated[i] === 0) continue;
    const value = centred[i]!;
    count += 1;
    ones += value;
    oneSquares += value * value;
  }
  const rest = centred.length - count;
  if (count < 2 || rest < 2) return Number.NaN;
  const zeros = sum - ones;
  const squaredError =
    (oneSquares - ones ** 2 / count) / (count - 1) / count +
    (squares - oneSquares - zeros ** 2 / rest) / (rest - 1) / rest;
  return (ones / count - zeros / rest) / Math.sqrt(Math.max(0, squaredError));
}

/** How the learners of a test were drawn, where not all were drawn alike. */
interface Drawn {
  /** In the order of time; `null` for learners who were not drawn between the two groups, and keep theirs. */
  readonly choices: readonly (GroupChoice | null)[];
  /** The index of the choice for each learner, in the order of the outcomes. */
  readonly of: ArrayLike<number>;
}

/** A cluster whose learners keep their groups. */
const KEPT = 2;

/**
 * The assignment of this program with other draws: every learner independently, with the portions of the choice. With
 * clusters, all learners of a cluster go together, by the earliest choice among theirs: the cluster was drawn then.
 * @param drawn each choice with the control first, the treated second; of more groups the two with their portions scaled to 1
 * @param seed each draw has its own sequence, from the seed and its number
 */
export function assignmentDraws(
  drawn: GroupChoice | Drawn,
  seed: string,
  clusters?: ArrayLike<string | number>,
): Reassign {
  const { choices, of } = 'choices' in drawn ? drawn : { choices: [drawn], of: null };
  for (const choice of choices) {
    if (choice !== null && choice.candidates.length !== 2)
      throw new RangeError(`the choice has ${choice.candidates.length} groups; two are compared`);
  }
  const indexOf = (learner: number): number => (of === null ? 0 : of[learner]!);
  if (clusters === undefined) {
    return (draw, treated) => {
      const generator = generatorOf(`${seed}\0${draw}`);
      for (let i = 0; i < treated.length; i += 1) {
        const choice = choices[indexOf(i)]!;
        if (choice !== null) treated[i] = indexAt(choice, generator.int32() >>> 0);
      }
    };
  }
  const { clusterOf, indexes } = numbered(clusters, indexOf);
  return (draw, treated) => {
    const generator = generatorOf(`${seed}\0${draw}`);
    const groups = Uint8Array.from(indexes, (index) => {
      const choice = choices[index]!;
      return choice === null ? KEPT : indexAt(choice, generator.int32() >>> 0);
    });
    for (let i = 0; i < treated.length; i += 1) {
      const group = groups[clusterOf[i]!]!;
      if (group !== KEPT) treated[i] = group;
    }
  };
}

/** The number of each learner's cluster, and the earliest choice of each cluster. */
function numbered(clusters: ArrayLike<string | number>, indexOf: (learner: number) => number) {
  const numbers = new Map<string | number, number>();
  const indexes: number[] = [];
  const clusterOf = Int32Array.from(clusters as ArrayLike<string>, (cluster, learner) => {
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    indexes[number] = Math.min(indexes[number] ?? Number.POSITIVE_INFINITY, indexOf(learner));
    return number;
  });
  return { clusterOf, indexes };
}
