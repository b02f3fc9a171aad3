/** The rule `group-name-padded`: names of groups have no spaces around them. */
import { lookAlikes } from './alike.js';
import { namedGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const groupNamePadded: Rule = {
  id: 'group-name-padded',
  severity: 'warning',
  summary: 'Names of groups have no spaces around them.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const groups = namedGroups(block);
    const firsts = new Map(lookAlikes(groups));
    for (const group of groups) {
      const { name, element } = group;
      const sides = [
        ...(name === name.trimStart() ? [] : ['before']),
        ...(name === name.trimEnd() ? [] : ['after']),
      ];
      if (sides.length === 0) continue;
      const first = firsts.get(group);
      report({
        place: element.placeOf('name'),
        message: `The name ${quote(name)} has spaces ${sides.join(' and ')} it`,
        hint: `Write name=${quote(name.trim())}; Open edX keeps spaces, so it is another name.`,
        related:
          first === undefined
            ? []
            : [{ message: `${quote(first.name)} is here`, place: first.element.placeOf('name') }],
      });
    }
  },
};
