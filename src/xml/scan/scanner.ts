/** The grammar: scans a text once, strictly by XML 1.0, and calls a sink for each construct. */
import type { Source } from '../../diagnostics/source.js';
import { findForbidden, isWhiteSpace, nameEnd } from '../characters.js';
import type { XmlEntities } from '../references.js';
import { AttributeReader } from './attribute-reader.js';
import { declaredEntities, skipDoctype } from './doctype.js';
import * as markupProblems from './markup-problems.js';
import { Problems, Stop, type XmlProblem } from './problems.js';
import { ReferenceCheck } from './reference-check.js';
import type { Sink } from './sink.js';
import * as tagProblems from './tag-problems.js';
import * as textProblems from './text-problems.js';
import { explained } from './whole-file.js';

export interface ScanOptions {
  /** `refuse` (default) or `accept` a DOCTYPE. */
  readonly doctype?: 'refuse' | 'accept';
}

interface Scanned {
  readonly problems: readonly XmlProblem[];
  /** The five entities of XML, and those that an accepted DOCTYPE declares. */
  readonly entities: XmlEntities;
}

/** Deeper nesting stops the scan; libxml2, which Open edX reads with, has the same limit. */
export const MAX_DEPTH = 256;

/** Scans a whole document. When no problem is returned, the sink has received the whole document. */
export function scan(source: Source, sink: Sink, options: ScanOptions = {}): Scanned {
  const problems = new Problems(source);
  const references = new ReferenceCheck(problems);
  const scanner = new Scanner(problems, references, sink, options);
  try {
    scanner.document();
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
  }
  return { problems: explained(problems.inOrder(), source), entities: references.entities };
}

const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const GREATER = 0x3e;

class Scanner {
  readonly #text: string;
  readonly #problems: Problems;
  readonly #references: ReferenceCheck;
  readonly #sink: Sink;
  readonly #attributes: AttributeReader;
  readonly #acceptDoctype: boolean;
  readonly #hasCdataEnd: boolean;
  #at = 0;
  /** The names of the open elements, and where their start tags begin. */
  readonly #names: string[] = [];
  readonly #starts: number[] = [];
  #seenRoot = false;
  #seenDoctype = false;

  constructor(problems: Problems, references: ReferenceCheck, sink: Sink, { doctype }: ScanOptions) {
    this.#text = problems.text;
    this.#problems = problems;
    this.#references = references;
    this.#sink = sink;
    this.#attributes = new AttributeReader(problems, references, sink);
    this.#acceptDoctype = doctype === 'accept';
    this.#hasCdataEnd = this.#text.includes(']]>');
  }

