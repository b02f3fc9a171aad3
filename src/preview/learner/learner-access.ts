/** Whether a learner sees a block that `group_access` restricts: known for random partitions, said in words for others. */
import { type CourseNode, partitionGroups, type Runtime, type UserPartition } from '../../index.js';
import { groupAccessOf } from '../../internal/content.js';
import { groupNameText, visible } from '../../presentation/group-words.js';
import type { PreviewCourse } from '../page/preview-course.js';

/** The restrictions of a course, as one learner meets them. */
export interface LearnerAccess {
  /** `null` for a block that is open to everybody. */
  of(node: CourseNode): Access | null;
}

export interface Access {
  /** `false`: the learner is in another group; `null`: it is not known here. */
  readonly isOpen: boolean | null;
  /** Such as `only for “A” of “Cohorts”`. */
  readonly words: string;
}

/** Read once for each reading of a course; leaves are read from their files. */
const known = new WeakMap<PreviewCourse, Map<CourseNode, Readonly<Record<string, unknown>> | null>>();

/** @throws AbtestError `learner-missing`, `store-…` */
export async function learnerAccess(
  preview: PreviewCourse,
  runtime: Runtime,
  learner: string,
): Promise<LearnerAccess> {
  if (preview.course.partitions.length === 0) return { of: () => null };
  const mine = await groupsOfLearner(preview, runtime, learner);
  return {
    of(node) {
      const each = restrictionsOf(preview, node).map(({ partition, groups }) => {
        const names = groups.map((id) =>
          groupNameText(partition.groups.find((group) => group.id === id)?.name ?? `group ${id}`),
        );
        const group = mine.get(partition.id);
        return {
          isOpen: group === undefined ? null : groups.includes(group),
          words: `${names.join(' or ')} of ${visible(partition.name)}`,
        };
      });
      if (each.length === 0) return null;
      const isOpen = each.some((one) => one.isOpen === false)
        ? false
        : each.every((one) => one.isOpen === true)
          ? true
          : null;
      return { isOpen, words: `only for ${each.map(({ words }) => words).join(' and ')}` };
    },
  };
}

/** The group of a learner in each random partition, by ids; other partitions are not known here. */
async function groupsOfLearner(
  { course }: PreviewCourse,
  runtime: Runtime,
  learner: string,
): Promise<Map<number, number>> {
  const { groups } = await partitionGroups(course, runtime, learner);
  const byName = new Map(groups.map(({ partition, id }) => [partition, id]));
  return new Map(
    course.partitions.flatMap(({ id, name }) => (byName.has(name) ? [[id, byName.get(name)!] as const] : [])),
  );
}

/** The blocks that are for other groups than those of the learner. @throws as `learnerAccess` */
export async function hiddenFromLearner(
  preview: PreviewCourse,
  runtime: Runtime,
  learner: string,
): Promise<Set<CourseNode>> {
  if (preview.course.partitions.length === 0) return new Set();
  return hiddenFrom(preview, await groupsOfLearner(preview, runtime, learner));
}

/** The blocks that are for other groups than these. @param mine the group in each partition, by ids; others hide nothing */
export function hiddenFrom(preview: PreviewCourse, mine: ReadonlyMap<number, number>): Set<CourseNode> {
  if (mine.size === 0) return new Set();
  const isClosed = (node: CourseNode): boolean =>
    restrictionsOf(preview, node).some(({ partition, groups }) => {
      const group = mine.get(partition.id);
      return group !== undefined && !groups.includes(group);
    });
  return new Set(preview.course.nodes.filter(isClosed));
}

interface Restriction {
  readonly partition: UserPartition;
  /** The ids of the groups that see the block. */
  readonly groups: readonly number[];
}

function restrictionsOf(preview: PreviewCourse, node: CourseNode): Restriction[] {
  return Object.entries(settingOf(preview, node) ?? {}).flatMap(([key, value]) => {
    const partition = preview.course.partitions.find(({ id }) => id === Number(key));
    if (partition === undefined || !Array.isArray(value) || value.length === 0) return [];
    return { partition, groups: value.map(Number) };
  });
}

function settingOf(preview: PreviewCourse, node: CourseNode): Readonly<Record<string, unknown>> | null {
  let settings = known.get(preview);
  if (settings === undefined) {
    settings = new Map();
    known.set(preview, settings);
  }
  let setting = settings.get(node);
  if (setting === undefined) {
    setting = groupAccessOf(preview.course, node);
    settings.set(node, setting);
  }
  return setting;
}
