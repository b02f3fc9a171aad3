/** The scanner's voice: one method for each way in which a text can fail to be XML. */
import { isBlank, isName, nameEnd } from './characters.js';
import type { XmlProblem, XmlRuleId } from './problem.js';
import { characterOf, type Entities, HTML_CHARACTERS } from './references.js';

/** Thrown (and caught by the scanner's caller) where reading on could only mislead. */
export class Stop extends Error {}

/** One slip often repeats itself; after so many the author knows. */
const MOST = 20;

export class Complaints {
  readonly #text: string;
  #entities: Entities;
  readonly #problems: XmlProblem[] = [];

  constructor(text: string, entities: Entities) {
    this.#text = text;
    this.#entities = entities;
  }

  inOrder(): readonly XmlProblem[] {
    return this.#problems.sort((a, b) => a.start - b.start);
  }

  /** What an accepted DOCTYPE declares. */
  know(entities: Entities): void {
    this.#entities = entities;
  }

  // Slips behind which the scanner can go on -------------------------------------------------------------

  forbidden(at: number): void {
    const code = this.#text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
    this.#add(at, at + 1, `The character U+${code} is not allowed in XML`, 'Delete it.');
  }

  loneSurrogates(): void {
    const wellFormed = (this.#text as string & { isWellFormed?: () => boolean }).isWellFormed?.() ?? false;
    if (wellFormed) return;
    for (const match of this.#text.matchAll(/\p{Surrogate}/gu)) {
      const at = match.index;
      this.#add(at, at + 1, 'Half of a character (a lone surrogate) is not allowed in XML', 'Delete it.');
    }
  }

  /** Checks the reference whose `&` stands at `at`, in a run of characters that ends at `end`. */
  reference(at: number, end: number): void {
    const text = this.#text;
    const semicolon = text.indexOf(';', at);
    const body = semicolon === -1 || semicolon >= end ? '' : text.slice(at + 1, semicolon);
    if (this.#entities.has(body)) return;
    const numbered = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(body);
    if (numbered !== null) {
      const [, hex, decimal] = numbered;
      const code = hex === undefined ? characterOf(decimal!, 10) : characterOf(hex, 16);
      if (code === undefined) {
        this.#add(at, semicolon + 1, `"&${body};" names a character that XML does not allow`, 'Delete it.');
      }
    } else if (isName(body)) this.#undefinedEntity(at, semicolon + 1, body);
    else this.#bareAmpersand(at, end);
  }

  #undefinedEntity(start: number, end: number, name: string): void {
    const code = HTML_CHARACTERS.get(name);
    const hint =
      code === undefined
        ? `XML knows &amp; &lt; &gt; &quot; &apos; only: write the character itself, or "&amp;${name};" for the text.`
        : `XML does not know HTML's names: write &#${code}; or the character itself.`;
    this.#add(start, end, `The entity "&${name};" is not defined`, hint);
  }

  #bareAmpersand(at: number, end: number): void {
    const word = /^&(amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+)(?![\w;])/.exec(
      this.#text.slice(at, Math.min(end, at + 16)),
    );
    if (word !== null) {
      this.#add(at, at + word[0].length, `"${word[0]}" lacks its semicolon`, `Write ${word[0]};`);
    } else this.#add(at, at + 1, 'A bare "&"', 'Write &amp; for the character &.');
  }

  cdataEnd(start: number, end: number): void {
    for (
      let at = this.#text.indexOf(']]>', start);
      at !== -1 && at < end;
      at = this.#text.indexOf(']]>', at + 3)
    ) {
      this.#add(at, at + 3, '"]]>" outside a CDATA section', 'Write ]]&gt; instead.');
    }
  }

