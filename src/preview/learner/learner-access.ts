/** Whether a learner sees a block that `group_access` restricts: known for random partitions, said in words for others. */
import { type CourseNode, partitionGroups, type Runtime } from '../../index.js';
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
  const { course } = preview;
  if (course.partitions.length === 0) return { of: () => null };
  const { groups } = await partitionGroups(course, runtime, learner);
  const mine = new Map(groups.map(({ partition, id }) => [partition, id]));
  return {
    of(node) {
      const restrictions = Object.entries(settingOf(preview, node) ?? {});
      const each = restrictions.flatMap(([key, value]) => {
        const partition = course.partitions.find(({ id }) => id === Number(key));
        if (partition === undefined || !Array.isArray(value) || value.length === 0) return [];
        const ids = value.map(Number);
        const names = ids.map((id) =>
          groupNameText(partition.groups.find((group) => group.id === id)?.name ?? `group ${id}`),
        );
        const group = mine.get(partition.name);
        return {
          isOpen: group === undefined ? null : ids.includes(group),
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
