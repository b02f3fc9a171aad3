/** What is wrong with a text as XML, by offsets; places are worked out only when somebody asks. */
import type { Finding } from '../diagnostics/diagnostic.js';
import { frameOf } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';

/** The rules whose verdict falls while a text is read. */
export type XmlRuleId = 'xml-well-formed' | 'xml-encoding' | 'xml-depth' | 'no-doctype';

export interface XmlProblem {
  readonly ruleId: XmlRuleId;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string;
  readonly related?: { readonly start: number; readonly end: number; readonly message: string };
}

export function findingOf(source: Source, problem: XmlProblem): Finding {
  const place = source.place(problem.start, problem.end);
  const { message, hint, related } = problem;
  const found = { place, message, hint, frame: frameOf(source, place) };
  if (related === undefined) return found;
  return {
    ...found,
    related: [{ message: related.message, place: source.place(related.start, related.end) }],
  };
}
