/** An analysis as text, in the order in which it is to be read: who counts, whether it can be trusted, what came out. */
import type { Analysis, Comparison, MeasuredEffect, OutcomeResult } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { ratioText, sizeText } from '../../presentation/statistics-words.js';
import { paintFor, type TerminalPaint, textWidth, wrap } from '../terminal/paint.js';
import { intervalPicture } from './interval-picture.js';
import { aligned } from './rows.js';

interface Words {
  readonly paint: TerminalPaint;
  readonly columnsOf: (text: string) => number;
  readonly writerOf: (effect: MeasuredEffect) => (value: number) => string;
  readonly levelText: (effect: MeasuredEffect) => string;
}

export async function analysisText(analysis: Analysis): Promise<string> {
  const [{ columnsOf }, { levelText, writerOf }] = await Promise.all([
    import('../../internal/content.js'),
    import('../../internal/learners.js'),
  ]);
  const words: Words = { paint: await paintFor(process.stdout), columnsOf, writerOf, levelText };
  const several = analysis.outcomes.length > 1;
  const lines = [
    words.paint.bold(`"${visible(analysis.experiment)}" in ${visible(analysis.course)}`),
    ...who(analysis, words),
    ...trust(analysis, words),
    ...analysis.outcomes.flatMap((outcome) => outcomeLines(analysis, outcome, words, several)),
    ...planLines(analysis, words),
    ...section('Notes', analysis.notes.flatMap(bullet), words),
    ...section('Methods, to copy', wrap(visible(analysis.methods), textWidth(process.stdout) - 2), words),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[], { paint }: Words): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(title), ...lines.map((line) => `  ${line}`.trimEnd())];
}

function bullet(text: string): string[] {
  return wrap(visible(text), textWidth(process.stdout) - 4).map(
    (line, index) => `${index === 0 ? '-' : ' '} ${line}`,
  );
}

function who({ counts, leftOut, denominator, groupsFrom }: Analysis, words: Words): string[] {
  const hasExposures = counts.some(({ exposed }) => exposed !== null);
  const hasUnenrolled = counts.some(({ unenrolled }) => unenrolled > 0);
  const head = [
    'group',
    'portion',
    'assigned',
    ...(hasExposures ? ['shown'] : []),
    'counted',
    ...(hasUnenrolled ? ['of them unenrolled'] : []),
  ];
  const rows = counts.map(({ group, share, assigned, exposed, counted, unenrolled }) => [
    visible(group),
    `${Number((share * 100).toPrecision(4))} %`,
    sizeText(assigned),
    ...(hasExposures ? [sizeText(exposed ?? 0)] : []),
    sizeText(counted),
    ...(hasUnenrolled ? [sizeText(unenrolled)] : []),
  ]);
  const reasons: [number, string][] = [
    [leftOut.inTwoGroups, 'in more than one group'],
    [leftOut.groupGone, 'in a group that the course does not have'],
    [leftOut.withoutGroup, 'without a group: they never came to the experiment'],
    [leftOut.named, 'named by --leave-out'],
  ];
  const away = reasons
    .filter(([count]) => count > 0)
    .map(([count, reason]) => `${sizeText(count)} ${reason}`);
  return section(
    'Who counts',
    [
      ...aligned([head, ...rows], words.columnsOf),
      ...wrap(
        `${denominator === 'exposed' ? 'Those count who were shown the content' : 'Everybody who was assigned counts'}; groups are from ${visible(groupsFrom)}.`,
        textWidth(process.stdout) - 2,
      ),
      away.length === 0 ? 'Nobody is left out.' : `Left out: ${away.join('; ')}.`,
    ],
    words,
  );
}

