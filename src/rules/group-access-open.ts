/** The rule `group-access-open`: what a group shows is open to that group. */
import type { Course, CourseNode } from '../olx/course/course.js';
import { jsonObject, policyValue } from '../olx/policy/policy.js';
import type { XmlElement } from '../xml/node.js';
import type { Rule, RuleReport } from './rule.js';
import { idWords, tagWords } from './words.js';

export const groupAccessOpen: Rule = {
  id: 'group-access-open',
  severity: 'warning',
  summary: 'The content of a group of a split_test is not closed to that group by group_access.',
  checkCourse(course, report) {
    if (!course.blocks.some(({ block }) => block.kind === 'split_test')) return;
    const roots = new Map(course.xmlFiles.map(({ file, document }) => [file, document?.root ?? null]));
    for (const { node, block } of course.blocks) {
      if (block.kind !== 'split_test' || block.partition === null) continue;
      for (const group of block.groups) {
        const child = node.children.find((each) => isNode(each, group.element));
        if (child === undefined || group.id === null) continue;
        checkBelow(
          course,
          roots,
          child,
          { partition: block.partition.id, id: group.id, name: group.name },
          report,
        );
      }
    }
  },
};

interface Shown {
  readonly partition: number;
  readonly id: number;
  readonly name: string | null;
}

function isNode(node: CourseNode, element: XmlElement | null): boolean {
  return element !== null && (node.pointer === element || node.element === element);
}

function checkBelow(
  course: Course,
  roots: ReadonlyMap<string, XmlElement | null>,
  top: CourseNode,
  group: Shown,
  report: RuleReport,
): void {
  const seen = new Set<CourseNode>();
  const waiting = [top];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const element = node.element ?? roots.get(course.files.display(node.path)) ?? null;
    const attribute = element?.attribute('group_access');
    const set = policyValue(course.policy, node.tag, node.urlName, 'group_access');
    const access =
      typeof set === 'object' ? (set as Record<string, unknown>) : jsonObject(attribute?.value ?? '');
    const open = access?.[String(group.partition)];
    if (Array.isArray(open) && open.length > 0 && !open.includes(group.id)) {
      report({
        place: attribute?.place ?? node.place,
        message: `${tagWords(node.tag, node.urlName)} is in the group ${idWords(group.id, group.name ?? undefined)}, and its group_access opens it to ${open.join(', ')} only: no learner sees it`,
        hint: `Take the entry of partition ${group.partition} out of group_access.`,
      });
    }
    for (const child of node.children) waiting.push(child);
  }
}
