/** Reads the attributes of start tags. */
import { isWhiteSpace, nameEnd } from '../characters.js';
import type { Problems } from './problems.js';
import type { ReferenceCheck } from './reference-check.js';
import type { Sink } from './sink.js';
import * as tagProblems from './tag-problems.js';

const SLASH = 0x2f;
const GREATER = 0x3e;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

export class AttributeReader {
  readonly #text: string;
  readonly #sink: Sink;
  readonly #problems: Problems;
  readonly #references: ReferenceCheck;
  readonly #seen = new SeenNames();
  #at = 0;
  /** The next `<` at or after the cursor; searched again only when the cursor has passed it. */
  #nextLess = 0;

  constructor(problems: Problems, references: ReferenceCheck, sink: Sink) {
    this.#text = problems.text;
    this.#problems = problems;
    this.#references = references;
    this.#sink = sink;
  }

  /** Reads from the end of the tag's name; returns the offset of the `>` or the `/>` of the start tag. */
  read(from: number, tagStart: number): number {
    this.#at = from;
    const text = this.#text;
    const seen = this.#seen;
    seen.forget();
    for (;;) {
      const spaced = this.#skipBlanks();
      const start = this.#at;
      const code = text.charCodeAt(start);
      if (code === GREATER) return start;
      if (code === SLASH && text.charCodeAt(start + 1) === GREATER) return start;
      const end = nameEnd(text, start);
      if (end === start) {
        tagProblems.badStartTag(this.#problems, tagStart, start);
        this.#at = start + 1;
        continue;
      }
      if (!spaced) tagProblems.noBlankBefore(this.#problems, start, end);
      const name = text.slice(start, end);
      const earlier = seen.see(name, start);
      if (earlier !== undefined) tagProblems.duplicate(this.#problems, start, end, earlier, name);
      this.#at = end;
      this.#value(start, end);
    }
  }

  #value(nameStart: number, nameStop: number): void {
    const text = this.#text;
    this.#skipBlanks();
    if (text.charCodeAt(this.#at) !== EQUALS) {
      tagProblems.noValue(this.#problems, nameStart, nameStop);
      this.#at = nameStop;
      return;
    }
    this.#at += 1;
    this.#skipBlanks();
    const start = this.#at + 1;
    const quote = text.charCodeAt(start - 1);
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) {
      this.#at = tagProblems.unquoted(this.#problems, nameStart, nameStop, start - 1);
      return;
    }
    const end = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", start);
    if (this.#nextLess !== -1 && this.#nextLess < start) this.#nextLess = text.indexOf('<', start);
    const less = this.#nextLess;
    if (end === -1 || (less !== -1 && less < end))
      tagProblems.lessInValue(this.#problems, start - 1, less, end);
    this.#references.check(start, end);
    this.#sink.attribute(nameStart, nameStop, start, end);
    this.#at = end + 1;
  }

  #skipBlanks(): boolean {
    const from = this.#at;
    while (isWhiteSpace(this.#text.charCodeAt(this.#at))) this.#at += 1;
    return this.#at > from;
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

  /** Adds the name; returns its earlier offset if it is already there. */
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
