/** The rule `no-unknown-element`: an abtest holds groups and nothing else. */
import { nearest } from '../diagnostics/nearest.js';
import type { XmlElement } from '../xml/node.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

const KNOWN = new Set(['group', 'default', 'meta']);

export const noUnknownElement: Rule = {
  id: 'no-unknown-element',
  severity: 'error',
  summary: 'An abtest holds only <group> and <default>.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const element of block.element.elements) {
      if (KNOWN.has(element.name)) continue;
      const local = element.name.slice(element.name.lastIndexOf(':') + 1).toLowerCase();
      const place = element.tagPlace;
      if (local === 'group') {
        const message = `<${element.name}> is not written <group>, though Open edX takes it for one`;
        report({ severity: 'warning', place, message, hint: 'Write <group>.' });
      } else if (local === 'default') {
        const message = `Open edX takes <${element.name}> for ${asGroup(element)}, not for the default group`;
        report({ place, message, hint: 'Write <default>.' });
      } else {
        const message = `Open edX takes <${element.name}> for ${asGroup(element)}, and what is inside it for blocks`;
        const meant = nearest(local, ['group', 'default']);
        const hint =
          meant === undefined ? 'Put it into a <group> or a <default>.' : `Did you mean <${meant}>?`;
        report({ place, message, hint });
      }
    }
  },
};

function asGroup(element: XmlElement): string {
  const name = element.get('name');
  return name === null ? 'a group without a name' : `a group named ${quote(name)}`;
}
