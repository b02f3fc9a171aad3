/** The experiments of a course as flags: by their names, and with `#children` for what they show. */
import { createHash } from 'node:crypto';
import type { Course, CourseBlock } from '../olx/course/course.js';
import { madeUpName } from '../olx/print/lxml-text.js';
import { fractionText } from '../portion/fraction.js';
import { courseKeyOf, type Experiment, runningExperiments } from '../runtime/experiments.js';
import type { Runtime } from '../runtime/runtime.js';

/** The ending of a key whose value is an object with the group and what it shows. */
const CHILDREN = '#children';

/** A flag that learners can be assigned by, or the blocks of one that cannot. */
export type CourseFlag =
  | { readonly kind: 'group' | 'children'; readonly experiment: Experiment }
  | { readonly kind: 'broken'; readonly block: CourseBlock };

export class CourseFlags {
  readonly course: Course;
  /** The course key; for what is not a course, the path that was given. */
  readonly id: string;
  /** A digest of experiments, groups, portions and children: it changes when an evaluation may. */
  readonly version: string;
  /** The keys of all flags that can be evaluated. */
  readonly keys: readonly string[];
  readonly #flags = new Map<string, CourseFlag>();

  constructor(course: Course) {
    const { experiments, broken } = runningExperiments(course);
    this.course = course;
    this.id = courseKeyOf(course) ?? course.label;
    this.version = digest(experiments);
    // As routes find an experiment: by the key of its assignments, else by the first with the name; a name as written
    // before the ending, which a name may have itself.
    for (const experiment of experiments) this.#flags.set(experiment.key, { kind: 'group', experiment });
    for (const experiment of experiments) this.#add(experiment.name, { kind: 'group', experiment });
    this.keys = [...new Set(experiments.map(({ name }) => name))];
    for (const key of [...this.#flags.keys()]) {
      const flag = this.#flags.get(key)!;
      if (flag.kind === 'group') this.#add(key + CHILDREN, { ...flag, kind: 'children' });
    }
    for (const block of broken) {
      const { experiment } = block.block;
      if (experiment === null) continue;
      this.#add(experiment, { kind: 'broken', block });
      this.#add(experiment + CHILDREN, { kind: 'broken', block });
    }
  }

  find(key: string): CourseFlag | undefined {
    return this.#flags.get(key);
  }

  #add(key: string, flag: CourseFlag): void {
    if (!this.#flags.has(key)) this.#flags.set(key, flag);
  }
}

/**
 * The usage keys of the children that the blocks of an experiment show to a learner, in the order of the course; those
 * without a url_name have the name that the import makes up.
 */
export async function childKeys(
  { course, id }: CourseFlags,
  { blocks }: Experiment,
  runtime: Runtime,
  learner: string,
): Promise<string[]> {
  const prefix = courseKeyOf(course) === null ? '' : `block-v1:${id.slice('course-v1:'.length)}+`;
  const own = blocks.map(({ block }) => block);
  const decisions = await runtime.decisionsFor(own, learner, 'assign');
  const children = decisions.flatMap(({ shown }) => shown?.children ?? []);
  return children.map(
    ({ tag, urlName, element }) => `${prefix}type@${tag}+block@${urlName ?? madeUpName(element)}`,
  );
}

function digest(experiments: readonly Experiment[]): string {
  const told = experiments.map(({ name, key, division, blocks }) => [
    name,
    key,
    division.groups.map((group) => [group.key, group.name, fractionText(group.share)]),
    blocks.map(({ block }) =>
      block.groups.map(({ children }) => children.map((each) => [each.tag, each.urlName])),
    ),
  ]);
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16);
}
