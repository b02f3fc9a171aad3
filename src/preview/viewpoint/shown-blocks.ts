/** What a group shows of an A/B block, and why it shows nothing: an empty group or unit, a file that is missing or cannot be read. */
import { type Block, type CourseNode, divisionOf, type Group } from '../../index.js';
import { definitionPath, usageKeyParts } from '../../internal/content.js';
import { visible } from '../../presentation/group-words.js';
import { isNoGroup } from '../block/block-share.js';
import { definitionFile } from '../findings/findings-places.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { childrenOf } from './viewpoint.js';

/** Blocks that have no content of their own. */
const EMPTY_WITHOUT_CHILDREN = new Set([
  'chapter',
  'sequential',
  'vertical',
  'unit',
  'section',
  'sequence',
  'videosequence',
  'problemset',
  'wrapper',
]);

/** The blocks that children show, with units and other containers expanded; nested A/B blocks are one block. */
export function shownBy(
  preview: PreviewCourse,
  nodes: readonly CourseNode[],
  met = new Set<CourseNode>(),
): CourseNode[] {
  return nodes.flatMap((node) => {
    if (met.has(node)) return [];
    met.add(node);
    if (lossOf(preview, node) !== null) return [];
    return node.block !== null || node.children.length === 0 ? [node] : shownBy(preview, node.children, met);
  });
}

/** Why learners see nothing of the block itself; `null` where they see it. */
export function lossOf({ course }: PreviewCourse, node: CourseNode): string | null {
  const { tag, urlName, target, children, block } = node;
  if (target === 'missing' && !urlName) return `this ${visible(tag)} has no name`;
  const path = visible(definitionPath(tag, urlName ?? ''));
  if (target === 'missing') return `the file ${path} is missing`;
  if (target === 'outside') return `the name ${visible(urlName ?? '')} leads out of the course`;
  if (target === 'pointer') return `the file ${path} only points to another one`;
  if (target === 'loop') return `this ${visible(tag)} contains itself`;
  if (target === 'found' && node.element === null) {
    const file = definitionFile(course, node);
    const problems = course.xmlFiles.find((each) => each.file === file)?.problems ?? [];
    if (problems.some(({ ruleId }) => ruleId === 'xml-well-formed' || ruleId === 'xml-encoding'))
      return `the file ${path} cannot be read`;
  }
  if (block === null && children.length === 0 && EMPTY_WITHOUT_CHILDREN.has(tag))
    return `its ${tag === 'vertical' ? 'unit' : tag} is empty`;
  return null;
}

/** The A/B blocks of the outline that are lost with the file that defines them. */
export function lostBlocks({ course }: PreviewCourse): CourseNode[] {
  return course.nodes.filter(
    ({ tag, block, target }) =>
      (tag === 'abtest' || tag === 'split_test') && block === null && target !== 'unknown',
  );
}

/** Why a group shows nothing. */
export interface Absence {
  /** Without a full stop; such as `its unit is empty`. */
  readonly reason: string;
  /** Open edX shows an error to its learners. */
  readonly fails: boolean;
}

/** @returns `null` for a group that shows anything */
export function absenceOf(
  preview: PreviewCourse,
  node: CourseNode,
  block: Block,
  group: Group,
): Absence | null {
  const children = childrenOf(node, block, group);
  if (shownBy(preview, children).length > 0) return null;
  if (children.length > 0)
    return { reason: lossWithin(preview, children) ?? 'nothing is in its unit', fails: false };
  if (isUnwritten(group))
    return { reason: 'no <default>', fails: divisionOf(block) !== null && !isNoGroup(group) };
  if (block.kind === 'abtest')
    return { reason: group.isDefault ? 'its <default> is empty' : 'the group is empty', fails: false };
  const key = block.childKeys?.get(String(group.id));
  if (key === undefined) return { reason: 'no unit is assigned to it', fails: false };
  const parts = usageKeyParts(key);
  const named = parts == null ? key : `${parts.tag} ${parts.name}`;
  return { reason: `its block, ${visible(named)}, is not in this A/B block`, fails: false };
}

/** `sees nothing (its unit is empty)`; `see` for several groups. */
export function absenceText({ reason, fails }: Absence, see = 'sees'): string {
  return fails ? `${see} an error in place of the page (${reason})` : `${see} nothing (${reason})`;
}

/** The first reason, from the outside inwards. */
function lossWithin(
  preview: PreviewCourse,
  nodes: readonly CourseNode[],
  met = new Set<CourseNode>(),
): string | null {
  for (const node of nodes) {
    if (met.has(node)) continue;
    met.add(node);
    const loss = lossOf(preview, node) ?? lossWithin(preview, node.children, met);
    if (loss !== null) return loss;
  }
  return null;
}

/** The group of learners who are left over, where the author wrote none. */
function isUnwritten({ isDefault, element }: Group): boolean {
  return isDefault && element === null;
}
