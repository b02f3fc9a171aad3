/** The groups of a learner in the random partitions of a course, in Open edX's format; read, not drawn. */
import type { LearnerGroup } from '../facts/facts.js';
import type { Course } from '../olx/course/course.js';
import { partitionKey } from './division.js';
import { runningExperiments } from './experiments.js';
import type { Runtime } from './runtime.js';

export interface PartitionGroups {
  /** In the order of the course's partitions, inactive ones included. */
  readonly groups: readonly LearnerGroup[];
  /** False when a partition is not random, since its groups are then unknown here. */
  readonly isComplete: boolean;
}

/**
 * The stored group, else the one that the learner would get. Stores nothing. A partition that no block of the course
 * uses has no group.
 * @throws AbtestError `learner-missing`, `store-…`
 * @example
 * const { groups } = await partitionGroups(course, runtime, 'ada');
 * console.log(groups[0].partition, groups[0].name); // → Swarm hints Without hints
 */
export async function partitionGroups(
  course: Course,
  runtime: Runtime,
  learner: string,
): Promise<PartitionGroups> {
  const { experiments } = runningExperiments(course);
  const byKey = new Map(experiments.map((each) => [each.key, each]));
  const groups: LearnerGroup[] = [];
  for (const { id, name } of course.partitions) {
    const experiment = byKey.get(partitionKey(id));
    if (experiment === undefined) continue;
    const { shown } = await runtime.peek(experiment.block, learner);
    if (shown !== null && shown.id !== null)
      groups.push({ partition: name, id: shown.id, name: shown.name ?? '' });
  }
  return { groups, isComplete: course.partitions.every(({ scheme }) => scheme === 'random') };
}