  bareLess(at: number): void {
    const next = this.#text.charAt(at + 1);
    if (next === '') {
      this.#fatal(
        at,
        at + 1,
        'The file ends behind a "<"',
        'Finish the tag, or write &lt; for the character <.',
      );
    }
    this.#add(at, at + 1, 'A bare "<": no tag name follows it', 'Write &lt; for the character <.');
  }

  doubleHyphens(start: number, end: number): void {
    const hint = 'Inside a comment write a single hyphen, or " - - ".';
    const at = this.#text.indexOf('--', start);
    if (at !== -1 && at < end) this.#add(at, at + 2, '"--" inside a comment', hint);
  }

  textOutside(start: number, end: number, afterRoot: boolean): void {
    let at = start;
    while (at < end && isBlank(this.#text.charCodeAt(at))) at += 1;
    if (at === end) return;
    const where = afterRoot ? 'behind the end of the root element' : 'before the root element';
    this.#add(
      at,
      end,
      `Text ${where}: "${excerpt(this.#text, at, end)}"`,
      'Move it into the root element or delete it.',
    );
  }

  noBlankBefore(start: number, end: number): void {
    const name = this.#text.slice(start, end);
    this.#add(start, end, `No blank before the attribute "${name}"`, 'Put a blank between two attributes.');
  }

  duplicate(start: number, end: number, earlier: number, name: string): void {
    this.#add(start, end, `The attribute "${name}" stands twice in one tag`, 'Keep one of the two.', {
      start: earlier,
      end: earlier + name.length,
      message: 'it stands here first',
    });
  }

  noValue(start: number, end: number): void {
    const name = this.#text.slice(start, end);
    this.#add(start, end, `The attribute "${name}" has no value`, `Write ${name}="…".`);
  }

  /** Without the quotes and slashes at its end. Not by a pattern: it would try each of those in the middle, too. */
  #valueEnd(start: number, end: number): number {
    let at = end;
    while (at > start && `"'/`.includes(this.#text.charAt(at - 1))) at -= 1;
    return at;
  }

  /** Answers where to read on. */
  unquoted(nameStart: number, nameStop: number, at: number): number {
    const text = this.#text;
    const name = text.slice(nameStart, nameStop);
    let end = at;
    while (end < text.length && !isBlank(text.charCodeAt(end)) && !/[<>]/.test(text.charAt(end))) end += 1;
    const typographic = /^[\u2018-\u201f\u00ab\u00bb]/.test(text.slice(at, end));
    const hint = typographic
      ? 'Use straight quotes: " or \'.'
      : `Put it between quotes: ${name}="${text.slice(at, this.#valueEnd(at, end))}".`;
    this.#add(at, Math.max(end, at + 1), `The value of the attribute "${name}" is not in quotes`, hint);
    if (end === at && text.charAt(at) === '<') throw new Stop();
    return text.charAt(end - 1) === '/' && text.charAt(end) === '>' && end > at ? end - 1 : end;
  }

  /** Answers where the `>` stands. */
  badEndTag(start: number, at: number): number {
    const text = this.#text;
    const name = text.slice(start + 2, nameEnd(text, start + 2));
    const close = text.indexOf('>', at);
    const less = text.indexOf('<', at);
    if (close === -1 || (less !== -1 && less < close)) {
      this.#fatal(start, at, `The end tag "</${name}" lacks its ">"`, `Write </${name}>.`);
    }
    this.#add(at, close, `An end tag holds nothing but its name`, `Write </${name}>.`);
    return close;
  }

  /** Whether the five parts of `<?xml version encoding standalone ?>` are as XML 1.0 §2.8 wants them. */
  declaration(end: number): void {
    const text = this.#text.slice(0, end + 2);
    const good =
      /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*("1\.[0-9]+"|'1\.[0-9]+')([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*("[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?([ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*("(yes|no)"|'(yes|no)'))?[ \t\r\n]*\?>$/;
    if (good.test(text)) return;
    const hint = 'Write <?xml version="1.0" encoding="UTF-8"?>, or leave it out.';
    this.#add(0, end + 2, 'The XML declaration is not as it must be', hint);
  }

  // Slips behind which nothing can be trusted ------------------------------------------------------------

  noElement(): never {
    const text = this.#text;
    const empty = !/[^ \t\r\n]/.test(text);
    const message = empty ? 'The file is empty' : 'There is no element';
    this.#fatal(0, empty ? 0 : 1, message, 'A file of course XML holds one element.');
  }

  unclosed(openStart: number, name: string): never {
    const end = this.#text.length;
    const hint = `Write </${name}> where the element ends.`;
    this.#fatal(end, end, `The file ends, but <${name}> is still open`, hint, {
      start: openStart,
      end: openStart + 1 + name.length,
      message: `<${name}> begins here`,
    });
  }

  mismatch(start: number, openStart: number, open: string, openNames: readonly string[]): never {
    const name = this.#text.slice(start + 2, nameEnd(this.#text, start + 2));
    const outer = openNames.includes(name);
    const message = `</${name}> does not match the open <${open}>`;
    const hint = outer ? `Write </${open}> before it.` : `Write </${open}>, or open <${name}> before.`;
    this.#fatal(start, start + 2 + name.length, message, hint, {
      start: openStart,
      end: openStart + 1 + open.length,
      message: `<${open}> begins here`,
    });
  }

  nothingToClose(start: number): never {
    const end = nameEnd(this.#text, start + 2);
    const name = this.#text.slice(start + 2, end);
    this.#fatal(
      start,
      end,
      `</${name}> closes nothing: no element is open`,
      'Delete it, or add its start tag.',
    );
  }

  secondRoot(start: number, end: number): never {
    const name = this.#text.slice(start + 1, end);
    const hint = 'A file holds one element: put both into one, or into two files.';
    this.#fatal(start, end, `<${name}> is a second root element`, hint);
  }

  tooDeep(start: number, end: number, limit: number): never {
    const message = `Elements are nested more than ${limit} deep`;
    this.#fatal(
      start,
      end,
      message,
      'libxml2, which Open edX reads with, refuses it: nest less.',
      undefined,
      'xml-depth',
    );
  }

  badStartTag(tagStart: number, at: number): void {
    const character = String.fromCodePoint(this.#text.codePointAt(at) ?? 0);
    const tag = this.#text.slice(tagStart, nameEnd(this.#text, tagStart + 1));
    const related = { start: tagStart, end: tagStart + tag.length, message: `the tag ${tag}> begins here` };
    if (at >= this.#text.length)
      this.#fatal(at, at, `The file ends inside the tag ${tag}>`, 'Finish the tag with >.', related);
    if (character === '<')
      this.#fatal(at, at + 1, `The tag ${tag} lacks its ">"`, 'Finish the tag with >.', related);
    if (character === '/' && /^\/\s*(<|$)/.test(this.#text.slice(at, at + 200)))
      this.#fatal(at, at + 1, `The tag ${tag} lacks its ">"`, 'Write />', related);
    if (character === '/')
      this.#add(at, at + 1, 'A "/" that no ">" follows', 'Write /> without a blank, or delete the /.');
    else {
      const hint = /["'\u2018-\u201f]/.test(character) ? 'Look for a quote too many.' : 'Delete it.';
      this.#fatal(at, at + character.length, `"${character}" cannot stand in a tag`, hint, related);
    }
  }

  lessInValue(quoteAt: number, less: number, end: number): void {
    const related = { start: quoteAt, end: quoteAt + 1, message: 'the value begins here' };
    if (end === -1 && less === -1) {
      const quote = this.#text.charAt(quoteAt);
      this.#fatal(
        quoteAt,
        quoteAt + 1,
        `The quote ${quote} is never closed`,
        `Close the value with ${quote}.`,
      );
    }
    const message = 'A "<" in the value of an attribute';
    const likelyOpen = end === -1 || /[>\n]/.test(this.#text.slice(quoteAt, end));
    const hint = likelyOpen
      ? 'Close the quote of the value before it, or write &lt;.'
      : 'Write &lt; instead.';
    if (likelyOpen) this.#fatal(less, less + 1, message, hint, related);
    this.#add(less, less + 1, message, hint, related);
  }

  neverEnds(start: number, what: string, ending: string): never {
    this.#fatal(start, start + 2, `This ${what} never ends`, `Close it with ${ending}`);
  }

  cdataOutside(start: number): never {
    this.#fatal(
      start,
      start + 9,
      'A CDATA section outside the root element',
      'Move it into the root element.',
    );
  }

  unknownDeclaration(start: number): never {
    this.#fatal(
      start,
      start + 2,
      '"<!" begins neither a comment nor a CDATA section',
      'Write &lt;! for the text.',
    );
  }

  instruction(start: number, targetEnd: number, end: number): void {
    const target = this.#text.slice(start + 2, targetEnd);
    if (target === '')
      this.#fatal(start, start + 2, '"<?" that no name follows', 'Write &lt;? for the text.');
    if (target.toLowerCase() === 'xml') {
      const hint = 'Move it to the very start of the file: not even a blank may stand before it.';
      this.#fatal(start, targetEnd, `"<?${target}" in a place where no XML declaration may stand`, hint);
    }
    if (end === -1) this.neverEnds(start, 'processing instruction', '?>');
    if (end !== targetEnd && !isBlank(this.#text.charCodeAt(targetEnd))) {
      this.#add(start, targetEnd, `A blank must follow the name "${target}"`, 'Put a blank behind it.');
    }
  }

  misplacedDoctype(start: number): never {
    this.#fatal(start, start + 9, 'A DOCTYPE in a place where none may stand', 'Delete it.');
  }

  doctypeBeyondUs(start: number, end: number, reason: string): never {
    const hint = 'Only entities that stand for plain text are read: declare no others, and nothing external.';
    this.#fatal(start, end, `This DOCTYPE cannot be read: ${reason}`, hint, undefined, 'no-doctype');
  }

  doctypeRefused(start: number): never {
    const hint = 'Delete it; write characters instead of the entities that it declares.';
    this.#fatal(start, start + 9, 'A DOCTYPE is not accepted in course XML', hint, undefined, 'no-doctype');
  }

  #fatal(...args: Parameters<Complaints['add']>): never {
    this.#add(...args);
    throw new Stop();
  }

  #add(...args: Parameters<Complaints['add']>): void {
    this.add(...args);
    if (this.#problems.length >= MOST) throw new Stop();
  }

  /** Notes a problem that another station has found. */
  add(
    start: number,
    end: number,
    message: string,
    hint: string,
    related?: XmlProblem['related'],
    ruleId: XmlRuleId = 'xml-well-formed',
  ): void {
    this.#problems.push({ ruleId, start, end, message, hint, ...(related && { related }) });
  }
}

function excerpt(text: string, start: number, end: number): string {
  const words = text
    .slice(start, Math.min(end, start + 40))
    .replace(/\s+/g, ' ')
    .trim();
  return end - start > 40 ? `${words}…` : words;
}
