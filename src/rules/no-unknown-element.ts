/** The rule `no-unknown-element`: an abtest holds groups and nothing else. */
import type { Fix } from '../diagnostics/diagnostic.js';
import { nearest } from '../diagnostics/nearest.js';
import type { XmlElement } from '../xml/node.js';
import { isSlipOf, renameTag, withFix } from './fixes.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

const KNOWN = new Set(['group', 'default', 'meta']);

export const noUnknownElement: Rule = {
  id: 'no-unknown-element',
  severity: 'error',
  summary: 'An abtest holds only <group> and <default>.',
  fix: 'The name of a tag that is one slip away from <group> or <default> is corrected.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const { elements } = block.element;
    // Counted once: a text may have tens of thousands of them.
    const isLone =
      elements.filter(({ name }) => name === 'default' || isSlipOf(name, 'default')).length === 1;
    for (const element of elements) {
      if (KNOWN.has(element.name)) continue;
      const local = element.name.slice(element.name.lastIndexOf(':') + 1).toLowerCase();
      const place = element.tagPlace;
      if (local === 'group') {
        const message = `<${element.name}> is not written <group>, though Open edX takes it for one`;
        report({
          severity: 'warning',
          place,
          message,
          hint: 'Write <group>.',
          ...withFix(corrected(element, isLone)),
        });
      } else if (local === 'default') {
        const message = `Open edX takes <${element.name}> for ${asGroup(element)}, not for the default group`;
        report({ place, message, hint: 'Write <default>.', ...withFix(corrected(element, isLone)) });
      } else {
        const message = `Open edX takes <${element.name}> for ${asGroup(element)}, and what is inside it for blocks`;
        const meant = nearest(local, ['group', 'default']);
        const hint =
          meant === undefined ? 'Put it into a <group> or a <default>.' : `Did you mean <${meant}>?`;
        report({ place, message, hint, ...withFix(corrected(element, isLone)) });
      }
    }
  },
};

function asGroup(element: XmlElement): string {
  const name = element.get('name');
  return name === null ? 'a group without a name' : `a group named ${quote(name)}`;
}

/** A misspelt default group with attributes, or beside another one, may be meant otherwise. */
function corrected(element: XmlElement, isLone: boolean): Fix | undefined {
  if (isSlipOf(element.name, 'group')) return renameTag(element, 'group');
  const isDefault = isLone && element.attributes.length === 0 && isSlipOf(element.name, 'default');
  return isDefault ? renameTag(element, 'default') : undefined;
}
