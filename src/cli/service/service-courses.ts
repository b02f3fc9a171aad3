/** The courses of `serve`: read from their paths, and read again on SIGHUP. */
import type { BoundExperiment, Course, LoadedCourse } from '../../index.js';
import { readPaths } from '../files/reading.js';
import { FINE, messageOf, printError, UsageError } from '../process/cli-errors.js';
import { counted } from '../reports/rows.js';
import { stderr } from '../terminal/output.js';

export class ServiceCourses {
  /** By course key; changes when the courses are read again. */
  readonly all = new Map<string, Course>();
  readonly #paths: readonly string[];
  readonly #bound: readonly BoundExperiment[];

  constructor(paths: readonly string[], bound: readonly BoundExperiment[]) {
    this.#paths = paths;
    this.#bound = bound;
  }

  /** Reads every path and reports errors; returns an exit code: either all courses are served or none. */
  async read(): Promise<number> {
    const found = await this.#found();
    if (typeof found === 'number') return found;
    this.#serve(found);
    return FINE;
  }

  /** Reads them again; the current ones are kept when that fails, and when one of them would be lost. */
  async readAgain(): Promise<void> {
    if (await this.#replace()) stderr(`olx-abtest: read again: ${this.text}\n`);
    else stderr('olx-abtest: the current courses are kept\n');
  }

  get text(): string {
    const { size } = this.all;
    return size === 0 ? 'no course, only the data of experiments' : counted(size, 'course');
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #replace(): Promise<boolean> {
    try {
      const found = await this.#found();
      if (typeof found === 'number') return false;
      // For example a file that is being written: serving it would show nothing to every learner.
      const broken = [...found].find(
        ([name, { root }]) => root === null && this.all.get(name)?.root !== null,
      );
      if (broken !== undefined) {
        stderr(`olx-abtest: the course ${messageOf(broken[0])} has nothing to show\n`);
        return false;
      }
      this.#serve(found);
      return true;
    } catch (error) {
      printError(error);
      return false;
    }
  }

  #serve(found: ReadonlyMap<string, Course>): void {
    this.all.clear();
    for (const [name, course] of found) this.all.set(name, course);
  }

  /** The courses by key, or an exit code. */
  async #found(): Promise<Map<string, Course> | number> {
    if (this.#paths.length === 0) return new Map();
    const { readings, exit } = await readPaths(this.#paths);
    if (exit !== FINE) return exit;
    const { courseKeyOf } = await import('../../learners.js');
    const found = new Map<string, Course>();
    for (const { path, loaded } of readings) {
      for (const course of loaded.courses) {
        const name = courseKeyOf(course) ?? course.label;
        if (found.has(name))
          throw new UsageError(
            `${name} is served twice, the second time from "${path}"`,
            'Leave out one of them.',
          );
        found.set(name, course);
      }
      await sayFaults(loaded);
    }
    await checkBindings(this.#bound, [...found.values()]);
    return found;
  }
}

/** @throws AbtestError and UsageError for a binding that matches no course */
async function checkBindings(bound: readonly BoundExperiment[], courses: readonly Course[]): Promise<void> {
  const { bindExperiments } = await import('../../flags.js');
  const met = new Set<BoundExperiment>();
  for (const course of courses) {
    const { bindings } = bindExperiments(bound, course);
    for (const each of bound) if ([...bindings.values()].includes(each)) met.add(each);
  }
  const unknown = bound.find((each) => !met.has(each));
  if (unknown === undefined) return;
  const { file, start } = unknown.place;
  throw new UsageError(
    `${file}:${start.line}: no served course has the experiment "${unknown.experiment}"`,
    'Correct its name, or its "course".',
  );
}

/** Courses with errors are served: their broken blocks show nothing. */
async function sayFaults({ courses }: LoadedCourse): Promise<void> {
  const { checkCourse } = await import('../../content.js');
  for (const course of courses) {
    const errors = checkCourse(course).filter(({ severity }) => severity === 'error').length;
    if (errors === 0) continue;
    const label = messageOf(course.label);
    stderr(`olx-abtest: ${label} has ${counted(errors, 'error')}; it is served nevertheless\n`);
    stderr(`  hint: Run olx-abtest validate ${label} to see them.\n`);
  }
}
