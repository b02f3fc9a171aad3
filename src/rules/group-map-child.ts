/** The rule `group-map-child`: what the map of a split_test names is there. */
import type { Fix } from '../diagnostics/diagnostic.js';
import { nearest } from '../diagnostics/nearest.js';
import type { SplitTestBlock } from '../olx/block/block.js';
import { childOfKey, usageParts } from '../olx/block/split-test.js';
import { AttributeSource } from '../olx/policy/attribute-source.js';
import { entryRange } from '../olx/policy/json-place.js';
import { withFix } from './fixes.js';
import type { Rule } from './rule.js';
import { groupIdWords, isCurrent, mapEntries } from './splittests.js';
import { meantTag } from './suggestions.js';
import { orOf, tagWords } from './words.js';

export const groupMapChild: Rule = {
  id: 'group-map-child',
  severity: 'error',
  summary: 'Every block that group_id_to_child names is a child of the split_test.',
  fix: 'An entry of a group that the partition does not have, for a child that is not there, is taken out.',
  checkBlock(block, report) {
    if (block.kind !== 'split_test') return;
    for (const [index, { key: id, value, place }] of mapEntries(block).entries()) {
      // `group-map-format` reports what is not a usage key.
      const parts = typeof value === 'string' ? usageParts(value) : undefined;
      if (parts === undefined || childOfKey(block.children, value as string)) continue;
      if (!isCurrent(block, id)) {
        report({
          severity: 'warning',
          place,
          message: `The entry of group ${id}, which the partition does not have, names "${value}", which is not a child of this block: saving the block in Studio fails`,
          hint: 'Take the entry out of group_id_to_child; `convert --repair` does it.',
          ...withFix(withoutEntry(block, index, id)),
        });
        continue;
      }
      report({
        place,
        message: `Group ${groupIdWords(block, id)} is mapped to "${value}", which is not a child of this block: its learners see nothing`,
        hint: hintFor(block, parts),
      });
    }
  },
};

/** A child of the same name, or one that no entry names, is what the entry may mean. */
function hintFor(
  { children, childKeys }: SplitTestBlock,
  { tag, name }: { tag: string; name: string },
): string {
  const namesake = children.find((child) => child.urlName === name);
  if (namesake !== undefined) {
    const words = `The child of that name is ${tagWords(namesake.tag, name)}`;
    return meantTag(namesake.tag) === tag
      ? `Did you mean <${tag}>? ${words}.`
      : `${words}: map the group to ${namesake.tag}/${name}.`;
  }
  const keys = [...(childKeys?.values() ?? [])];
  const free = children.filter(
    (child) =>
      child.urlName !== null && child.tag !== 'group' && !keys.some((key) => childOfKey([child], key)),
  );
  const meant = nearest(
    name,
    free.map((child) => child.urlName!),
  );
  const near = free.find((child) => child.urlName === meant);
  if (near !== undefined) return `Did you mean ${near.tag}/${near.urlName}?`;
  return free.length === 0
    ? 'Add the child, or take the entry out of group_id_to_child.'
    : `Map the group to a child without an entry: ${orOf(free.map((child) => `${child.tag}/${child.urlName}`))}.`;
}

function withoutEntry({ element }: SplitTestBlock, index: number, id: string): Fix | undefined {
  const source = new AttributeSource(element.attribute('group_id_to_child')!);
  const range = entryRange(source, index);
  if (range === null) return undefined;
  return {
    title: `Take the entry of group ${id} out of group_id_to_child`,
    edits: [{ place: source.place(range.start, range.end), text: '' }],
  };
}
