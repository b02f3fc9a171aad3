/** The rule `child-name-legal`: the names of children are made of characters that Open edX allows. */
import type { Block, Child } from '../olx/block/block.js';
import { isLegalName } from '../olx/course/names.js';
import type { Rule } from './rule.js';

export const childNameLegal: Rule = {
  id: 'child-name-legal',
  severity: 'error',
  summary: 'The url_name of a child holds only characters that Open edX allows in one.',
  checkBlock(block, report) {
    for (const { tag, element } of childrenOf(block)) {
      const attribute = [element.attribute('url_name'), element.attribute('slug')].find(
        (each) => each?.value,
      );
      if (attribute === undefined || isLegalName(attribute.value)) continue;
      const illegal = new Set([...attribute.value].filter((character) => !isLegalName(character)));
      report({
        place: attribute.place,
        message: `The ${attribute.name} "${attribute.value}" of this <${tag}> holds ${shown(illegal)}, which Open edX does not allow`,
        hint: attribute.value.startsWith(`${tag}/`)
          ? `Leave the folder out: ${attribute.name}="${attribute.value.slice(tag.length + 1)}".`
          : 'Use only letters, digits and _ - ~ . : % in it, and name the file that it points to likewise.',
      });
    }
  },
};

function childrenOf(block: Block): readonly Child[] {
  return block.kind === 'abtest' ? block.groups.flatMap((group) => group.children) : block.children;
}

function shown(characters: ReadonlySet<string>): string {
  return [...characters].map((each) => (each === ' ' ? 'a blank' : `"${each}"`)).join(' and ');
}
