/** The rule `disable-comment-needed`: a comment that silences a rule has a finding to silence. */
import type { Fix } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import { fixOf, withFix } from './fixes.js';
import type { Rule } from './rule.js';
import { type Silence, silencesOf } from './silence.js';
import { listOf } from './words.js';

/** Last in the list of rules, since it looks at what the others have reported. */
export const disableCommentNeeded: Rule = {
  id: 'disable-comment-needed',
  severity: 'warning',
  summary: 'A comment that silences a rule has a finding of it to silence.',
  fix: 'A comment for one line or for the file that silences nothing at all is deleted.',
  checkFile({ source, document }, report, _, ran) {
    if (source === null || document === null) return;
    for (const silence of silencesOf(source)) {
      const idle = silence.rules.filter((id) => ran.has(id) && !silence.used.has(id));
      if (idle.length === 0) continue;
      const where =
        silence.kind === 'disable-next-line'
          ? 'in the next line'
          : silence.kind === 'disable'
            ? 'in its range'
            : 'in this file';
      report({
        place: source.place(silence.start, silence.end),
        message: `There is no finding of ${listOf(idle)} ${where} to be silenced`,
        hint:
          idle.length === silence.rules.length
            ? 'Delete the comment.'
            : `Take ${listOf(idle)} out of the comment.`,
        ...withFix(deletion(source, silence, idle.length)),
      });
    }
  },
};

/** With the line that the comment has to itself. The end of a range would be left over. */
function deletion(source: Source, { start, end, kind, rules }: Silence, idle: number): Fix | undefined {
  if (kind === 'disable' || idle < rules.length) return undefined;
  const before = lineBreakBefore(source.text, start);
  const isAlone = before !== null && /^[ \t]*[\r\n]/.test(source.text.slice(end));
  const change = { start: isAlone ? before : start, end, text: '' };
  return fixOf('Delete the comment', source, [change]);
}

/** The offset of the line break from which only blanks lead to `offset`; `null` when there is none. */
function lineBreakBefore(text: string, offset: number): number | null {
  let at = offset - 1;
  while (text[at] === ' ' || text[at] === '\t') at -= 1;
  if (text[at] === '\r') return at;
  if (text[at] !== '\n') return null;
  return text[at - 1] === '\r' ? at - 1 : at;
}
