/** The rule `default-attributes`: `<default>` has no attributes, for nobody reads them. */

import type { Fix } from '../diagnostics/diagnostic.js';
import { DEFAULT_GROUP, type Group } from '../olx/block/block.js';
import { removeAttribute } from '../olx/edit/placing.js';
import { fractionText } from '../portion/fraction.js';
import type { XmlElement } from '../xml/node.js';
import { fixOf, withFix } from './fixes.js';
import { writtenDefaults } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const defaultAttributes: Rule = {
  id: 'default-attributes',
  severity: 'warning',
  summary: 'A <default> has no attributes.',
  fix: 'An attribute that nobody reads is deleted; a name stays, for a <group> may be meant.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const group of writtenDefaults(block)) {
      for (const { name, value, place } of group.element.attributes) {
        if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
        report({
          place,
          message: `Open edX does not read ${name}=${quote(value)} on a <default>`,
          hint: hint(name, group),
          ...withFix(name === 'name' ? undefined : deletion(group.element, name)),
        });
      }
    }
  },
};

function hint(name: string, { portion }: Group): string {
  if (name === 'portion') {
    const rest = portion.exact === null ? '' : `, here ${fractionText(portion.exact)}`;
    return `Delete it: the default group gets what the other portions leave${rest}.`;
  }
  if (name === 'name') return `Delete it (Open edX names the group ${DEFAULT_GROUP}), or write a <group>.`;
  return 'Delete it.';
}

function deletion(element: XmlElement, name: string): Fix | undefined {
  const change = removeAttribute(element, name);
  return change === null ? undefined : fixOf(`Delete ${name}`, element.context.source, [change]);
}
