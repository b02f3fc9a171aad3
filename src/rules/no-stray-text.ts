/** The rule `no-stray-text`: between groups, and between the blocks of a group, there is no text. */
import { isWhiteSpaceText } from '../xml/characters.js';
import type { XmlCdata, XmlElement, XmlText } from '../xml/node.js';
import { writtenDefaults, writtenGroups } from './groups.js';
import type { Rule, RuleReport } from './rule.js';
import { quote } from './words.js';

export const noStrayText: Rule = {
  id: 'no-stray-text',
  severity: 'error',
  summary: 'An abtest and its groups hold no text of their own.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    for (const { text } of strayTexts(block.element)) ignored(text, report);
    for (const { element } of [...writtenGroups(block), ...writtenDefaults(block)]) {
      for (const { text, after } of strayTexts(element)) {
        if (after === null) ignored(text, report);
        else lost(text, after, report);
      }
    }
  },
};

interface Stray {
  readonly text: XmlText | XmlCdata;
  /** The element that it follows, comments apart. */
  readonly after: XmlElement | null;
}

/** The first text of every gap between the nodes of an element. */
function strayTexts(parent: XmlElement): Stray[] {
  const found: Stray[] = [];
  let after: XmlElement | null = null;
  let told = false;
  for (const node of parent.children) {
    if (node.type === 'element' || node.type === 'instruction') {
      after = node.type === 'element' ? node : null;
      told = false;
    } else if ((node.type === 'text' || node.type === 'cdata') && !told && !isWhiteSpaceText(node.value)) {
      found.push({ text: node, after });
      told = true;
    }
  }
  return found;
}

function ignored(text: XmlText | XmlCdata, report: RuleReport): void {
  const isTemplate = /^\s*(\{[%{]|%\s*(if|for|endif|endfor)\b)/.test(text.value);
  report({
    severity: 'warning',
    place: placeOf(text),
    message: `No learner sees the text ${wordsOf(text)}`,
    hint: isTemplate
      ? 'This looks like a template: give the file that the template produces.'
      : 'Put it into a block, such as <html>, inside a group; or delete it.',
  });
}

function lost(text: XmlText | XmlCdata, after: XmlElement, report: RuleReport): void {
  report({
    place: placeOf(text),
    message: `Open edX loses the <${after.name}> before the text ${wordsOf(text)}`,
    hint: 'Put the text into a block, such as <html>, or delete it.',
    related: [{ message: `the <${after.name}> that is lost`, place: after.tagPlace }],
  });
}

function placeOf({ raw, start, end, context }: XmlText | XmlCdata) {
  const blanksBefore = raw.length - raw.trimStart().length;
  const blanksBehind = raw.length - raw.trimEnd().length;
  return context.source.place(start + blanksBefore, end - blanksBehind);
}

function wordsOf(text: XmlText | XmlCdata): string {
  return quote(text.value.trim().replace(/\s+/g, ' '));
}
