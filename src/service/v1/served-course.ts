/** A served course: its runtime, and its experiments and blocks by the identifiers that requests use. */
import {
  bindExperiments,
  type Course,
  type CourseBlock,
  courseFlagGate,
  courseKeyOf,
  createRuntime,
  type Experiment,
  FlagSource,
  type Runtime,
  runningExperiments,
} from '../../index.js';
import type { ServiceContext } from '../service-options.js';
import { brokenExperiment, refused } from './refusals.js';

export interface ServedBlock extends CourseBlock {
  /** Its usage key. */
  readonly id: string;
}

export interface ServedCourse {
  readonly name: string;
  readonly course: Course;
  /** The scope of assignments. */
  readonly scope: string;
  /** With the current flags. @throws AbtestError `store-…` */
  runtime(): Runtime | Promise<Runtime>;
  readonly experiments: readonly Experiment[];
  readonly broken: readonly ServedBlock[];
  /** The experiment with this name or this key of assignments. @throws ProblemError 404 and, for a broken one, 409 */
  experiment(name: string): Experiment;
  /** As `experiment`; `undefined` where that throws. */
  find(name: string): Experiment | undefined;
  block(id: string): ServedBlock;
  idOf(block: CourseBlock): string;
  /** The usage key of a block of this tag and name; without the course where it has no key. */
  usageKey(tag: string, name: string): string;
  /** A file of the course by its name in the course: its path on the server is not disclosed. */
  fileOf(path: string): string;
  /** The name for people of the experiment of an assignment. */
  experimentName(key: string | null): string | null;
}

/** Finds courses; what is computed for a course is cached for as long as the course is served. */
export class ServedCourses {
  readonly #context: ServiceContext;
  readonly #flags: FlagSource;
  readonly #served = new WeakMap<Course, ServedCourse>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#flags = new FlagSource(context.store.data);
  }

  get names(): string[] {
    return [...this.#context.courses.keys()];
  }

  get(name: string): ServedCourse {
    const course = this.#context.courses.get(name);
    if (course === undefined)
      throw refused(
        404,
        'unknown-course',
        `The course "${name}" does not exist`,
        'See GET /api/abtest/v1/courses for the courses.',
      );
    let served = this.#served.get(course);
    if (served === undefined) {
      served = serve(name, course, this.#context, this.#flags);
      this.#served.set(course, served);
    }
    return served;
  }
}

function serve(name: string, course: Course, context: ServiceContext, flags: FlagSource): ServedCourse {
  const { experiments, broken } = runningExperiments(course);
  const published = new Set([...experiments.flatMap(({ blocks }) => blocks), ...broken]);
  const blocks = servedBlocks(course, published);
  const byBlock = new Map([...blocks.values()].map((each) => [each.block, each]));
  const idOf = ({ block }: CourseBlock): string => byBlock.get(block)!.id;
  const { label } = course;
  const fileOf = (path: string): string => {
    if (path === label) return lastPart(path);
    return path.startsWith(`${label}/`) ? path.slice(label.length + 1) : path;
  };
  const byKey = new Map(experiments.map((each) => [each.key, each]));
  const byName = new Map([...experiments].reverse().map((each) => [each.name, each]));
  const scope = courseKeyOf(course) ?? '';
  const find = (wanted: string) => byKey.get(wanted) ?? byName.get(wanted);
  return {
    name,
    course,
    scope,
    runtime: runtimesFor(course, scope, context, flags),
    experiments,
    broken: broken.map((each) => byBlock.get(each.block)!),
    idOf,
    fileOf,
    find,
    experiment: (wanted) => find(wanted) ?? refuseExperiment(wanted, broken, fileOf),
    usageKey: (tag, name) => usageKeyIn(course, tag, name),
    block: (id) => {
      const found = blocks.get(id);
      if (found !== undefined) return found;
      throw refused(
        404,
        'unknown-block',
        `The course has no A/B block "${id}"`,
        "See the course's list of experiments for its blocks.",
      );
    },
    experimentName: (key) => (key === null ? null : (byKey.get(key)?.name ?? key)),
  };
}

/** One runtime for all requests; where experiments are bound to flags, one for each snapshot of the flags. */
function runtimesFor(
  course: Course,
  scope: string,
  { store, now, bindings }: ServiceContext,
  flags: FlagSource,
): ServedCourse['runtime'] {
  const bound = bindExperiments(bindings, course);
  const plain = createRuntime({ store, scope, now });
  if (bound.bindings.size === 0) return () => plain;
  return async () => {
    const gate = courseFlagGate(bound, await flags.current(), scope, { now: () => now().getTime() });
    return createRuntime({ store, scope, now, flags: gate });
  };
}

/** The blocks that learners can reach, by usage key; a key that occurs again gets the suffix `~2`. */
function servedBlocks(course: Course, published: ReadonlySet<CourseBlock>): Map<string, ServedBlock> {
  const blocks = new Map<string, ServedBlock>();
  for (const each of course.blocks) {
    if (!published.has(each)) continue;
    const wanted = usageKeyIn(course, each.block.kind, each.node.urlName ?? '');
    let id = wanted;
    for (let number = each.node.urlName === null ? 1 : 2; id === wanted || blocks.has(id); number += 1) {
      if (id === wanted && each.node.urlName !== null && !blocks.has(id)) break;
      id = `${wanted}~${number}`;
    }
    blocks.set(id, { ...each, id });
  }
  return blocks;
}

function usageKeyIn(course: Course, tag: string, name: string): string {
  const key = courseKeyOf(course);
  const prefix = key === null ? '' : `block-v1:${key.slice('course-v1:'.length)}+`;
  return `${prefix}type@${tag}+block@${name}`;
}

function refuseExperiment(
  wanted: string,
  broken: readonly CourseBlock[],
  fileOf: (path: string) => string,
): never {
  const blocks = broken.filter(({ block }) => block.experiment === wanted).map(({ block }) => block);
  if (blocks.length > 0) throw brokenExperiment(wanted, blocks, fileOf);
  throw refused(
    404,
    'unknown-experiment',
    `The course has no experiment "${wanted}"`,
    "See the course's list of experiments.",
  );
}

/** A path without its parent folders. */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
