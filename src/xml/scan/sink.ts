/** The interface through which the scanner reports a document, and a sink that builds no tree. */
import { attributeValue, PREDEFINED } from '../references.js';

/** Called in document order; all numbers are offsets into the text, ends exclusive. */
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

/** Keeps only whether the document has prefixes, and the attributes of its root. */
export class VerdictSink implements Sink {
  /** The attributes of the root; references to entities of a DOCTYPE are left as they are. */
  readonly rootAttributes = new Map<string, string>();
  readonly #text: string;
  readonly #prefixes: PrefixWatch;
  #inRootTag = true;

  constructor(text: string) {
    this.#text = text;
    this.#prefixes = new PrefixWatch(text);
  }

  get prefixed(): boolean {
    return this.#prefixes.seen;
  }

  startElement(start: number, nameEnd: number): void {
    this.#prefixes.look(start, nameEnd);
  }

  attribute(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.#prefixes.look(nameStart, nameEnd);
    if (!this.#inRootTag) return;
    const value = attributeValue(this.#text.slice(valueStart, valueEnd), PREDEFINED);
    this.rootAttributes.set(this.#text.slice(nameStart, nameEnd), value);
  }

  endOfStartTag(): void {
    this.#inRootTag = false;
  }

  endElement(): void {}
  text(): void {}
  cdata(): void {}
  comment(): void {}
  instruction(): void {}
  doctype(): void {}
}

/** Records whether a tag or an attribute has a prefix; only then are the names examined. */
export class PrefixWatch {
  seen = false;
  readonly #text: string;
  #nextColon: number;

  constructor(text: string) {
    this.#text = text;
    this.#nextColon = text.indexOf(':');
  }

  look(start: number, end: number): void {
    if (this.#nextColon !== -1 && this.#nextColon < start) this.#nextColon = this.#text.indexOf(':', start);
    if (this.#nextColon !== -1 && this.#nextColon < end) this.seen = true;
  }
}
