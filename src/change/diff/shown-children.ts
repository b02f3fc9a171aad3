/** What a group shows in each of two courses, block by block. */
import type { Group } from '../../olx/block/block.js';
import type { CourseBlock, CourseNode } from '../../olx/course/course.js';
import { isUnit } from '../../olx/course/tags.js';
import { nodesByElement } from '../../runtime/children.js';
import type { ContentTexts } from './content-text.js';

interface ChildComparison {
  /** The same block in both. */
  readonly same: readonly (readonly [old: CourseNode, now: CourseNode])[];
  readonly gone: readonly CourseNode[];
  readonly added: readonly CourseNode[];
}

export function childrenOf({ node, block }: CourseBlock, group: Group | undefined): readonly CourseNode[] {
  const nodes = nodesByElement(node, block);
  return (group?.children ?? []).flatMap(({ element }) => nodes.get(element) ?? []);
}

/** Units are taken apart: a conversion makes some, and takes some away. */
export function leavesOf(nodes: readonly CourseNode[]): readonly CourseNode[] {
  return nodes.flatMap((node) => (isUnit(node.tag) ? leavesOf(node.children) : [node]));
}

/**
 * Blocks are identified by their tags and names. One without a name, which exports give one, is identified by its content, else by its
 * order among those that are left.
 */
export function compareChildren(
  old: readonly CourseNode[],
  now: readonly CourseNode[],
  oldTexts: ContentTexts,
  newTexts: ContentTexts,
  isConversion: boolean,
): ChildComparison {
  const same: [CourseNode, CourseNode][] = [];
  let [gone, added] = [old, now];
  const join = (isAlike: (a: CourseNode, b: CourseNode) => boolean): void => {
    for (const each of gone) {
      const partner = added.find((other) => each.tag === other.tag && isAlike(each, other));
      if (partner === undefined) continue;
      same.push([each, partner]);
      gone = gone.filter((other) => other !== each);
      added = added.filter((other) => other !== partner);
    }
  };
  const isNameless = (a: CourseNode, b: CourseNode): boolean => a.urlName === null || b.urlName === null;
  join((a, b) => a.urlName !== null && a.urlName === b.urlName);
  join((a, b) => (isConversion || isNameless(a, b)) && oldTexts.digest(a) === newTexts.digest(b));
  join(isNameless);
  return { same, gone, added };
}

/** Are these, in this order, the same blocks? */
export function areSameBlocks(a: readonly CourseNode[], b: readonly CourseNode[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ tag, urlName }, index) => {
      const other = b[index]!;
      return tag === other.tag && urlName !== null && urlName === other.urlName;
    })
  );
}
