/** The rule `child-without-group`: every child of a split_test is shown to some group. */
import { CONSEQUENCE } from '../loading/explain.js';
import type { Child } from '../olx/block/block.js';
import { childOfKey, usageParts } from '../olx/block/split-test.js';
import { namePlace } from '../olx/course/names.js';
import type { Rule } from './rule.js';
import { isCurrent } from './splittests.js';
import { meantTag } from './suggestions.js';
import { listOf, tagWords } from './words.js';

export const childWithoutGroup: Rule = {
  id: 'child-without-group',
  severity: 'error',
  summary: 'Every child of a split_test is mapped by a group that the partition has.',
  checkBlock(block, report) {
    if (block.kind !== 'split_test' || block.childKeys === null) return;
    const entries = [...block.childKeys];
    const current = entries.filter(([id]) => isCurrent(block, id));
    for (const child of block.children) {
      // `split-child-unit` reports a <group> as in an abtest.
      if (child.tag === 'group') continue;
      const ids = entries.flatMap(([id, key]) => (childOfKey([child], key) === undefined ? [] : [id]));
      if (ids.some((id) => isCurrent(block, id)) || isMisspelt(child, current)) continue;
      const name = tagWords(child.tag, child.urlName);
      report({
        severity: ids.length === 0 ? 'error' : 'warning',
        place: namePlace(child.element),
        message:
          ids.length === 0
            ? `No entry of group_id_to_child names ${name}: no learner sees it, and ${CONSEQUENCE.staff}`
            : `${name} belongs to group ${listOf(ids)}, which the partition ${block.partitionId} does not have`,
        hint: 'Map a group of the partition to it in group_id_to_child, or take it out.',
      });
    }
  },
};

/** Does an entry name the block that the tag may mean? Then `group-map-child` reports it, and says so. */
function isMisspelt({ tag, urlName }: Child, entries: readonly [id: string, key: string][]): boolean {
  const meant = meantTag(tag);
  if (meant === undefined) return false;
  return entries.some(([, key]) => {
    const parts = usageParts(key);
    return parts?.tag === meant && parts.name === urlName;
  });
}
