/** The abtests of a course by the experiment that they name. */
import type { Place } from '../diagnostics/source.js';
import type { AbtestBlock } from '../olx/block/block.js';
import type { Course, CourseNode } from '../olx/course/course.js';

export interface CourseAbtest {
  readonly urlName: string | null;
  readonly block: AbtestBlock;
}

/** Every experiment that has a name, with its blocks in the order of the course; what nothing points to is left out. */
export function abtestsByName(course: Course): Map<string, CourseAbtest[]> {
  const used = nodesInUse(course);
  const experiments = new Map<string, CourseAbtest[]>();
  for (const { node, block } of course.blocks) {
    if (block.kind !== 'abtest' || !block.experiment?.trim() || !(used?.has(node) ?? true)) continue;
    const blocks = experiments.get(block.experiment);
    if (blocks === undefined) experiments.set(block.experiment, [{ urlName: node.urlName, block }]);
    else blocks.push({ urlName: node.urlName, block });
  }
  return experiments;
}

export function experimentPlace(block: AbtestBlock): Place {
  return block.element.placeOf('experiment');
}

/** What learners or Studio can reach; `null` in a course without a root, where nobody can tell. */
function nodesInUse({ root, drafts }: Course): ReadonlySet<CourseNode> | null {
  if (root === null) return null;
  const used = new Set<CourseNode>();
  const open = [root, ...drafts];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (used.has(node)) continue;
    used.add(node);
    open.push(...node.children);
  }
  return used;
}
