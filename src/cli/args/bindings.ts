/** `--flags FILE`: the flags that the experiments of a course are bound to. */
import { readFileSync } from 'node:fs';
import type { BoundExperiment, Course, CourseBindings, FlagGate, StoreWithData } from '../../index.js';
import { FailureError, UsageError } from '../process/cli-errors.js';
import { path } from './options.js';

export const FLAGS_OPTION = path('A JSON file that binds experiments to flags of the store');

/** @throws FailureError when the file cannot be read, AbtestError `bad-configuration` for its content */
export async function boundIn(file: string): Promise<BoundExperiment[]> {
  const { readFlagBindings } = await import('../../flags.js');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FailureError(`The bindings "${file}" cannot be read: ${code}`, 'Check the path after --flags.');
  }
  return readFlagBindings(text, file);
}

/**
 * The bindings of a course; `undefined` without a file. Read before a store is opened or created.
 * @throws as `boundIn`, and UsageError for an experiment that the course does not have
 */
export async function bindingsFor(
  file: string | undefined,
  course: Course,
): Promise<CourseBindings | undefined> {
  if (file === undefined) return undefined;
  const { bindExperiments } = await import('../../flags.js');
  const found = bindExperiments(await boundIn(file), course);
  const [first] = found.unknown;
  if (first === undefined) return found;
  const { file: shown, start } = first.place;
  throw new UsageError(
    `${shown}:${start.line}: the course has no experiment "${first.experiment}"`,
    'Correct its name, or add its "course".',
  );
}

/** The gate with the current flags, for `createRuntime`. */
export async function gateWith(
  bindings: CourseBindings | undefined,
  course: Course,
  store: StoreWithData,
): Promise<{ flags?: FlagGate }> {
  if (bindings === undefined) return {};
  const { courseKeyOf, FlagSource, courseFlagGate } = await import('../../index.js');
  return {
    flags: courseFlagGate(bindings, await new FlagSource(store.data).current(), courseKeyOf(course) ?? ''),
  };
}
