/** Through whose eyes the course is shown: the author's, who sees all groups, or those of a group or a learner. */
import { type Block, type CourseNode, divisionOf, type Group } from '../../index.js';
import { nodesByElement } from '../../internal/learners.js';
import type { PreviewCourse } from '../page/preview-course.js';

export interface Viewpoint {
  readonly kind: 'group' | 'learner';
  /** The name of the group or of the learner. */
  readonly name: string;
  /** The experiment of a group, where it is one group of one experiment. */
  readonly experiment: string | null;
  /** The parameters of the address that ask for this viewpoint. */
  readonly query: Readonly<Record<string, string>>;
  /** The groups of an A/B block that are shown: one, none, or all where the viewpoint has no group in it. */
  groupsOf(node: CourseNode, block: Block): readonly Group[];
  /** Whether the viewpoint decides which group of the block is shown. */
  decides(node: CourseNode): boolean;
  /** Whether the block is shown at any of its places. */
  sees(node: CourseNode): boolean;
}

/** The group that is shown of a block: `null` for none, `undefined` where all are shown. */
export type Choice = (node: CourseNode, block: Block) => Group | null | undefined;

type Name = Pick<Viewpoint, 'kind' | 'name' | 'experiment' | 'query'>;

/** @param hidden blocks that are shown to other groups only, by their settings */
export function viewpointOf(
  { course }: PreviewCourse,
  name: Name,
  choose: Choice,
  hidden: ReadonlySet<CourseNode> = new Set(),
): Viewpoint {
  const groupsOf = (node: CourseNode, block: Block): readonly Group[] => {
    const group = choose(node, block);
    return group === undefined ? block.groups : group === null ? [] : [group];
  };
  let seen: ReadonlySet<CourseNode> | undefined;
  return {
    ...name,
    groupsOf,
    decides: (node) => node.block !== null && choose(node, node.block) !== undefined,
    sees(node) {
      seen ??= seenFrom(
        [...(course.root === null ? [] : [course.root]), ...course.drafts, ...course.orphans],
        groupsOf,
        hidden,
      );
      return seen.has(node);
    },
  };
}

function seenFrom(
  roots: readonly CourseNode[],
  groupsOf: Viewpoint['groupsOf'],
  hidden: ReadonlySet<CourseNode>,
): Set<CourseNode> {
  const seen = new Set<CourseNode>();
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node) || hidden.has(node)) continue;
    seen.add(node);
    const { block } = node;
    if (block === null) open.push(...node.children);
    else {
      const groups = groupsOf(node, block);
      // All groups: also the children that no group shows.
      if (groups === block.groups) open.push(...node.children);
      else open.push(...groups.flatMap((group) => childrenOf(node, block, group)));
    }
  }
  return seen;
}

/** The nodes of a group's children, in document order. */
export function childrenOf(node: CourseNode, block: Block, group: Group): CourseNode[] {
  const nodes = nodesByElement(node, block);
  return group.children.flatMap(({ element }) => nodes.get(element) ?? []);
}

/** The group of a block that has this key in its experiment; `null` where the block cannot assign it. */
export function groupWithKey(block: Block, key: string): Group | null {
  return divisionOf(block)?.byKey.get(key)?.group ?? null;
}