function trust({ ratio, balance }: Analysis, words: Words): string[] {
  const mark = (isGood: boolean): string =>
    isGood ? words.paint.good('✔') : words.paint.severity('error', '✖');
  const lines = [`${mark(!ratio.assigned.mismatch)} assigned: ${ratioText(ratio.assigned)}`];
  if (ratio.exposed !== null)
    lines.push(`${mark(!ratio.exposed.mismatch)} shown: ${ratioText(ratio.exposed)}`);
  for (const { covariate, treated, control, standardisedDifference } of balance) {
    const value =
      standardisedDifference === null
        ? 'not known'
        : `${standardisedDifference.toFixed(2)} standard deviations`;
    const isGood = standardisedDifference === null || Math.abs(standardisedDifference) <= MOST_IMBALANCE;
    lines.push(
      `${isGood ? mark(true) : words.paint.severity('warning', '!')} before the experiment ${visible(treated)} and ${visible(control)} differ in ${visible(covariate)} by ${value}`,
    );
  }
  return section('Can the groups be compared?', lines, words);
}

/** Groups that chance made are rarely further apart. */
const MOST_IMBALANCE = 0.25;

function outcomeLines(analysis: Analysis, result: OutcomeResult, words: Words, several: boolean): string[] {
  const { outcome, groups, missing, comparisons } = result;
  const head = ['group', 'with outcome', 'missing', 'not attempted', 'mean', 'standard deviation'];
  const number = (value: number | null): string =>
    value === null ? '–' : String(Number(value.toPrecision(4)));
  const rows = groups.map((each) => [
    visible(each.group),
    sizeText(each.withOutcome),
    sizeText(each.missing),
    sizeText(each.notAttempted),
    number(each.mean),
    number(each.standardDeviation),
  ]);
  const gates = missing.map(({ treated, control, difference, lower, upper, failed }) => {
    const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.replace('-', '−');
    const mark = failed ? words.paint.severity('error', '✖') : words.paint.good('✔');
    return `${mark} missing in ${visible(treated)} less in ${visible(control)}: ${percent(difference)} of the learners (${percent(lower)} to ${percent(upper)})`;
  });
  return [
    ...section(
      several ? `Outcome: ${visible(outcome)}` : visible(outcome),
      [...aligned([head, ...rows], words.columnsOf), ...gates],
      words,
    ),
    ...comparisons.flatMap((comparison) => comparisonLines(analysis, result, comparison, words)),
  ];
}

function comparisonLines(
  analysis: Analysis,
  { smallest }: OutcomeResult,
  comparison: Comparison,
  words: Words,
): string[] {
  const { treated, control, effect, hedgesG, adjustedP, exactP, verdict } = comparison;
  const width = textWidth(process.stdout);
  const lines: string[] = [];
  if (effect !== null) {
    const write = words.writerOf(effect);
    const minus = (value: number): string => value.toFixed(2).replace('-', '−');
    const g = hedgesG === null ? '' : `; ${minus(hedgesG)} standard deviations (Hedges g)`;
    lines.push(
      `difference ${write(effect.estimate)}, ${words.levelText(effect)} interval ${write(effect.lower)} to ${write(effect.upper)}${g}`,
    );
    const p = (name: string, value: number | null): string[] =>
      value === null ? [] : [`${name} ${value < 0.0001 ? '< 0.0001' : Number(value.toPrecision(3))}`];
    lines.push(
      [...p('p', effect.pValue), ...p('adjusted p', adjustedP), ...p('randomisation test p', exactP)].join(
        ', ',
      ),
    );
    lines.push(...intervalPicture(effect, smallest, write, width - 4));
  }
  const isBad = verdict.kind === 'do-not-trust';
  return [
    ...section(
      `${visible(treated)} against ${visible(control)}${analysis.control === control ? '' : ' (control)'}`,
      lines,
      words,
    ),
    '',
    ...wrap(visible(verdict.sentence), width - 4).map((line, index) => {
      const text = `${index === 0 ? '→ ' : '  '}${line}`;
      return isBad ? words.paint.severity('error', text) : words.paint.bold(text);
    }),
    ...wrap(visible(verdict.next), width - 4).map((line) => `  ${line}`),
  ];
}

function planLines({ plan }: Analysis, words: Words): string[] {
  if (plan === null) return [];
  const { deviations } = plan;
  const lines =
    deviations.length === 0
      ? [`${words.paint.good('✔')} the analysis follows ${visible(plan.plan)}`]
      : [
          `${words.paint.severity('warning', '!')} the analysis does not follow ${visible(plan.plan)}:`,
          ...deviations.flatMap(bullet),
        ];
  return section('Plan', lines, words);
}
