/** Checks the references of a text in one pass along with the scanner: each `&` is searched for once. */
import { isName } from '../characters.js';
import { characterOf, HTML_CHARACTERS, PREDEFINED, type XmlEntities } from '../references.js';
import type { Problems } from './problems.js';

export class ReferenceCheck {
  /** The five of XML, and those that an accepted DOCTYPE declares. */
  entities: XmlEntities = PREDEFINED;
  readonly #text: string;
  readonly #problems: Problems;
  /** The next `&` at or after the scanner's cursor; searched again only when the cursor has passed it. */
  #next: number;

  constructor(problems: Problems) {
    this.#problems = problems;
    this.#text = problems.text;
    this.#next = this.#text.indexOf('&');
  }

  /** Checks the references between two offsets. */
  check(start: number, end: number): void {
    if (this.#next === -1 || this.#next >= end) return;
    let at = this.#next < start ? this.#text.indexOf('&', start) : this.#next;
    while (at !== -1 && at < end) {
      this.#reference(at, end);
      at = this.#text.indexOf('&', at + 1);
    }
    this.#next = at;
  }

  /** Skips a range in which `&` is an ordinary character, such as a comment. */
  skipTo(end: number): void {
    if (this.#next !== -1 && this.#next < end) this.#next = this.#text.indexOf('&', end);
  }

  /** The reference whose `&` is at `at`, in a run of characters that ends at `end`. */
  #reference(at: number, end: number): void {
    const text = this.#text;
    const semicolon = text.indexOf(';', at);
    const body = semicolon === -1 || semicolon >= end ? '' : text.slice(at + 1, semicolon);
    if (this.entities.has(body)) return;
    const numbered = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(body);
    if (numbered !== null) {
      const [, hex, decimal] = numbered;
      const code = hex === undefined ? characterOf(decimal!, 10) : characterOf(hex, 16);
      if (code !== undefined) return;
      const message = `"&${body};" names a character that XML does not allow`;
      this.#problems.note(at, semicolon + 1, message, 'Delete it.');
    } else if (isName(body)) this.#undefinedEntity(at, semicolon + 1, body);
    else this.#bareAmpersand(at, end);
  }

  #undefinedEntity(start: number, end: number, name: string): void {
    const code = HTML_CHARACTERS.get(name);
    const hint =
      code === undefined
        ? `XML knows &amp; &lt; &gt; &quot; &apos; only: write the character itself, or "&amp;${name};" for the text.`
        : `XML does not know HTML's names: write &#${code}; or the character itself.`;
    this.#problems.note(start, end, `The entity "&${name};" is not defined`, hint);
  }

  #bareAmpersand(at: number, end: number): void {
    const start = this.#text.slice(at, Math.min(end, at + 16));
    const word = /^&(amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+)(?![\w;])/.exec(start)?.[0];
    if (word === undefined) this.#problems.note(at, at + 1, 'A bare "&"', 'Write &amp; for the character &.');
    else this.#problems.note(at, at + word.length, `"${word}" lacks its semicolon`, `Write ${word};`);
  }
}
