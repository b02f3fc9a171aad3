/** The rule `child-of-two-groups`: each group of a split_test has a child of its own. */
import type { Child } from '../olx/block/block.js';
import { childOfKey } from '../olx/block/split-test.js';
import type { JsonEntry } from '../olx/policy/json-place.js';
import type { Rule } from './rule.js';
import { groupIdWords, isCurrent, mapEntries } from './splittests.js';
import { tagWords } from './words.js';

export const childOfTwoGroups: Rule = {
  id: 'child-of-two-groups',
  severity: 'error',
  summary: 'No two groups of a split_test are mapped to one child.',
  checkBlock(block, report) {
    if (block.kind !== 'split_test') return;
    const first = new Map<Child, JsonEntry>();
    // Of an id that comes twice the last entry counts.
    for (const entry of new Map(mapEntries(block).map((each) => [each.key, each])).values()) {
      const key = typeof entry.value === 'string' ? entry.value : undefined;
      const child = isCurrent(block, entry.key) ? childOfKey(block.children, key) : undefined;
      if (child === undefined) continue;
      const before = first.get(child);
      if (before === undefined) first.set(child, entry);
      if (before === undefined || before.key === entry.key) continue;
      const groups = `${groupIdWords(block, before.key)} and ${groupIdWords(block, entry.key)}`;
      report({
        place: entry.place,
        message: `The groups ${groups} share ${tagWords(child.tag, child.urlName)}: only one of them gets to it in outline, grades and apps`,
        hint: 'Give each group a child of its own; the children may hold the same content.',
        related: [{ message: 'the other group', place: before.place }],
      });
    }
  },
};
