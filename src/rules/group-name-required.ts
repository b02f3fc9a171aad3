/** The rule `group-name-required`: every group has a name. */
import { miswritten, writtenGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const groupNameRequired: Rule = {
  id: 'group-name-required',
  severity: 'error',
  summary: 'Every group has a name.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { name, element, place } of writtenGroups(block)) {
      if (name === null) {
        const other = miswritten(element, 'name');
        report({
          place: other?.place ?? place,
          message:
            other === undefined
              ? 'This group has no name'
              : `This group has the attribute ${quote(other.name)}, but none that is written "name"`,
          hint: `Write name="${other?.value ?? '…'}"; it is what is stored for a learner.`,
        });
      } else if (name.trim() === '') {
        report({
          severity: 'warning',
          place: element.attribute('name')!.place,
          message: name === '' ? 'The name of this group is empty' : 'The name of this group is white space',
          hint: 'Give it a name that people can read in the data.',
        });
      }
    }
  },
};
