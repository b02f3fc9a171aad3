/** Changes to a document: ranges of its source are replaced, everything else is unchanged. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { isUnicode, repertoire } from './encode.js';
import { XmlDocument } from './node.js';
import { readXml } from './parse.js';
import { escapeAttribute } from './references.js';

/** Replaces the characters from `start` up to `end` by `text`. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A new document with the changes made; they must not overlap.
 * @throws AbtestError `edit-impossible` when the result would not be well-formed
 */
export function applyChanges(document: XmlDocument, changes: readonly Change[]): XmlDocument {
  const { source, encoding, bom } = document;
  const text = splice(source.text, changes, (each) => representable(each, encoding));
  const doctype = document.children.some((node) => node.type === 'doctype') ? 'accept' : 'refuse';
  const read = readXml(text, source.file, { doctype });
  if (read.document === undefined) {
    const [problem] = read.problems;
    throw new AbtestError('edit-impossible', `The edit would break the file: ${problem?.message}`, {
      hint: problem?.hint ?? '',
    });
  }
  return new XmlDocument(read.document.context, read.document.children, read.document.root, encoding, bom);
}

/** The text with the changes made; `written` gives what is written in the place of a change's own text. */
export function splice(
  text: string,
  changes: readonly Change[],
  written: (text: string) => string = (each) => each,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const change of [...changes].sort((a, b) => a.start - b.start)) {
    if (change.start < at) throw new RangeError('two changes overlap');
    parts.push(text.slice(at, change.start), written(change.text));
    at = change.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** A value escaped for use between these quotes. */
export function quoted(value: string, quote: string): string {
  const escaped = escapeAttribute(value);
  return quote === "'" ? escaped.replace(/&quot;/g, '"').replace(/'/g, '&apos;') : escaped;
}

/** Writes characters that the document's encoding lacks as references. */
function representable(text: string, encoding: string): string {
  const known = isUnicode(encoding) ? undefined : repertoire(encoding);
  if (known === undefined) return text;
  return [...text].map((each) => (known.has(each) ? each : `&#${each.codePointAt(0)};`)).join('');
}
