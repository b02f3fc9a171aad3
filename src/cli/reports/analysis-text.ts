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
