/** How blocks and portions are named where a course is shown. */
import type { CourseBlock, Fraction, Group } from '../../index.js';

/** The name that pointers use, which the definition in a file of its own does not repeat. */
export function blockName({ node, block }: CourseBlock): string | null {
  return node.urlName ?? block.urlName;
}

/** The exact decimal; `1/n` for the equal shares of a split_test; the author's text where that is no number. */
export function portionText({ portion, id }: Group, exactText: (value: Fraction) => string): string {
  return portion.exact === null || id !== null ? portion.text : exactText(portion.exact);
}
