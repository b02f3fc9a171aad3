/** The rule `child-in-one-group`: a block that must be unique is in one group only, and once. */
import { isUnique } from '../loading/blocks/block-kinds.js';
import type { Block, Child } from '../olx/block/block.js';
import { namePlace } from '../olx/course/names.js';
import type { Rule } from './rule.js';
import { groupWords, tagWords } from './words.js';

/** A child and the words for its group. */
type Use = readonly [child: Child, group: string];

export const childInOneGroup: Rule = {
  id: 'child-in-one-group',
  severity: 'error',
  summary: 'A block is in one group only, unless Open edX can show it in several.',
  checkBlock(block, report) {
    const first = new Map<string, Use>();
    for (const use of usesOf(block)) {
      const [child, group] = use;
      if (child.urlName === null) continue;
      const key = `${child.tag}/${child.urlName}`;
      const known = first.get(key);
      if (known === undefined) first.set(key, use);
      const trouble = known && troubleOf(child, known[0]);
      if (known === undefined || trouble === undefined) continue;
      const where = known[1] === group ? `twice in ${group}` : `in ${group} and before that in ${known[1]}`;
      report({
        place: namePlace(child.element),
        message: `${tagWords(child.tag, child.urlName)} is ${where}: ${trouble}`,
        hint: 'Give this one a name (and, if it is a pointer, a file) of its own.',
        related: [{ message: 'the first one', place: namePlace(known[0].element) }],
      });
    }
  },
};

function usesOf(block: Block): Use[] {
  if (block.kind === 'split_test') return block.children.map((child) => [child, 'this block']);
  return block.groups.flatMap((group) => group.children.map((child): Use => [child, groupWords(group)]));
}

function troubleOf(child: Child, before: Child): string | undefined {
  if (isUnique(child.tag)) {
    return child.pointer
      ? 'Open edX renames this one, which then finds no file'
      : 'Open edX renames this one after a hash of its content';
  }
  return child.pointer && before.pointer ? undefined : 'Open edX keeps only the content of the last one';
}
