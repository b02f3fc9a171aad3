/** The rule `pointer-root-tag`: the root of a definition has the tag of the pointer to it. */
import type { Rule } from './rule.js';

export const pointerRootTag: Rule = {
  id: 'pointer-root-tag',
  severity: 'warning',
  summary: 'The root element of a file has the tag of the pointer that leads to it.',
  checkCourse({ nodes }, report) {
    for (const { pointer, element, tag } of nodes) {
      if (pointer === null || element === null || element.name === tag) continue;
      report({
        place: element.tagPlace,
        message: `The root element is <${element.name}>, but a <${tag}> points here: Open edX reads it as a <${tag}>`,
        hint: `Write <${tag}>.`,
        related: [{ message: 'the pointer', place: pointer.tagPlace }],
      });
    }
  },
};
