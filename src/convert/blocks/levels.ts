/** Where in the outline of a course a block is reached: course, chapter, sequential, unit, in this order. */
import type { CourseNode } from '../../olx/course/course.js';
import { isAbTag, isUnit } from '../../olx/course/tags.js';
import type { XmlElement } from '../../xml/node.js';

const LEVELS: ReadonlyMap<string, number> = new Map([
  ['course', 0],
  ['chapter', 1],
  ['section', 1],
  ['sequential', 2],
  ['sequence', 2],
  ['videosequence', 2],
  ['problemset', 2],
]);
/** From the outside to the inside. */
const MISSING = ['chapter', 'sequential', 'vertical'] as const;
const SEQUENTIAL = 2;
const UNIT = 3;

/** Is it a part of the course's outline above units, which no experiment can hold? */
export function isSection(tag: string): boolean {
  return LEVELS.has(tag);
}

/** The levels of the outline that are missing between an element and what it is in; the outermost first. */
export function missingLevels(
  element: XmlElement,
  nodeOf: (element: XmlElement) => CourseNode | undefined,
): readonly string[] {
  const above = levelAbove(element, nodeOf);
  if (above === null) return [];
  const own = isAbTag(element.name)
    ? UNIT + 1
    : (LEVELS.get(element.name) ?? (isUnit(element.name) ? UNIT : null));
  // Inside a sequential anything but an experiment may be; nothing but a chapter in a course, a sequential in a chapter.
  if (own === null) return above < SEQUENTIAL ? MISSING.slice(above) : [];
  return MISSING.slice(above, Math.max(above, own - 1));
}

/** The level of the nearest part of the outline around an element; `null` inside a unit or another experiment. */
function levelAbove(
  element: XmlElement,
  nodeOf: (element: XmlElement) => CourseNode | undefined,
): number | null {
  const isBlock = isAbTag(element.name);
  let isDirect = true;
  for (let outer = element.parent; outer !== null; outer = outer.parent) {
    if (isUnit(outer.name) || isAbTag(outer.name)) return null;
    const level = LEVELS.get(outer.name);
    if (level !== undefined && isDirect) return level;
    // What is between, a wrapper or a conditional, gets the levels itself.
    if (level !== undefined) return isBlock ? SEQUENTIAL : null;
    isDirect = false;
    const node = outer.parent === null ? nodeOf(outer) : undefined;
    if (node !== undefined) return isBlock && isOutsideUnits(node) ? SEQUENTIAL : null;
  }
  return isBlock && element.parent !== null ? SEQUENTIAL : null;
}

/** Is there a way up over files that passes neither a unit nor an experiment? */
function isOutsideUnits(start: CourseNode): boolean {
  const seen = new Set<CourseNode>();
  const queue = [start];
  for (const node of queue) {
    if (seen.has(node) || isUnit(node.tag) || isAbTag(node.tag)) continue;
    if (node.parents.length === 0) return true;
    seen.add(node);
    queue.push(...node.parents);
  }
  return false;
}
