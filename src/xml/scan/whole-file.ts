/** Problems that concern a file as a whole: one finding in place of those that follow from it. */
import type { Source } from '../../diagnostics/source.js';
import type { XmlProblem } from './problems.js';

/** A line that version control writes where two versions could not be merged. */
const CONFLICT = /^<{7}(?: .*)?$/gm;
const CONFLICT_END = /^>{7}(?: .*)?$/gm;

/** The problems, or the one that explains them all: a merge conflict, or an unprocessed template. */
export function explained(problems: readonly XmlProblem[], source: Source): readonly XmlProblem[] {
  if (problems.length === 0) return problems;
  const cause = conflict(problems, source) ?? template(problems, source);
  return cause === undefined ? problems : [cause];
}

function conflict(problems: readonly XmlProblem[], source: Source): XmlProblem | undefined {
  const { text } = source;
  const offsets = new Set(problems.map((problem) => problem.place.start.offset));
  CONFLICT.lastIndex = 0;
  for (let found = CONFLICT.exec(text); found !== null; found = CONFLICT.exec(text)) {
    if (!offsets.has(found.index)) continue;
    CONFLICT_END.lastIndex = CONFLICT.lastIndex;
    const end = CONFLICT_END.exec(text);
    return {
      ruleId: 'xml-well-formed',
      place: source.place(found.index, found.index + found[0].length),
      message: 'An unresolved merge conflict',
      hint: 'Keep one of the two versions, and delete the lines <<<<<<<, ======= and >>>>>>>.',
      ...(end && {
        related: [{ message: 'its end', place: source.place(end.index, end.index + end[0].length) }],
      }),
    };
  }
  return undefined;
}

function template(problems: readonly XmlProblem[], source: Source): XmlProblem | undefined {
  const { text } = source;
  const found = problems.find(({ place: { start } }) => text.startsWith('<%', start.offset));
  if (found === undefined) return undefined;
  const { offset } = found.place.start;
  return {
    ruleId: 'xml-well-formed',
    place: source.place(offset, offset + 2),
    message: 'A template, not course XML: "<%" begins an instruction of Mako or a similar language',
    hint: 'Give the file that the template produces.',
  };
}
