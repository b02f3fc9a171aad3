/** Reads an analysis that was written as JSON: the shape is checked, so that a page can be made of it. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Analysis } from './analysis.js';

type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string';
const number: Shape = (value) => typeof value === 'number';
const truth: Shape = (value) => typeof value === 'boolean';
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const fields =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(shapes).every(([name, shape]) => shape((value as Record<string, unknown>)[name]));

const ratio = fields({ method: text, p: number, alpha: number, mismatch: truth });
const comparison = fields({
  treated: text,
  control: text,
  effect: orNull(
    fields({ method: text, estimate: number, level: number, lower: number, upper: number, pValue: number }),
  ),
  notEstimable: orNull(text),
  hedgesG: orNull(number),
  adjustedP: orNull(number),
  exactP: orNull(number),
  verdict: fields({
    kind: (value) =>
      ['better', 'worse', 'no-difference', 'cannot-tell', 'do-not-trust'].includes(value as string),
    sentence: text,
    next: text,
  }),
});
const outcome = fields({
  outcome: text,
  smallest: orNull(number),
  groups: listOf(
    fields({
      group: text,
      withOutcome: number,
      notAttempted: number,
      missing: number,
      mean: orNull(number),
      standardDeviation: orNull(number),
    }),
  ),
  missing: listOf(
    fields({ treated: text, control: text, difference: number, lower: number, upper: number, failed: truth }),
  ),
  anyDifference: orNull(
    fields({ groups: number, statistic: number, degreesOfFreedom: listOf(number), pValue: number }),
  ),
  comparisons: listOf(comparison),
});
const analysis = fields({
  version: (value) => value === 1,
  experiment: text,
  key: text,
  course: text,
  groupsFrom: text,
  denominator: (value) => ['exposed', 'exposed-to-all', 'assigned'].includes(value as string),
  counts: listOf(
    fields({
      group: text,
      share: number,
      assigned: number,
      exposed: orNull(number),
      counted: number,
      unenrolled: number,
    }),
  ),
  leftOut: fields({ inTwoGroups: number, groupGone: number, withoutGroup: number, named: number }),
  ratio: fields({ assigned: ratio, exposed: orNull(ratio) }),
  balance: listOf(
    fields({ covariate: text, treated: text, control: text, standardisedDifference: orNull(number) }),
  ),
  outcomes: listOf(outcome),
  plan: orNull(fields({ plan: text, deviations: listOf(text) })),
  notes: listOf(text),
  methods: text,
});

/**
 * Reads an analysis from the JSON that `analyze --format json` or `JSON.stringify` wrote, after checking its shape.
 * @param name of the file, for messages
 * @throws AbtestError `not-readable` for what `analyze --format json` does not write
 * @example
 * console.log(readAnalysis(JSON.stringify(analysis), 'analysis.json').experiment); // → Tone of the texts
 */
export function readAnalysis(written: string, name: string): Analysis {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (cause) {
    throw new AbtestError('not-readable', `${name} is not JSON`, { hint: HINT, cause });
  }
  if (analysis(value)) return value as Analysis;
  throw new AbtestError('not-readable', `${name} is not an analysis of version 1`, { hint: HINT });
}

const HINT = 'Write it with olx-abtest analyze --format json.';
