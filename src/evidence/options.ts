/** How an analysis is made: what a course team decides, best before it sees an outcome. */
import { requireKnownOptions, requireOneOf } from '../diagnostics/options.js';

/** A difference in the unit of the outcome, or in standard deviations of the control group. */
export interface Smallest {
  readonly value: number;
  readonly unit: 'outcome' | 'sd';
}

export interface AnalysisOptions {
  /** The name or key of the group that the others are compared with; `null`: the default group, else the first. */
  readonly control: string | null;
  /** Who counts: those who were shown one block, those who were shown all, or everybody who was assigned. */
  readonly exposed: 'any' | 'all' | 'off';
  readonly notAttempted: 'zero' | 'missing';
  readonly smallest: Smallest | null;
  /** 1 - alpha is how often the intervals contain the true effect. */
  readonly alpha: number;
  readonly adjust: 'holm' | 'bh' | 'none';
  /** `always`: the verdict may be read at any time and as often as one likes. */
  readonly looks: 'once' | 'always';
  /** Learners for whom intervals of `looks: 'always'` are narrowest. */
  readonly plannedLearners: number | null;
  /** Whether the randomisation test is made, too. */
  readonly exact: boolean;
}

/** The options of an analysis where none are given. */
export const USUAL_OPTIONS: AnalysisOptions = {
  control: null,
  exposed: 'any',
  notAttempted: 'zero',
  smallest: null,
  alpha: 0.05,
  adjust: 'holm',
  looks: 'once',
  plannedLearners: null,
  exact: false,
};

const NAMES = {
  control: true,
  exposed: true,
  notAttempted: true,
  smallest: true,
  alpha: true,
  adjust: true,
  looks: true,
  plannedLearners: true,
  exact: true,
} as const;

/** @throws AbtestError `bad-argument` for an option or a value that does not exist */
export function checkOptions(options: AnalysisOptions): void {
  requireKnownOptions('analyze, in "options",', options, NAMES);
  requireOneOf('exposed', options.exposed, ['any', 'all', 'off']);
  requireOneOf('notAttempted', options.notAttempted, ['zero', 'missing']);
  requireOneOf('adjust', options.adjust, ['holm', 'bh', 'none']);
  requireOneOf('looks', options.looks, ['once', 'always']);
}

const SMALLEST = /^(\d*\.?\d+)\s*(sd)?$/i;

/**
 * `0.02`, in the unit of the outcome, or `0.2sd`; `null` for any other text.
 * @example
 * console.log(readSmallest('0.2sd')); // → { value: 0.2, unit: 'sd' }
 */
export function readSmallest(text: string): Smallest | null {
  const [, digits, sd] = SMALLEST.exec(text.trim()) ?? [];
  const value = Number(digits);
  return digits === undefined || !(value > 0) ? null : { value, unit: sd === undefined ? 'outcome' : 'sd' };
}

export function smallestText({ value, unit }: Smallest): string {
  return unit === 'sd' ? `${value}sd` : String(value);
}
