/** The grammar: walks once over a text, strictly by XML 1.0, and tells a sink what stands where. */
import { findForbidden, isBlank, nameEnd } from './characters.js';
import { Complaints, Stop } from './complaints.js';
import { declaredEntities, skipDoctype } from './doctype.js';
import type { XmlProblem } from './problem.js';
import { type Entities, PREDEFINED } from './references.js';

/** Hears of everything in document order; all numbers are offsets into the text, ends exclusive. */
export interface Sink {
  startElement(start: number, nameEnd: number): void;
  attribute(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void;
  endOfStartTag(end: number, selfClosing: boolean): void;
  endElement(start: number, end: number): void;
  text(start: number, end: number): void;
  cdata(start: number, end: number): void;
  comment(start: number, end: number): void;
  instruction(start: number, end: number): void;
  doctype(start: number, end: number): void;
}

export interface ScanOptions {
  /** Deeper nesting stops the scan; libxml2, which Open edX reads with, has the same limit of 256. */
  readonly maxDepth?: number;
  /** `refuse` (default) or `accept` a DOCTYPE. */
  readonly doctype?: 'refuse' | 'accept';
}

export interface Scanned {
  readonly problems: readonly XmlProblem[];
  /** The five entities of XML, and those that an accepted DOCTYPE declares. */
  readonly entities: Entities;
}

export const MAX_DEPTH = 256;

/** Scans a whole document. The sink has heard everything when no problem is returned. */
export function scan(text: string, sink: Sink, options: ScanOptions = {}): Scanned {
  const scanner = new Scanner(text, sink, options);
  try {
    scanner.document();
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
  }
  return { problems: scanner.complaints.inOrder(), entities: scanner.entities };
}

const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const GREATER = 0x3e;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

class Scanner {
  readonly complaints: Complaints;
  entities: Entities = PREDEFINED;
  readonly #text: string;
  readonly #sink: Sink;
  readonly #maxDepth: number;
  readonly #acceptDoctype: boolean;
  readonly #hasCdataEnd: boolean;
  #at = 0;
  /** The next `&` at or behind the cursor; looked up again only when the cursor has passed it. */
  #nextAmpersand: number;
  /** The same for `<`. */
  #nextLess = 0;
  readonly #seen = new SeenNames();
  #names: string[] = [];
  #starts: number[] = [];
  #seenRoot = false;
  #seenDoctype = false;

  constructor(text: string, sink: Sink, options: ScanOptions) {
    this.#text = text;
    this.#sink = sink;
    this.#maxDepth = options.maxDepth ?? MAX_DEPTH;
    this.#acceptDoctype = options.doctype === 'accept';
    this.complaints = new Complaints(text, PREDEFINED);
    this.#nextAmpersand = text.indexOf('&');
    this.#hasCdataEnd = text.includes(']]>');
  }

