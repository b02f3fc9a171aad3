/** A plan: what is decided before an outcome is seen, as a JSON file; and how far an analysis follows it. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { type AnalysisOptions, readSmallest, smallestText } from './options.js';
import { type Columns, SCORES, type Score } from './question.js';

/** Fields that a plan leaves out are not decided. */
export interface Plan {
  readonly experiment?: string;
  readonly outcomes?: readonly string[];
  readonly score?: Score;
  readonly control?: string;
  /** Learners of all groups together who are to have an outcome before it is looked at. */
  readonly learners?: number;
  /** As `--smallest`: `0.02` or `0.2sd`. */
  readonly smallest?: string;
  readonly alpha?: number;
  readonly exposed?: AnalysisOptions['exposed'];
  readonly notAttempted?: AnalysisOptions['notAttempted'];
  readonly covariates?: readonly string[];
  readonly cluster?: string;
  readonly stratum?: string;
  readonly adjust?: AnalysisOptions['adjust'];
  readonly looks?: AnalysisOptions['looks'];
}

type Check = readonly [test: (value: unknown) => boolean, what: string];

const TEXT: Check = [(value) => typeof value === 'string' && value !== '', 'a text'];
const TEXTS: Check = [
  (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  'a list of texts',
];
const oneOf = (...words: readonly string[]): Check => [
  (value) => words.some((word) => word === value),
  `one of ${words.map((word) => `"${word}"`).join(', ')}`,
];

const FIELDS: Readonly<Record<keyof Plan, Check>> = {
  experiment: TEXT,
  outcomes: TEXTS,
  score: oneOf(...SCORES),
  control: TEXT,
  learners: [(value) => Number.isSafeInteger(value) && (value as number) > 0, 'a whole number above 0'],
  smallest: [
    (value) => typeof value === 'string' && readSmallest(value) !== null,
    'a text such as "0.02" or "0.2sd"',
  ],
  alpha: [(value) => typeof value === 'number' && value > 0 && value < 0.5, 'a number above 0 and below 0.5'],
  exposed: oneOf('any', 'all', 'off'),
  notAttempted: oneOf('zero', 'missing'),
  covariates: TEXTS,
  cluster: TEXT,
  stratum: TEXT,
  adjust: oneOf('holm', 'bh', 'none'),
  looks: oneOf('once', 'always'),
};

/**
 * Reads a plan from the text of a JSON file.
 * @param name of the file, for messages
 * @throws AbtestError `bad-configuration` for what is not JSON, an unknown field or a wrong value
 * @example
 * const plan = readPlan('{ "outcomes": ["Final Exam"], "smallest": "0.03", "learners": 400 }', 'plan.json');
 * console.log(plan.learners); // → 400
 */
export function readPlan(text: string, name: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AbtestError('bad-configuration', `The plan ${name} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AbtestError('bad-configuration', `The plan ${name} is not a JSON object`);
  for (const [field, written] of Object.entries(value)) {
    const check = Object.hasOwn(FIELDS, field) ? FIELDS[field as keyof Plan] : undefined;
    if (check === undefined)
      throw new AbtestError('bad-configuration', `The plan ${name} has an unknown field "${field}"`, {
        hint: didYouMean(field, Object.keys(FIELDS)) || `The fields are ${Object.keys(FIELDS).join(', ')}.`,
      });
    if (!check[0](written))
      throw new AbtestError('bad-configuration', `In the plan ${name}, "${field}" is not ${check[1]}`);
  }
  return value as Plan;
}

/**
 * The fields that a plan can have.
 * @tested the documentation names each of them
 */
export const PLAN_FIELDS: readonly string[] = Object.keys(FIELDS);

/**
 * The plan as the text of a file that `readPlan` reads.
 * @example
 * const text = formatPlan({ experiment: 'Bees', outcomes: ['Final Exam'], alpha: 0.05 });
 * console.log(readPlan(text, 'plan.json').alpha); // → 0.05
 */
export function formatPlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/** What is analysed, in the words of a plan. */
export function planOf(
  experiment: string,
  columns: Columns,
  score: Score | null,
  options: AnalysisOptions,
): Plan {
  const { control, smallest, alpha, exposed, notAttempted, adjust, looks } = options;
  return {
    experiment,
    outcomes: columns.outcomes,
    covariates: columns.covariates,
    alpha,
    exposed,
    notAttempted,
    adjust,
    looks,
    ...(score !== null && { score }),
    ...(control !== null && { control }),
    ...(smallest !== null && { smallest: smallestText(smallest) }),
    ...(columns.cluster !== null && { cluster: columns.cluster }),
    ...(columns.stratum !== null && { stratum: columns.stratum }),
  };
}

/**
 * How an analysis differs from its plan, one sentence each.
 * @param learners with an outcome, of all groups
 */
export function deviationsFrom(plan: Plan, made: Plan, learners: number): string[] {
  const deviations: string[] = [];
  for (const field of Object.keys(FIELDS) as (keyof Plan)[]) {
    if (field === 'learners' || plan[field] === undefined) continue;
    const [planned, done] = [shown(plan[field]), shown(made[field])];
    if (planned !== done) deviations.push(`"${field}" is ${done} instead of ${planned}.`);
  }
  if (plan.learners !== undefined && learners < plan.learners && plan.looks !== 'always')
    deviations.push(
      `There are ${learners.toLocaleString('en')} learners with an outcome instead of ${plan.learners.toLocaleString('en')}: who looks early, and stops when the result is good, finds differences that are not there.`,
    );
  return deviations;
}

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'nothing';
  return JSON.stringify(value);
}
