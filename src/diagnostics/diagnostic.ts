/** The result of a check on an author's text: which rule, how severe, where, what is wrong and what to do. */
import type { Place, Source } from './source.js';

/** `error`: Open edX refuses, loses, renames or crashes on it; `warning`: doubtful; `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

export interface RelatedPlace {
  readonly message: string;
  readonly place: Place;
}

/** New text for a range of one file; an empty range is an insertion. */
export interface TextEdit {
  readonly place: Place;
  readonly text: string;
}

/** The one sure way of resolving a finding, for programs to carry out: it moves no learner to another group. */
export interface Fix {
  /** What it does, as one instruction. */
  readonly title: string;
  /** In one file, in the order of the text, without overlaps. */
  readonly edits: readonly TextEdit[];
  /** A file to be saved as UTF-8 without a byte order mark, which no range of its text can say. */
  readonly plainUtf8?: string;
}

/** What a rule reports; `check.ts` adds the rule's id and its severity. */
export interface Finding {
  readonly place: Place;
  /** What is wrong, with the actual value. */
  readonly message: string;
  /** What the author can do about it. */
  readonly hint: string;
  readonly related?: readonly RelatedPlace[];
  /** There where what the author meant is certain. */
  readonly fix?: Fix;
  /** The lines around the place, for a code frame; absent where the file must not be shown. */
  readonly frame?: CodeFrame | undefined;
}

export interface Diagnostic extends Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly related: readonly RelatedPlace[];
}

/** Some lines of a file; `firstLine` counts from 1. */
export interface CodeFrame {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

const LINES_BEFORE = 1;
const LINES_AFTER = 1;
const LINES_SHOWN_OF_A_PLACE = 3;
const CHARACTERS_OF_A_LINE = 2000;

/** Cuts the lines around a place out of its source. Very long lines are cut short. */
export function frameOf(source: Source, place: Place): CodeFrame {
  const last = Math.min(place.end.line, place.start.line + LINES_SHOWN_OF_A_PLACE - 1);
  const from = Math.max(1, place.start.line - LINES_BEFORE);
  const to = Math.min(source.lineCount, last + LINES_AFTER);
  const lines: string[] = [];
  for (let number = from; number <= to; number += 1)
    lines.push(source.line(number).slice(0, CHARACTERS_OF_A_LINE));
  return { firstLine: from, lines };
}
