/** The experiments that a course runs, their scope, and the number of learners that their groups have in a store. */
import type { Block } from '../olx/block/block.js';
import type { Course, CourseBlock, CourseNode } from '../olx/course/course.js';
import type { SampleRatio } from '../stats/sample-ratio.js';
import type { Draw, Store } from '../storage/store.js';
import { type Division, divisionOf } from './division.js';
import {
  drawnPeriods,
  expectedOf,
  haveChanged,
  type PortionsPeriod,
  periodsRatio,
  portionsHistory,
} from './sizes/portions.js';

export interface Experiment {
  /** The name for people: an abtest's experiment, the name of a split_test's partition. */
  readonly name: string;
  /** The key of assignments. */
  readonly key: string;
  readonly division: Division;
  /** The first block that can assign. Its portions count for a learner who goes through the course in order. */
  readonly block: Block;
  readonly blocks: readonly CourseBlock[];
}

export interface CourseExperiments {
  readonly experiments: readonly Experiment[];
  /** Blocks that can assign no learner; the rules report why. */
  readonly broken: readonly CourseBlock[];
}

/**
 * The experiments in the order in which learners meet them; drafts and blocks that nothing points to are left out.
 * @example
 * for (const { name, blocks } of runningExperiments(course).experiments) console.log(name, blocks.length); // → Tone of the texts 2
 * // → Swarm hints 1
 */
export function runningExperiments(course: Course): CourseExperiments {
  const found = new Map<string, Experiment & { readonly blocks: CourseBlock[] }>();
  const broken: CourseBlock[] = [];
  for (const each of publishedBlocks(course)) {
    const division = divisionOf(each.block);
    if (division === null) {
      broken.push(each);
      continue;
    }
    const known = found.get(division.experiment);
    if (known !== undefined) known.blocks.push(each);
    else {
      const { block } = each;
      const name = block.experiment ?? division.experiment;
      found.set(division.experiment, { name, key: division.experiment, division, block, blocks: [each] });
    }
  }
  return { experiments: [...found.values()], broken };
}

/** The number of learners of each group in a store, and whether the numbers fit the portions. */
export interface ExperimentStanding {
  readonly experiment: Experiment;
  /** Numbers of learners, in the order of the division's groups. */
  readonly sizes: readonly number[];
  /** Stored groups that the course does not have. */
  readonly stale: readonly { readonly name: string; readonly size: number }[];
  /** How many learners each group expects, by the portions of their time. */
  readonly expected: readonly number[];
  /** By the portions of their time. */
  readonly ratio: SampleRatio;
  /** The portions by which learners were drawn, the oldest first. */
  readonly periods: readonly PortionsPeriod[];
  /** Whether any of them differ from those that the course has now. */
  readonly portionsChanged: boolean;
}

/**
 * How many learners a store has in each group of an experiment, and whether these sizes fit the portions.
 * @example
 * const [experiment] = runningExperiments(course).experiments;
 * console.log((await experimentStanding(store, runtime.scope, experiment)).sizes.join(' ')); // → 0 0 0
 */
export async function experimentStanding(
  store: Store,
  scope: string,
  experiment: Experiment,
): Promise<ExperimentStanding> {
  const { key, division } = experiment;
  const stored = await store.sizes({ scope, experiment: key });
  const sizes = division.groups.map((group) => stored.get(group.key) ?? 0);
  const stale = [...stored].flatMap(([name, size]) => (division.byKey.has(name) ? [] : [{ name, size }]));
  const periods = await drawnPeriods(store, { scope, experiment: key }, division, stored);
  return {
    experiment,
    sizes,
    stale,
    expected: expectedOf(periods),
    ratio: periodsRatio(periods),
    periods,
    portionsChanged: haveChanged(periods, division),
  };
}

/** The learners to whom the groups of an experiment were shown, and whether their numbers fit the portions. */
export interface ExperimentExposures {
  /** Numbers of learners with an exposure, in the order of the division's groups. */
  readonly sizes: readonly number[];
  /** Learners with exposures of more than one group, counted in each. */
  readonly inSeveral: number;
  /** Of the learners who were shown a group: groups that are shown more often than others bias every comparison. */
  readonly ratio: SampleRatio;
}

/**
 * Reads every exposure of the experiment once, and every assignment if the portions have changed; in bounded memory.
 * @example
 * const [experiment] = runningExperiments(course).experiments;
 * await runtime.expose(block, 'ada', 'page');
 * const { sizes } = await experimentExposures(store, runtime.scope, experiment);
 * console.log(sizes.join(' ')); // → 0 1 0
 */
export async function experimentExposures(
  store: Store,
  scope: string,
  { key, division }: Experiment,
): Promise<ExperimentExposures> {
  const filter = { scope, experiment: key };
  const { periods, indexOf } = await portionsHistory(store, scope, division);
  const drawn = periods.length > 1 ? new Drawn(store.draws(filter)) : null;
  const counts = periods.map(() => new Map<string, number>());
  let inSeveral = 0;
  let last = '';
  let groups = new Set<string>();
  // Ordered by learner.
  for await (const { learner, group } of store.exposures(filter)) {
    if (learner !== last || groups.size === 0) groups = new Set();
    last = learner;
    if (groups.has(group)) continue;
    groups.add(group);
    if (groups.size === 2) inSeveral += 1;
    const count = counts[drawn === null ? 0 : indexOf(await drawn.portionsOf(learner))]!;
    count.set(group, (count.get(group) ?? 0) + 1);
  }
  await drawn?.end();
  const shown = periods.map(({ shares }, index) => ({
    shares,
    sizes: division.groups.map((group) => counts[index]!.get(group.key) ?? 0),
  }));
  const sizes = division.groups.map((_, index) => shown.reduce((sum, each) => sum + each.sizes[index]!, 0));
  return { sizes, inSeveral, ratio: periodsRatio(shown) };
}

/** Assignments beside another list, both in the order of their learners. */
class Drawn {
  readonly #draws: AsyncIterator<Draw>;
  #next: IteratorResult<Draw> | null = null;

  constructor(draws: AsyncIterable<Draw>) {
    this.#draws = draws[Symbol.asyncIterator]();
  }

  /** @param learner at or after that of the last call, in the order of UTF-8 */
  async portionsOf(learner: string): Promise<string | null> {
    const bytes = Buffer.from(learner);
    for (;;) {
      this.#next ??= await this.#draws.next();
      if (this.#next.done === true) return null;
      const order = Buffer.compare(Buffer.from(this.#next.value.learner), bytes);
      if (order >= 0) return order === 0 ? this.#next.value.portions : null;
      this.#next = null;
    }
  }

  async end(): Promise<void> {
    await this.#draws.return?.();
  }
}

/**
 * `course-v1:org+course+run`, the scope of the assignments of this course run; `null` for what is not a course.
 * @example
 * console.log(courseKeyOf(course)); // → course-v1:HiveX+BEE101+2026_T1
 */
export function courseKeyOf({ org, course, run }: Course): string | null {
  return org === null || course === null || run === null ? null : `course-v1:${org}+${course}+${run}`;
}

/** The A/B blocks of the outline in its order; drafts and blocks that nothing points to are left out. */
export function publishedBlocks(course: Course): CourseBlock[] {
  const published = reachable(course);
  return course.blocks.filter(({ node }) => published.has(node));
}

function reachable({ root }: Course): Set<CourseNode> {
  const met = new Set<CourseNode>();
  const waiting = root === null ? [] : [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (met.has(node)) continue;
    met.add(node);
    waiting.push(...node.children);
  }
  return met;
}
