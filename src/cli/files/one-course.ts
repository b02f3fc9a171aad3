/** The single course of a command: its experiments, and the scope of its assignments. */
import type { Course, Experiment, LoadOptions } from '../../index.js';
import { didYouMean } from '../../presentation/program.js';
import { emptyText, flag, path, text } from '../args/options.js';
import { FINDINGS, FINE, messageOf, UsageError } from '../process/cli-errors.js';
import { sayDiagnostics } from '../reports/report.js';
import { stderr } from '../terminal/output.js';
import { type Reading, readPaths } from './reading.js';

export const COURSE = path('A course directory, a .tar.gz, or a single XML file', {
  required: 'Give a course, or "." for the current directory.',
});

export const EXPERIMENT_OPTION = text(
  'Only this experiment (for a split_test: the name of its group configuration)',
);

export const SCOPE_OPTIONS = {
  scope: emptyText('The scope of assignments', {
    defaultDescription: 'course-v1:ORG+COURSE+RUN of the course',
  }),
  'all-courses': flag('One assignment across all courses (an empty scope)'),
};

/** @throws UsageError for an empty name, which no store accepts */
export function refuseEmptyNames(learners: readonly string[]): void {
  if (learners.includes('')) throw new UsageError('--learner must not be empty', 'Give --learner NAME.');
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
 * Reads the one course at a path; returns an exit code when it cannot be read, which is reported.
 * @throws UsageError for several courses
 */
export async function readOneCourse(
  given: string,
  options: Pick<LoadOptions, 'keepStatic'> = {},
): Promise<Reading['loaded'] | number> {
  const { readings, exit } = await readPaths([given], options);
  const loaded = readings[0]?.loaded;
  if (loaded === undefined) return exit;
  if (loaded.courses.length > 1)
    throw new UsageError(`There are ${loaded.courses.length} courses at "${given}"`, 'Give one of them.');
  return loaded;
}

/**
 * Reads a course; returns an exit code when it cannot be read, which is reported.
 * @param isNeeded whether a course without experiments is a usage error
 */
export async function oneCourse(
  given: string,
  experiment: string | undefined,
  isNeeded = true,
  options: Pick<LoadOptions, 'keepStatic'> = {},
): Promise<OneCourse | number> {
  const { runningExperiments } = await import('../../learners.js');
  const loaded = await readOneCourse(given, options);
  if (typeof loaded === 'number') return loaded;
  const faults = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  await sayDiagnostics(faults);
  const { experiments, broken } = runningExperiments(loaded.course);
  for (const { block } of broken) {
    const { file, start } = block.place;
    stderr(`olx-abtest: ${messageOf(file)}:${start.line}: this ${block.kind} cannot assign learners\n`);
  }
  if (broken.length > 0) stderr('  hint: Run olx-abtest validate to see why.\n');
  const isWhole = faults.length === 0 && broken.length === 0;
  return {
    course: loaded.course,
    experiments: chosen(experiments, experiment, isNeeded),
    exit: isWhole ? FINE : FINDINGS,
  };
}

/** The given scope, else the course's own key. */
export async function scopeOf(
  course: Course,
  { scope, 'all-courses': all }: ScopeArguments,
): Promise<string> {
  if (all && scope)
    throw new UsageError('--scope and --all-courses exclude each other', 'Leave out one of them.');
  if (all) return '';
  if (scope !== undefined) return scope;
  const { courseKeyOf } = await import('../../learners.js');
  return courseKeyOf(course) ?? '';
}

function chosen(
  experiments: readonly Experiment[],
  wanted: string | undefined,
  isNeeded: boolean,
): readonly Experiment[] {
  if (experiments.length === 0 && (isNeeded || wanted !== undefined))
    throw new UsageError('The course has no experiment that can assign learners');
  if (wanted === undefined) return experiments;
  const found = experiments.filter(({ name, key }) => name === wanted || key === wanted);
  if (found.length > 0) return found;
  const names = experiments.map(({ name }) => name);
  const all = `Use one of: ${names.map((name) => `"${name}"`).join(', ')}.`;
  throw new UsageError(`Unknown experiment "${wanted}"`, didYouMean(wanted, names) || all);
}
