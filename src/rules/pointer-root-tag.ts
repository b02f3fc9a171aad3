/** The rule `pointer-root-tag`: the root of a definition has the tag of the pointer to it. */
import { isAbTag } from '../olx/course/tags.js';
import { renameTag, withFix } from './fixes.js';
import type { Rule } from './rule.js';

export const pointerRootTag: Rule = {
  id: 'pointer-root-tag',
  severity: 'warning',
  summary: 'The root of the file of an A/B block, or of a child of one, has the tag of the pointer to it.',
  fix: 'The root gets the tag of the pointer, as which Open edX reads it; the root of another kind of A/B block stays.',
  checkCourse({ nodes }, report) {
    for (const { pointer, element, tag, parents } of nodes) {
      if (pointer === null || element === null || element.name === tag) continue;
      const isExperiment = isAbTag(tag) || isAbTag(element.name) || parents.some((each) => isAbTag(each.tag));
      if (!isExperiment) continue;
      report({
        place: element.tagPlace,
        message: `The root element is <${element.name}>, but the pointer to it is <${tag}>: Open edX reads it as <${tag}>`,
        hint: `Write <${tag}>.`,
        ...withFix(isAbTag(element.name) ? undefined : renameTag(element, tag)),
        related: [{ message: 'the pointer', place: pointer.tagPlace }],
      });
    }
  },
};
