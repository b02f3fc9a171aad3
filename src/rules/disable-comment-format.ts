/** The rule `disable-comment-format`: a comment that is meant to silence a rule names one that there is. */

import type { Rule } from './rule.js';
import { COMMENT, silenced } from './silence.js';
import { quote } from './words.js';

const MEANT = /<!--\s*olx-abtest-[\s\S]*?-->/g;
const FORM = '<!-- olx-abtest-disable-next-line RULE -->';

export const disableCommentFormat: Rule = {
  id: 'disable-comment-format',
  severity: 'warning',
  summary: 'A comment that silences rules has the right form, and names rules that there are.',
  checkFile({ source, document }, report, ruleIds) {
    if (source === null || document === null || !source.text.includes('olx-abtest-')) return;
    for (const { 0: comment, index } of source.text.matchAll(MEANT)) {
      const place = source.place(index, index + comment.length);
      const [match] = comment.matchAll(COMMENT);
      if (match === undefined || (match[1] !== 'enable' && silenced(match).length === 0)) {
        report({
          place,
          message: 'This comment silences nothing: it has not the form that olx-abtest reads',
          hint: `Write ${FORM} on the line above, or disable-file and disable with a reason after a colon.`,
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
      if (!/^disable(-file)?$/.test(match[1]!) || match[3]?.trim()) continue;
      report({
        place,
        message: `This comment silences ${match[1] === 'disable' ? 'a range' : 'a file'} without a reason`,
        hint: 'Write the reason after a colon: RULE: because ….',
      });
    }
  },
};
