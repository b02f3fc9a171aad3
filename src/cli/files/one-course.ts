/** The one course of a command's argument: its experiments, and the scope that its assignments have. */
import type { Options } from 'yargs';
import type { Course, Experiment, LoadOptions } from '../../index.js';
import { didYouMean } from '../args/nearest.js';
import { lastName } from '../args/option.js';
import { messageOf, UsageError } from '../process/cli-errors.js';
import { FINDINGS, FINE } from '../process/exit.js';
import { sayDiagnostics } from '../reports/report.js';
import { words } from '../terminal/output.js';
import { readPaths } from './reading.js';

export const COURSE = {
  type: 'string',
  demandOption: true,
  describe: 'A course directory, a .tar.gz, or a single XML file',
} as const;

export const EXPERIMENT_OPTION = {
  type: 'string',
  requiresArg: true,
  coerce: lastName,
  describe: 'Only this experiment (of a split_test: the name of its group configuration)',
} as const satisfies Options;

export const SCOPE_OPTIONS = {
  scope: {
    type: 'string',
    coerce: lastName,
    describe: 'What assignments hold for',
    defaultDescription: 'course-v1:ORG+COURSE+RUN of the course',
  },
  'all-courses': { type: 'boolean', describe: 'One assignment across all courses (an empty scope)' },
} as const satisfies Record<string, Options>;

export interface ScopeArguments {
  readonly scope: string | undefined;
  readonly 'all-courses': boolean | undefined;
}

export interface OneCourse {
  readonly course: Course;
  readonly experiments: readonly Experiment[];
  readonly exit: number;
}

/**
 * Reads a course; the answer is an exit code when it cannot be read, which has been told.
 * @param isNeeded whether a course without experiments is wrong usage
 */
export async function oneCourse(
  path: string,
  experiment: string | undefined,
  isNeeded = true,
  options: Pick<LoadOptions, 'keepStatic'> = {},
): Promise<OneCourse | number> {
  const { experimentsOf } = await import('../../index.js');
  const { readings, exit } = await readPaths([path], options);
  const loaded = readings[0]?.loaded;
  if (loaded === undefined) return exit;
  if (loaded.courses.length > 1)
    throw new UsageError(`There are ${loaded.courses.length} courses in "${path}"`, 'Give one of them.');
  const faults = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  await sayDiagnostics(faults);
  const { experiments, broken } = experimentsOf(loaded.course);
  for (const { block } of broken) {
    const { file, start } = block.place;
    words(`olx-abtest: ${messageOf(file)}:${start.line}: this ${block.kind} can assign nobody\n`);
  }
  if (broken.length > 0) words('  hint: olx-abtest validate says why.\n');
  const isWhole = faults.length === 0 && broken.length === 0;
  return {
    course: loaded.course,
    experiments: chosen(experiments, experiment, isNeeded),
    exit: isWhole ? FINE : FINDINGS,
  };
}

/** The scope that was asked for, else the course's own key. */
export async function scopeOf(
  course: Course,
  { scope, 'all-courses': all }: ScopeArguments,
): Promise<string> {
  if (all && scope) throw new UsageError('--scope and --all-courses exclude each other', 'Choose one.');
  if (all) return '';
  if (scope !== undefined) return scope;
  const { courseKeyOf } = await import('../../index.js');
  return courseKeyOf(course) ?? '';
}

function chosen(
  experiments: readonly Experiment[],
  wanted: string | undefined,
  isNeeded: boolean,
): readonly Experiment[] {
  if (experiments.length === 0 && (isNeeded || wanted !== undefined))
    throw new UsageError('There is no experiment here that learners could be in');
  if (wanted === undefined) return experiments;
  const found = experiments.filter(({ name, key }) => name === wanted || key === wanted);
  if (found.length > 0) return found;
  const names = experiments.map(({ name }) => name);
  const all = `There are ${names.map((name) => `"${name}"`).join(', ')}.`;
  throw new UsageError(`There is no experiment "${wanted}"`, didYouMean(wanted, names) || all);
}
