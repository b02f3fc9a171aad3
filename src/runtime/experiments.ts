/** The experiments that a course runs: what can be assigned in it, and under which scope. */
import type { Block } from '../olx/block/block.js';
import type { Course, CourseBlock, CourseNode } from '../olx/course/course.js';
import { type Arms, armsOf } from './arms.js';

export interface Experiment {
  /** What people call it: an abtest's experiment, the name of a split_test's partition. */
  readonly name: string;
  /** What assignments are stored under. */
  readonly key: string;
  readonly arms: Arms;
  /** The first block that can assign: a learner who walks the course in order is drawn by its portions. */
  readonly block: Block;
  readonly blocks: readonly CourseBlock[];
}

export interface CourseExperiments {
  readonly experiments: readonly Experiment[];
  /** Blocks that can assign nobody; the rules say why. */
  readonly broken: readonly CourseBlock[];
}

/** The experiments in the order in which learners meet them; drafts and blocks that nothing points to are left out. */
export function experimentsOf(course: Course): CourseExperiments {
  const published = reachable(course);
  const found = new Map<string, Experiment & { readonly blocks: CourseBlock[] }>();
  const broken: CourseBlock[] = [];
  for (const each of course.blocks) {
    if (!published.has(each.node)) continue;
    const arms = armsOf(each.block);
    if (arms === null) {
      broken.push(each);
      continue;
    }
    const known = found.get(arms.experiment);
    if (known !== undefined) known.blocks.push(each);
    else {
      const { block } = each;
      const name = block.experiment ?? arms.experiment;
      found.set(arms.experiment, { name, key: arms.experiment, arms, block, blocks: [each] });
    }
  }
  return { experiments: [...found.values()], broken };
}

/** `course-v1:org+course+run`, under which assignments of this course run are stored; `null` for what is no course. */
export function courseKeyOf({ org, course, run }: Course): string | null {
  return org === null || course === null || run === null ? null : `course-v1:${org}+${course}+${run}`;
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