  document(): void {
    const text = this.#text;
    this.#forbiddenCharacters();
    if (text.startsWith('<?xml') && (isWhiteSpace(text.charCodeAt(5)) || text.startsWith('?>', 5)))
      this.#declaration();
    for (;;) {
      const from = this.#at;
      const less = text.indexOf('<', from);
      const to = less === -1 ? text.length : less;
      if (to > from) this.#characters(from, to);
      if (less === -1) break;
      this.#at = less;
      this.#markup(less);
    }
    if (this.#names.length > 0)
      markupProblems.unclosed(this.#problems, this.#starts.at(-1)!, this.#names.at(-1)!);
    else if (!this.#seenRoot) markupProblems.noElement(this.#problems);
  }

  #markup(at: number): void {
    switch (this.#text.charCodeAt(at + 1)) {
      case SLASH:
        return this.#endTag(at);
      case BANG:
        return this.#declarationLike(at);
      case QUESTION:
        return this.#instruction(at);
      default:
        return this.#startTag(at);
    }
  }

  #startTag(start: number): void {
    const text = this.#text;
    const end = nameEnd(text, start + 1);
    if (end === start + 1) return this.#bareLess(start);
    if (this.#names.length === 0) {
      if (this.#seenRoot) markupProblems.secondRoot(this.#problems, start, end);
      this.#seenRoot = true;
    } else if (this.#names.length >= MAX_DEPTH) {
      markupProblems.tooDeep(this.#problems, start, end, MAX_DEPTH);
    }
    this.#sink.startElement(start, end);
    this.#at = this.#attributes.read(end, start);
    const closing = text.charCodeAt(this.#at) === SLASH;
    this.#at += closing ? 2 : 1;
    this.#sink.endOfStartTag(this.#at, closing);
    if (!closing) {
      this.#names.push(text.slice(start + 1, end));
      this.#starts.push(start);
    }
  }

  #endTag(start: number): void {
    const text = this.#text;
    const open = this.#names.at(-1);
    if (open === undefined) return markupProblems.nothingToClose(this.#problems, start);
    let end = start + 2 + open.length;
    if (!text.startsWith(open, start + 2) || nameEnd(text, start + 2) !== end) {
      markupProblems.mismatch(this.#problems, start, this.#starts.at(-1)!, open, this.#names);
    }
    while (isWhiteSpace(text.charCodeAt(end))) end += 1;
    if (text.charCodeAt(end) !== GREATER) end = tagProblems.badEndTag(this.#problems, start, end);
    this.#names.pop();
    this.#starts.pop();
    this.#at = end + 1;
    this.#sink.endElement(start, this.#at);
  }

  #characters(start: number, end: number): void {
    if (this.#names.length === 0) {
      textProblems.textOutside(this.#problems, start, end, this.#seenRoot);
      this.#references.skipTo(end);
    } else {
      this.#references.check(start, end);
      if (this.#hasCdataEnd) textProblems.cdataEnd(this.#problems, start, end);
    }
    this.#sink.text(start, end);
  }

  #declarationLike(start: number): void {
    const text = this.#text;
    if (text.startsWith('<!--', start)) return this.#comment(start);
    if (text.startsWith('<![CDATA[', start)) return this.#cdata(start);
    if (text.startsWith('<!DOCTYPE', start)) return this.#doctype(start);
    markupProblems.unknownDeclaration(this.#problems, start);
  }

  #comment(start: number): void {
    const end = this.#text.indexOf('-->', start + 4);
    if (end === -1) return markupProblems.neverEnds(this.#problems, start, 'comment', '-->');
    textProblems.doubleHyphens(this.#problems, start + 4, end);
    this.#references.skipTo(end);
    this.#at = end + 3;
    this.#sink.comment(start, this.#at);
  }

  #cdata(start: number): void {
    if (this.#names.length === 0) markupProblems.cdataOutside(this.#problems, start);
    const end = this.#text.indexOf(']]>', start + 9);
    if (end === -1) return markupProblems.neverEnds(this.#problems, start, 'CDATA section', ']]>');
    this.#references.skipTo(end);
    this.#at = end + 3;
    this.#sink.cdata(start, this.#at);
  }

  #instruction(start: number): void {
    const text = this.#text;
    const targetEnd = nameEnd(text, start + 2);
    const end = text.indexOf('?>', targetEnd);
    markupProblems.instruction(this.#problems, start, targetEnd, end);
    this.#references.skipTo(end);
    this.#at = end + 2;
    this.#sink.instruction(start, this.#at);
  }

  #declaration(): void {
    const end = this.#text.indexOf('?>');
    if (end === -1) return markupProblems.neverEnds(this.#problems, 0, 'XML declaration', '?>');
    markupProblems.declaration(this.#problems, end);
    this.#references.skipTo(end);
    this.#at = end + 2;
    this.#sink.instruction(0, this.#at);
  }

  #doctype(start: number): void {
    if (this.#seenRoot || this.#seenDoctype) markupProblems.misplacedDoctype(this.#problems, start);
    if (!this.#acceptDoctype) markupProblems.doctypeRefused(this.#problems, start);
    this.#seenDoctype = true;
    const end = skipDoctype(this.#text, start);
    if (end === -1) return markupProblems.neverEnds(this.#problems, start, 'DOCTYPE', '>');
    try {
      this.#references.entities = declaredEntities(this.#text.slice(start, end));
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      markupProblems.doctypeBeyondUs(this.#problems, start, end, reason);
    }
    this.#references.skipTo(end);
    this.#at = end;
    this.#sink.doctype(start, end);
  }

  #bareLess(start: number): void {
    textProblems.bareLess(this.#problems, start);
    this.#at = start + 1;
  }

  #forbiddenCharacters(): void {
    let at = findForbidden(this.#text);
    while (at !== -1) {
      textProblems.forbidden(this.#problems, at);
      at = findForbidden(this.#text, at + 1);
    }
    textProblems.loneSurrogates(this.#problems);
  }
}
