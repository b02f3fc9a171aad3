/** The rule `no-processing-instruction`: Open edX takes an instruction for a group or for a block. */
import type { XmlElement, XmlInstruction } from '../xml/node.js';
import { writtenDefaults, writtenGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const noProcessingInstruction: Rule = {
  id: 'no-processing-instruction',
  severity: 'error',
  summary: 'An abtest and its groups hold no processing instructions.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const each of instructionsIn(block.element)) {
      const name = /\sname\s*=\s*(["'])(.*?)\1/s.exec(each.raw)?.[2];
      const what = name === undefined ? 'a group without a name' : `a group named ${quote(name)}`;
      report({
        place: each.place,
        message: `Open edX takes <?${each.target} …?> for ${what}`,
        hint: 'Delete it, or make it a comment: <!-- … -->.',
      });
    }
    for (const { element } of [...writtenGroups(block), ...writtenDefaults(block)]) {
      for (const each of instructionsIn(element)) {
        report({
          place: each.place,
          message: `Open edX takes <?${each.target} …?> for a block of this group, and fails to load it`,
          hint: 'Delete it, or make it a comment: <!-- … -->.',
        });
      }
    }
  },
};

function instructionsIn(element: XmlElement): XmlInstruction[] {
  return element.children.filter((node): node is XmlInstruction => node.type === 'instruction');
}
