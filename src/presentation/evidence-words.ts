/** The wording of an analysis beside its verdict: who counts, who is left out, what was checked. */
import type { Analysis, Balance, Comparison, MissingGate, OutcomeCount, OutcomeResult } from '../evidence.js';
import { visible } from './group-words.js';
import { ratioText, sizeText } from './statistics-words.js';

/** Groups that chance made are rarely further apart in what was known before, in standard deviations. */
const MOST_IMBALANCE = 0.25;

type Verdict = Comparison['verdict'];

/** The verdicts of all comparisons; a reason for distrust that they share is there once. */
export function distinctVerdicts({ outcomes }: Analysis): Verdict[] {
  const all = outcomes.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict));
  return all.filter(
    ({ kind, sentence }, index) =>
      kind !== 'do-not-trust' || index === all.findIndex((each) => each.sentence === sentence),
  );
}

/** In place of a verdict whose reason is at the top. */
export const DISTRUSTED_ABOVE: Pick<Verdict, 'kind' | 'sentence'> = {
  kind: 'do-not-trust',
  sentence: 'Do not trust this difference: the reason is at the top.',
};

/** A check with its outcome, in one line. */
export interface CheckText {
  readonly state: 'good' | 'warning' | 'error';
  readonly text: string;
}

const WHO: Readonly<Record<Analysis['denominator'], string>> = {
  exposed: 'Learners who were shown the content count',
  'exposed-to-all': 'Learners who were shown every block of the experiment count',
  assigned: 'Everybody who was assigned counts',
};

export function whoText({ denominator, groupsFrom }: Analysis): string {
  return `${WHO[denominator]}; groups are from ${visible(groupsFrom)}.`;
}

export function leftOutText({ leftOut }: Analysis): string {
  const reasons: [number, string][] = [
    [leftOut.inTwoGroups, 'in more than one group'],
    [leftOut.groupGone, 'in a group that the course does not have'],
    [
      leftOut.withoutGroup,
      'without a group in the sources, such as learners who never came to the experiment',
    ],
    [leftOut.named, 'named by --leave-out'],
  ];
  const away = reasons
    .filter(([count]) => count > 0)
    .map(([count, reason]) => `${sizeText(count)} ${reason}`);
  return away.length === 0 ? 'Nobody is left out.' : `Left out: ${away.join('; ')}.`;
}

/** Headings and cells of the table of groups; columns without content are left out. */
export function countTable({ counts }: Analysis): readonly (readonly string[])[] {
  const hasExposures = counts.some(({ exposed }) => exposed !== null);
  const hasUnenrolled = counts.some(({ unenrolled }) => unenrolled > 0);
  const row = (cells: readonly (string | false)[]): string[] => cells.filter((cell) => cell !== false);
  return [
    row([
      'group',
      'portion',
      'assigned',
      hasExposures && 'shown',
      'counted',
      hasUnenrolled && 'of them unenrolled',
    ]),
    ...counts.map(({ group, share, assigned, exposed, counted, unenrolled }) =>
      row([
        visible(group),
        `${Number((share * 100).toPrecision(4))} %`,
        sizeText(assigned),
        hasExposures && sizeText(exposed ?? 0),
        sizeText(counted),
        hasUnenrolled && sizeText(unenrolled),
      ]),
    ),
  ];
}

export function outcomeTable(groups: readonly OutcomeCount[]): readonly (readonly string[])[] {
  const number = (value: number | null): string =>
    value === null ? '–' : String(Number(value.toPrecision(4)));
  return [
    ['group', 'with outcome', 'missing', 'not attempted', 'mean', 'standard deviation'],
    ...groups.map((each) => [
      visible(each.group),
      sizeText(each.withOutcome),
      sizeText(each.missing),
      sizeText(each.notAttempted),
      number(each.mean),
      number(each.standardDeviation),
    ]),
  ];
}

function balanceText({ covariate, treated, control, standardisedDifference: value }: Balance): CheckText {
  const size =
    value === null ? 'an unknown amount' : `${value.toFixed(2).replace('-', '−')} standard deviations`;
  return {
    state: value === null || Math.abs(value) <= MOST_IMBALANCE ? 'good' : 'warning',
    text: `before the experiment ${visible(treated)} and ${visible(control)} differ in ${visible(covariate)} by ${size}`,
  };
}

/** `0.0143`, or `< 0.0001`. */
export function chanceText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(3)));
}

/** Empty for two groups. */
export function anyDifferenceText({ anyDifference }: OutcomeResult): string {
  if (anyDifference === null) return '';
  const { groups, statistic, degreesOfFreedom, pValue } = anyDifference;
  const [first, second] = degreesOfFreedom;
  const p = chanceText(pValue);
  return `All ${groups} groups together: Welch's F(${first}, ${second.toFixed(1)}) = ${statistic.toFixed(2)}, p ${p}`;
}

export function missingText({ treated, control, difference, lower, upper, failed }: MissingGate): CheckText {
  const percent = (value: number): string =>
    `${(value * 100).toFixed(1)} %`.replace('-', '−').replace('−0.0', '0.0');
  return {
    state: failed ? 'error' : 'good',
    text: `outcomes missing, ${visible(treated)} minus ${visible(control)}: ${percent(difference)} of the learners (${percent(lower)} to ${percent(upper)})`,
  };
}

/** The sizes against the portions, and the balance. */
export function trustChecks({ ratio, balance }: Analysis): CheckText[] {
  const check = (name: string, each: typeof ratio.assigned): CheckText => ({
    state: each.mismatch ? 'error' : 'good',
    text: `${name}: ${ratioText(each)}`,
  });
  return [
    check('assigned', ratio.assigned),
    ...(ratio.exposed === null ? [] : [check('shown', ratio.exposed)]),
    ...balance.map(balanceText),
  ];
}
