/** The paragraph on methods: what a reader needs to judge the analysis, and to repeat it. */
import type { Effect, EffectMethod } from '../../stats/effects/effect.js';
import type { SampleRatio } from '../../stats/sample-ratio.js';
import type { AnalysisOptions } from '../options.js';
import type { Score } from '../question.js';
import type { Analysis, PlanCheck } from '../result/analysis.js';
import { countText } from './numbers.js';
import { levelText } from './verdict.js';

const SCORES: Readonly<Record<Score, string>> = {
  first: 'the first one counts',
  last: 'the last one counts',
  max: 'the largest one counts',
  sum: 'their sum counts',
  mean: 'their mean counts',
};

const METHODS: Readonly<Record<EffectMethod, string>> = {
  welch: "the difference of the means with Welch's t interval",
  newcombe: "the difference of the shares with Newcombe's hybrid score interval (method 10)",
  lin: "the difference of the means adjusted by Lin's regression (treatment, centred covariates and their products; HC2 standard errors)",
  cuped: 'the difference of the means adjusted by CUPED',
  clusters:
    'least squares with cluster-robust standard errors CR2 and Satterthwaite degrees of freedom (Bell and McCaffrey)',
  strata: 'the post-stratified difference of the means',
  relative: "the difference of the means as a share of the control's mean",
};

const RATIO_TESTS: Readonly<Record<SampleRatio['method'], string>> = {
  exact: 'exact multinomial test',
  'chi-square': 'chi-square test',
  sequential: 'sequential multinomial test of Lindon and Malek, which holds at every look',
};

interface MethodsFacts {
  readonly options: AnalysisOptions;
  /** `null` where nobody chose one. */
  readonly score: Score | null;
  readonly groupsFrom: string;
  readonly denominator: Analysis['denominator'];
  readonly learners: number;
  readonly comparisons: number;
  readonly effects: readonly (Effect | null)[];
  readonly ratio: SampleRatio;
  /** Why the differences cannot be trusted, one sentence part each. */
  readonly distrust: readonly string[];
  readonly covariates: readonly string[];
  readonly cluster: string | null;
  readonly stratum: string | null;
  readonly plan: PlanCheck | null;
  readonly version: string;
}

export function methodsText(facts: MethodsFacts): string {
  const { options, denominator, learners, groupsFrom, distrust } = facts;
  const who =
    denominator === 'assigned'
      ? `the ${countText(learners)} learners who were assigned to a group`
      : `the ${countText(learners)} learners who were shown ${denominator === 'exposed' ? 'a' : 'every'} block of the experiment`;
  return [
    ...(distrust.length === 0
      ? []
      : [`The groups cannot be compared, and no difference is to be reported: ${distrust.join('; and ')}.`]),
    `Learners were compared by the group that they were assigned to${distrust.length === 0 ? ' at random' : ''} (intention to treat), among ${who}; groups were taken from ${groupsFrom}.`,
    options.notAttempted === 'zero'
      ? 'Work that was not attempted counts as 0.'
      : 'Work that was not attempted counts as missing, so that the comparison is of those who attempted it, which is not randomised.',
    ...(facts.score === null ? [] : [`Of several values of a learner ${SCORES[facts.score]}.`]),
    `The sizes of the groups were tested against their portions (${RATIO_TESTS[facts.ratio.method]}, alpha ${facts.ratio.alpha}).`,
    ...methodSentences(facts),
    ...manySentence(facts),
    ...planSentence(facts),
    `Computed with olx-abtest ${facts.version}.`,
  ].join(' ');
}

function methodSentences({ effects, covariates, cluster, stratum }: MethodsFacts): string[] {
  const methods = [...new Set(effects.flatMap((effect) => (effect === null ? [] : [effect.method])))];
  const first = effects.find((effect) => effect !== null);
  if (methods.length === 0 || !first) return [];
  const used = [
    ...(covariates.length > 0 ? [`covariates: ${covariates.join(', ')}`] : []),
    ...(cluster === null ? [] : [`clusters: ${cluster}`]),
    ...(stratum === null ? [] : [`strata: ${stratum}`]),
  ];
  const by = used.length === 0 ? '' : ` (${used.join('; ')})`;
  return [
    `The effect is ${methods.map((method) => METHODS[method]).join(' or ')}${by}, at a level of ${levelText(first)}.`,
  ];
}

function planSentence({ plan }: MethodsFacts): string[] {
  if (plan === null) return [];
  const { deviations } = plan;
  if (deviations.length === 0) return ['All of this was decided in a plan before the outcomes were seen.'];
  return [`The analysis differs from the plan that was written before in ${deviations.length} points.`];
}

function manySentence({ comparisons, options }: MethodsFacts): string[] {
  if (comparisons < 2) return [];
  if (options.adjust === 'none')
    return [`The ${comparisons} comparisons were not adjusted for their number.`];
  const name = options.adjust === 'holm' ? 'Holm' : 'Benjamini and Hochberg';
  return [
    `The p values of the ${comparisons} comparisons were adjusted by the method of ${name}, the intervals by that of ${options.adjust === 'holm' ? 'Bonferroni' : 'Benjamini and Yekutieli'}.`,
  ];
}
