/** The one course of a command's argument: its experiments, and the scope that its assignments have. */
import type { Course, Experiment, LoadOptions } from '../../index.js';
import { didYouMean } from '../../presentation/nearest.js';
import { emptyText, flag, path, text } from '../args/options.js';
import { FINDINGS, FINE, messageOf, UsageError } from '../process/cli-errors.js';
import { sayDiagnostics } from '../reports/report.js';
import { stderr } from '../terminal/output.js';
import { readPaths } from './reading.js';

export const COURSE = path('A course directory, a .tar.gz, or a single XML file', {
  required: 'Give a course, or "." for the current directory.',
});

export const EXPERIMENT_OPTION = text(
  'Only this experiment (of a split_test: the name of its group configuration)',
);

export const SCOPE_OPTIONS = {
  scope: emptyText('What assignments hold for', {
    defaultDescription: 'course-v1:ORG+COURSE+RUN of the course',
  }),
  'all-courses': flag('One assignment across all courses (an empty scope)'),
};

/** @throws UsageError for an empty name, which no store takes */
export function refuseEmptyNames(learners: readonly string[]): void {
  if (learners.includes(''))
    throw new UsageError('A learner without a name has no group', 'Give --learner NAME.');
}

interface ScopeArguments {
  readonly scope: string | undefined;
  readonly 'all-courses': boolean | undefined;
}

export interface OneCourse {
  readonly course: Course;
  readonly experiments: readonly Experiment[];
  readonly exit: number;
}

/**
 * Reads a course; the answer is an exit code when it cannot be read, which is reported.
 * @param isNeeded whether a course without experiments is wrong usage
 */
export async function oneCourse(
  given: string,
  experiment: string | undefined,
  isNeeded = true,
  options: Pick<LoadOptions, 'keepStatic'> = {},
): Promise<OneCourse | number> {
  const { experimentsOf } = await import('../../index.js');
  const { readings, exit } = await readPaths([given], options);
  const loaded = readings[0]?.loaded;
  if (loaded === undefined) return exit;
  if (loaded.courses.length > 1)
    throw new UsageError(`There are ${loaded.courses.length} courses in "${given}"`, 'Give one of them.');
  const faults = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  await sayDiagnostics(faults);
  const { experiments, broken } = experimentsOf(loaded.course);
  for (const { block } of broken) {
    const { file, start } = block.place;
    stderr(`olx-abtest: ${messageOf(file)}:${start.line}: this ${block.kind} can assign nobody\n`);
  }
  if (broken.length > 0) stderr('  hint: Run olx-abtest validate to see why.\n');
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
