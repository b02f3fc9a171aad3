/** The groups of a learner in the random partitions of a course, as Open edX names them; looked at, not drawn. */
import type { LearnerGroup } from '../facts/facts.js';
import type { Course } from '../olx/course/course.js';
import { partitionKey } from './division.js';
import { runningExperiments } from './experiments.js';
import type { Runtime } from './runtime.js';

export interface PartitionGroups {
  /** In the order of the course's partitions, those that are not active included. */
  readonly groups: readonly LearnerGroup[];
  /** False where a partition is not random: who is in its groups is not known here. */
  readonly isComplete: boolean;
}

/**
 * The group that is stored, else the one that the learner would get. Stores nothing. A partition that no block of the
 * course uses has no group.
 * @throws AbtestError `learner-missing`, `store-…`
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