  document(): void {
    const text = this.#text;
    this.#forbiddenCharacters();
    if (text.startsWith('<?xml') && (isBlank(text.charCodeAt(5)) || text.startsWith('?>', 5)))
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
    if (this.#names.length > 0) this.complaints.unclosed(this.#starts.at(-1)!, this.#names.at(-1)!);
    else if (!this.#seenRoot) this.complaints.noElement();
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
      if (this.#seenRoot) this.complaints.secondRoot(start, end);
      this.#seenRoot = true;
    } else if (this.#names.length >= this.#maxDepth) {
      this.complaints.tooDeep(start, end, this.#maxDepth);
    }
    this.#sink.startElement(start, end);
    this.#at = end;
    this.#attributes(start);
    const closing = text.charCodeAt(this.#at) === SLASH;
    this.#at += closing ? 2 : 1;
    this.#sink.endOfStartTag(this.#at, closing);
    if (!closing) {
      this.#names.push(text.slice(start + 1, end));
      this.#starts.push(start);
    }
  }

  /** Leaves the cursor on the `>` or the `/>` of the start tag. */
  #attributes(tagStart: number): void {
    const text = this.#text;
    const seen = this.#seen;
    seen.forget();
    for (;;) {
      const spaced = this.#skipBlanks();
      const start = this.#at;
      const code = text.charCodeAt(start);
      if (code === GREATER) return;
      if (code === SLASH && text.charCodeAt(start + 1) === GREATER) return;
      const end = nameEnd(text, start);
      if (end === start) {
        this.complaints.badStartTag(tagStart, start);
        this.#at = start + 1;
        continue;
      }
      if (!spaced) this.complaints.noBlankBefore(start, end);
      const name = text.slice(start, end);
      const earlier = seen.see(name, start);
      if (earlier !== undefined) this.complaints.duplicate(start, end, earlier, name);
      this.#at = end;
      this.#attributeValue(start, end);
    }
  }

  #attributeValue(nameStart: number, nameStop: number): void {
    const text = this.#text;
    this.#skipBlanks();
    if (text.charCodeAt(this.#at) !== EQUALS) {
      this.complaints.noValue(nameStart, nameStop);
      this.#at = nameStop;
      return;
    }
    this.#at += 1;
    this.#skipBlanks();
    const start = this.#at + 1;
    const quote = text.charCodeAt(start - 1);
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) {
      this.#at = this.complaints.unquoted(nameStart, nameStop, start - 1);
      return;
    }
    const end = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", start);
    if (this.#nextLess !== -1 && this.#nextLess < start) this.#nextLess = text.indexOf('<', start);
    const less = this.#nextLess;
    if (end === -1 || (less !== -1 && less < end)) this.complaints.lessInValue(start - 1, less, end);
    this.#references(start, end);
    this.#sink.attribute(nameStart, nameStop, start, end);
    this.#at = end + 1;
  }

  #endTag(start: number): void {
    const text = this.#text;
    const open = this.#names.at(-1);
    if (open === undefined) return this.complaints.nothingToClose(start);
    let end = start + 2 + open.length;
    if (!text.startsWith(open, start + 2) || nameEnd(text, start + 2) !== end) {
      this.complaints.mismatch(start, this.#starts.at(-1)!, open, this.#names);
    }
    while (isBlank(text.charCodeAt(end))) end += 1;
    if (text.charCodeAt(end) !== GREATER) end = this.complaints.badEndTag(start, end);
    this.#names.pop();
    this.#starts.pop();
    this.#at = end + 1;
    this.#sink.endElement(start, this.#at);
  }

  #characters(start: number, end: number): void {
    if (this.#names.length === 0) {
      this.complaints.textOutside(start, end, this.#seenRoot);
      if (this.#nextAmpersand < end) this.#nextAmpersand = this.#text.indexOf('&', end);
    } else {
      this.#references(start, end);
      if (this.#hasCdataEnd) this.complaints.cdataEnd(start, end);
    }
    this.#sink.text(start, end);
  }

  /** Checks the references between two offsets. */
  #references(start: number, end: number): void {
    if (this.#nextAmpersand === -1 || this.#nextAmpersand >= end) return;
    let at = this.#nextAmpersand < start ? this.#text.indexOf('&', start) : this.#nextAmpersand;
    while (at !== -1 && at < end) {
      this.complaints.reference(at, end);
      at = this.#text.indexOf('&', at + 1);
    }
    this.#nextAmpersand = at;
  }

  #declarationLike(start: number): void {
    const text = this.#text;
    if (text.startsWith('<!--', start)) return this.#comment(start);
    if (text.startsWith('<![CDATA[', start)) return this.#cdata(start);
    if (text.startsWith('<!DOCTYPE', start)) return this.#doctype(start);
    this.complaints.unknownDeclaration(start);
  }

  #comment(start: number): void {
    const end = this.#text.indexOf('-->', start + 4);
    if (end === -1) return this.complaints.neverEnds(start, 'comment', '-->');
    this.complaints.doubleHyphens(start + 4, end);
    this.#passAmpersands(end);
    this.#at = end + 3;
    this.#sink.comment(start, this.#at);
  }

  #cdata(start: number): void {
    if (this.#names.length === 0) this.complaints.cdataOutside(start);
    const end = this.#text.indexOf(']]>', start + 9);
    if (end === -1) return this.complaints.neverEnds(start, 'CDATA section', ']]>');
    this.#passAmpersands(end);
    this.#at = end + 3;
    this.#sink.cdata(start, this.#at);
  }

  #instruction(start: number): void {
    const text = this.#text;
    const targetEnd = nameEnd(text, start + 2);
    const end = text.indexOf('?>', targetEnd);
    this.complaints.instruction(start, targetEnd, end);
    this.#passAmpersands(end);
    this.#at = end + 2;
    this.#sink.instruction(start, this.#at);
  }

  #declaration(): void {
    const end = this.#text.indexOf('?>');
    if (end === -1) return this.complaints.neverEnds(0, 'XML declaration', '?>');
    this.complaints.declaration(end);
    this.#passAmpersands(end);
    this.#at = end + 2;
    this.#sink.instruction(0, this.#at);
  }

  #doctype(start: number): void {
    if (this.#seenRoot || this.#seenDoctype) this.complaints.misplacedDoctype(start);
    if (!this.#acceptDoctype) this.complaints.doctypeRefused(start);
    this.#seenDoctype = true;
    const end = skipDoctype(this.#text, start);
    if (end === -1) return this.complaints.neverEnds(start, 'DOCTYPE', '>');
    try {
      this.entities = declaredEntities(this.#text.slice(start, end));
    } catch (thrown) {
      this.complaints.doctypeBeyondUs(start, end, thrown instanceof Error ? thrown.message : String(thrown));
    }
    this.complaints.know(this.entities);
    this.#passAmpersands(end);
    this.#at = end;
    this.#sink.doctype(start, end);
  }

  #bareLess(start: number): void {
    this.complaints.bareLess(start);
    this.#at = start + 1;
  }

  #forbiddenCharacters(): void {
    let at = findForbidden(this.#text);
    while (at !== -1) {
      this.complaints.forbidden(at);
      at = findForbidden(this.#text, at + 1);
    }
    this.complaints.loneSurrogates();
  }

  #skipBlanks(): boolean {
    const from = this.#at;
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at += 1;
    return this.#at > from;
  }

  #passAmpersands(end: number): void {
    if (this.#nextAmpersand !== -1 && this.#nextAmpersand < end)
      this.#nextAmpersand = this.#text.indexOf('&', end);
  }
}

const FEW = 8;

/** The attribute names of one start tag: a short list, or a map once there are many. */
class SeenNames {
  #names: string[] = [];
  #starts: number[] = [];
  #many: Map<string, number> | undefined;

  forget(): void {
    if (this.#names.length === 0) return;
    this.#names.length = 0;
    this.#starts.length = 0;
    this.#many = undefined;
  }

  /** Remembers the name; answers where it stood before, if it did. */
  see(name: string, start: number): number | undefined {
    if (this.#many === undefined) {
      const index = this.#names.indexOf(name);
      if (index !== -1) return this.#starts[index];
      this.#names.push(name);
      this.#starts.push(start);
      if (this.#names.length > FEW)
        this.#many = new Map(this.#names.map((each, i) => [each, this.#starts[i]!]));
      return undefined;
    }
    const earlier = this.#many.get(name);
    if (earlier === undefined) this.#many.set(name, start);
    return earlier;
  }
}
