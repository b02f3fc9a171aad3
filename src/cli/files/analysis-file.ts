/** Reads an analysis that `analyze --format json` wrote, for the page of its experiment. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Analysis, Experiment } from '../../index.js';
import { path } from '../args/options.js';
import { FailureError, messageOf, UsageError } from '../process/cli-errors.js';

export const ANALYSIS_OPTION = path(
  'An analysis to show with its experiment: what analyze --format json wrote',
);

/** @throws UsageError when it is of an experiment that the course does not have */
export async function analysisIn(
  file: string | undefined,
  experiments: readonly Experiment[],
): Promise<Analysis | undefined> {
  if (file === undefined) return undefined;
  const { readAnalysis } = await import('../../evidence.js');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new FailureError(`The analysis cannot be read: ${messageOf(error)}`);
  }
  const analysis = readAnalysis(text, basename(file));
  if (experiments.some(({ key }) => key === analysis.key)) return analysis;
  throw new UsageError(`The course does not have the experiment "${analysis.experiment}" of the analysis`);
}
