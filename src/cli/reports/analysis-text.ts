/** An analysis as text, in the order in which it is to be read: who counts, whether it can be trusted, what came out. */
import type { Analysis, Comparison, MeasuredEffect, OutcomeResult } from '../../index.js';
import * as evidence from '../../presentation/evidence-words.js';
import { visible } from '../../presentation/group-words.js';
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
  const words: Words = { paint: paintFor(process.stdout), columnsOf, writerOf, levelText };
  const several = analysis.outcomes.length > 1;
  const lines = [
    words.paint.bold(`"${visible(analysis.experiment)}" in ${visible(analysis.course)}`),
    ...evidence.distinctVerdicts(analysis).flatMap((each) => answerLines(each, words)),
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

function who(analysis: Analysis, words: Words): string[] {
  const sentences = wrap(evidence.whoText(analysis), textWidth(process.stdout) - 2);
  const away = wrap(evidence.leftOutText(analysis), textWidth(process.stdout) - 2);
  return section(
    'Who counts',
    [...aligned(evidence.countTable(analysis), words.columnsOf), ...sentences, ...away],
    words,
  );
}

function checkLine({ state, text }: evidence.CheckText, { paint }: Words): string {
  if (state === 'good') return `${paint.good('✔')} ${text}`;
  return `${paint.severity(state, state === 'error' ? '✖' : '!')} ${text}`;
}

function trust(analysis: Analysis, words: Words): string[] {
  return section(
    'Can the groups be compared?',
    evidence.trustChecks(analysis).map((check) => checkLine(check, words)),
    words,
  );
}

function outcomeLines(analysis: Analysis, result: OutcomeResult, words: Words, several: boolean): string[] {
  const { outcome, groups, missing, comparisons } = result;
  const gates = missing.map((gate) => checkLine(evidence.missingText(gate), words));
  return [
    ...section(
      several ? `Outcome: ${visible(outcome)}` : visible(outcome),
      [
        ...aligned(evidence.outcomeTable(groups), words.columnsOf),
        ...gates,
        ...[evidence.anyDifferenceText(result)].filter((line) => line !== ''),
      ],
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
  const { treated, control, effect, hedgesG, adjustedP, exactP } = comparison;
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
      value === null ? [] : [`${name} ${evidence.chanceText(value)}`];
    lines.push(
      [...p('p', effect.pValue), ...p('adjusted p', adjustedP), ...p('randomisation test p', exactP)].join(
        ', ',
      ),
    );
    lines.push(
      ...intervalPicture(effect, { smallest, isTrusted: isTrusted(comparison), write, width: width - 4 }),
    );
  }
  return [
    ...section(
      `${visible(treated)} against ${visible(control)}${analysis.control === control ? '' : ' (control)'}`,
      lines,
      words,
    ),
    '',
    ...verdictLines(isTrusted(comparison) ? comparison.verdict : evidence.DISTRUSTED_ABOVE, words),
  ];
}

function isTrusted({ verdict }: Comparison): boolean {
  return verdict.kind !== 'do-not-trust';
}

function verdictLines(
  { kind, sentence }: Pick<Comparison['verdict'], 'kind' | 'sentence'>,
  { paint }: Words,
): string[] {
  return wrap(visible(sentence), textWidth(process.stdout) - 4).map((line, index) => {
    const text = `${index === 0 ? '→ ' : '  '}${line}`;
    return kind === 'do-not-trust' ? paint.severity('error', text) : paint.bold(text);
  });
}

/** For readers who read no further: the verdict, and what to do. */
function answerLines(verdict: Comparison['verdict'], words: Words): string[] {
  const next = wrap(visible(verdict.next), textWidth(process.stdout) - 4);
  return ['', ...verdictLines(verdict, words), ...next.map((line) => `  ${line}`)];
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
