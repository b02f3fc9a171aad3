/** Experiments without an A/B block: random partitions whose groups only `group_access` uses. */
import { readXml } from '../../xml/parse.js';
import type { PartitionGroup, UserPartition } from '../policy/partition.js';
import { jsonObject, policyValue } from '../policy/policy.js';
import type { Course, CourseNode } from './course.js';

export interface AccessExperiment {
  /** A partition of the scheme `random` that no split_test uses. */
  readonly partition: UserPartition;
  /** In the order of the partition. */
  readonly groups: readonly AccessGroup[];
}

export interface AccessGroup {
  readonly group: PartitionGroup;
  /** The blocks that are restricted to groups of the partition and open to this one, in the order of the course. */
  readonly nodes: readonly CourseNode[];
}

/**
 * Every random partition that `group_access` uses and no split_test does. Open edX divides the learners when they come
 * to a restricted block, as for a split_test.
 * @example
 * for (const { partition, groups } of accessExperiments(course)) console.log(partition.name, groups.length);
 */
export function accessExperiments(course: Course): AccessExperiment[] {
  const used = new Set(
    course.blocks.map(({ block }) => (block.kind === 'split_test' ? block.partitionId : null)),
  );
  const candidates = course.partitions.filter(({ id, scheme }) => scheme === 'random' && !used.has(id));
  if (candidates.length === 0) return [];
  const restricted = new Map(candidates.map(({ id }) => [id, new Map<number, CourseNode[]>()]));
  for (const node of course.nodes) {
    for (const [key, value] of Object.entries(groupAccessOf(course, node) ?? {})) {
      const byGroup = restricted.get(Number(key));
      if (byGroup === undefined || !Array.isArray(value)) continue;
      for (const id of new Set(value.map(Number))) byGroup.set(id, [...(byGroup.get(id) ?? []), node]);
    }
  }
  return candidates.flatMap((partition) => {
    const byGroup = restricted.get(partition.id)!;
    if (byGroup.size === 0) return [];
    return {
      partition,
      groups: partition.groups.map((group) => ({ group, nodes: byGroup.get(group.id) ?? [] })),
    };
  });
}

/** The setting `group_access` of a block: the policy wins over the XML; `null` where it has none that is an object. */
export function groupAccessOf(course: Course, node: CourseNode): Readonly<Record<string, unknown>> | null {
  const set = policyValue(course.policy, node.tag, node.urlName, 'group_access');
  if (typeof set === 'object' && set !== null) return set as Record<string, unknown>;
  const text = node.element?.get('group_access') ?? node.pointer?.get('group_access') ?? inLeaf(course, node);
  return text === null ? null : jsonObject(text);
}

/** Leaves are not kept as trees: the file is read again if it has the word. */
function inLeaf({ files }: Course, { element, target, path }: CourseNode): string | null {
  if (element !== null || target !== 'found') return null;
  const content = files.readQuickly(path);
  if (typeof content === 'string' && !content.includes('group_access')) return null;
  return readXml(content, path).document?.root.get('group_access') ?? null;
}
