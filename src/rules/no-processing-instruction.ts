/** The rule `no-processing-instruction`: Open edX takes an instruction for a group or for a block. */
import type { Fix } from '../diagnostics/diagnostic.js';
import type { XmlElement, XmlInstruction } from '../xml/node.js';
import { fixOf, withFix } from './fixes.js';
import { writtenDefaults, writtenGroups } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const noProcessingInstruction: Rule = {
  id: 'no-processing-instruction',
  severity: 'error',
  summary: 'An abtest and its groups hold no processing instructions.',
  fix: 'The instruction becomes a comment that holds it.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const each of instructionsIn(block.element)) {
      const name = /\sname\s*=\s*(["'])(.*?)\1/s.exec(each.raw)?.[2];
      const what = name === undefined ? 'a group without a name' : `a group named ${quote(name)}`;
      report({
        place: each.place,
        message: `Open edX takes <?${each.target} …?> for ${what}`,
        hint: 'Delete it, or make it a comment: <!-- … -->.',
        ...withFix(asComment(each)),
      });
    }
    for (const { element } of [...writtenGroups(block), ...writtenDefaults(block)]) {
      for (const each of instructionsIn(element)) {
        report({
          place: each.place,
          message: `Open edX takes <?${each.target} …?> for a block of this group, and fails to load it`,
          hint: 'Delete it, or make it a comment: <!-- … -->.',
          ...withFix(asComment(each)),
        });
      }
    }
  },
};

function instructionsIn(element: XmlElement): XmlInstruction[] {
  return element.children.filter((node): node is XmlInstruction => node.type === 'instruction');
}

/** Two hyphens cannot be in a comment. */
function asComment({ raw, start, end, context }: XmlInstruction): Fix | undefined {
  if (raw.includes('--')) return undefined;
  return fixOf('Make it a comment', context.source, [{ start, end, text: `<!-- ${raw} -->` }]);
}
