/** The rule `nested-same-experiment`: inside a group of an experiment no other block of it can decide anything. */
import type { Block } from '../olx/block/block.js';
import type { CourseNode } from '../olx/course/course.js';
import type { XmlElement } from '../xml/node.js';
import type { Rule, RuleReport } from './rule.js';

/** The attribute that ties blocks of a kind together. */
const TIE = { abtest: 'experiment', split_test: 'user_partition_id' } as const;

export const nestedSameExperiment: Rule = {
  id: 'nested-same-experiment',
  severity: 'warning',
  summary: 'No block is inside a group of a block of the same experiment.',
  checkBlock(block, report) {
    for (let outer = block.element.parent; outer !== null; outer = outer.parent) {
      if (isSame(block, outer)) return tell(block, outer, report);
    }
  },
  checkCourse(course, report) {
    for (const { node, block } of course.blocks) {
      const outer = ancestors(node).find(({ element }) => element !== null && isSame(block, element));
      // `checkBlock` has reported blocks in the same file.
      if (outer?.element && outer.block?.document !== block.document) tell(block, outer.element, report);
    }
  },
};

function isSame(block: Block, outer: XmlElement): boolean {
  if (outer.name !== block.kind) return false;
  if (block.kind === 'abtest')
    return block.experiment !== null && outer.get('experiment') === block.experiment;
  return (
    block.partitionId !== null && Number(outer.get('user_partition_id') ?? Number.NaN) === block.partitionId
  );
}

function tell(block: Block, outer: XmlElement, report: RuleReport): void {
  const place = block.element.placeOf(TIE[block.kind]);
  const related = [{ message: 'the outer block', place: outer.placeOf(TIE[block.kind]) }];
  if (block.kind === 'abtest') {
    report({
      place,
      message: `The experiment "${block.experiment}" is decided already: this abtest is inside another block of it`,
      hint: 'Name another experiment here, or put the content of the right group in its place.',
      related,
    });
  } else {
    report({
      place,
      message: `The partition ${block.partitionId} is decided already: this split_test is inside another block of it`,
      hint: 'Choose another partition here, or put the content of the right group in its place.',
      related,
    });
  }
}

/** Every node around a node, the nearest first. */
function ancestors(node: CourseNode): CourseNode[] {
  const found = new Set<CourseNode>();
  const queue = [...node.parents];
  for (const each of queue) {
    if (found.has(each)) continue;
    found.add(each);
    queue.push(...each.parents);
  }
  return [...found];
}
