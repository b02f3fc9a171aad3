/** The rule `disable-comment-format`: a comment that is meant to silence a rule names one that there is. */

import type { Rule } from './rule.js';
import { COMMENT, silenced } from './silence.js';
import { quote } from './words.js';

const MEANT = /<!--\s*olx-abtest-[\s\S]*?-->/g;

export const disableCommentFormat: Rule = {
  id: 'disable-comment-format',
  severity: 'warning',
  summary: 'A comment that silences rules has the right form, and names rules that there are.',
  checkFile({ source, document }, report, ruleIds) {
    if (source === null || document === null || !source.text.includes('olx-abtest-')) return;
    for (const { 0: comment, index } of source.text.matchAll(MEANT)) {
      const place = source.place(index, index + comment.length);
      const [match] = comment.matchAll(COMMENT);
      if (match === undefined) {
        report({
          place,
          message: 'This comment silences nothing: it has not the form that olx-abtest reads',
          hint: 'Write <!-- olx-abtest-disable-next-line RULE --> on the line above.',
        });
        continue;
      }
      for (const id of silenced(match)) {
        if (ruleIds.has(id)) continue;
        report({
          place,
          message: `This comment silences nothing: there is no rule ${quote(id)}`,
          hint: 'Take the name from what validate prints; olx-abtest explain lists all rules.',
        });
      }
    }
  },
};
