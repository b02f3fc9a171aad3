/** What an analysis is asked: the experiment, the outcomes, and where they and the groups are found. */
import { requireKnownOptions, requireOneOf } from '../diagnostics/options.js';
import type { Experiment } from '../runtime/experiments.js';

/**
 * Which of several values of a learner counts, or what is made of them. `sum` and `mean` are not defined for problems,
 * whose events repeat one another.
 */
export type Score = 'first' | 'last' | 'max' | 'sum' | 'mean';

export const SCORES: readonly Score[] = ['first', 'last', 'max', 'sum', 'mean'];

/** The columns that are read, by their names in the files. */
export interface Columns {
  /** Columns, or problems by usage key or name. */
  readonly outcomes: readonly string[];
  readonly covariates: readonly string[];
  readonly cluster: string | null;
  readonly stratum: string | null;
  /** `null`: the first of the usual names. */
  readonly learner: string | null;
  /** The column of groups in a file of groups; `null`: `group`. */
  readonly group: string | null;
}

export interface Question {
  readonly experiment: Experiment;
  /** `null` when the content is no whole course: then the files may be of any course, but of one only. */
  readonly courseKey: string | null;
  readonly columns: Columns;
  /** `null`: several values of a learner in a table or the store are refused; in events the last one counts. */
  readonly score: Score | null;
}

const QUESTION = { experiment: true, courseKey: true, columns: true, score: true } as const;
const COLUMNS = {
  outcomes: true,
  covariates: true,
  cluster: true,
  stratum: true,
  learner: true,
  group: true,
} as const;

/** @throws AbtestError `bad-argument` for a key or a score that does not exist */
export function checkQuestion(question: Question): void {
  requireKnownOptions('analyze, in "question",', question, QUESTION);
  requireKnownOptions('analyze, in "question.columns",', question.columns, COLUMNS);
  requireOneOf('score', question.score ?? undefined, SCORES);
}

/** The column of a report that holds the groups of an experiment. */
export function reportColumn({ name }: Experiment): string {
  return `Experiment Group (${name})`;
}
