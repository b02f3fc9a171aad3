/** Problems of the document as a whole: elements that do not nest, and declarations, instructions and the DOCTYPE. */
import { distance } from '../../diagnostics/nearest.js';
import { isWhiteSpace, nameEnd } from '../characters.js';
import type { Problems } from './problems.js';
import { nestedCdataHint } from './text-problems.js';

/** Reports a declaration unless the parts of `<?xml version encoding standalone ?>` are as XML 1.0 §2.8 requires. */
export function declaration(problems: Problems, end: number): void {
  const text = problems.text.slice(0, end + 2);
  const good =
    /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*("1\.[0-9]+"|'1\.[0-9]+')([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*("[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?([ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*("(yes|no)"|'(yes|no)'))?[ \t\r\n]*\?>$/;
  if (good.test(text)) return;
  const hint = 'Write <?xml version="1.0" encoding="UTF-8"?>, or leave it out.';
  problems.note(0, end + 2, 'The XML declaration is malformed', hint);
}

export function noElement(problems: Problems): never {
  const text = problems.text;
  const empty = !/[^ \t\r\n]/.test(text);
  const message = empty ? 'The file is empty' : 'The file has no element';
  problems.fatal(0, empty ? 0 : 1, message, 'A file of course XML holds one element.');
}

export function unclosed(problems: Problems, openStart: number, name: string): never {
  const end = problems.text.length;
  const hint = `Write </${name}> where the element ends.`;
  problems.fatal(end, end, `The file ends, but <${name}> is still open`, hint, {
    start: openStart,
    end: openStart + 1 + name.length,
    message: `<${name}> begins here`,
  });
}

export function mismatch(
  problems: Problems,
  start: number,
  openStart: number,
  open: string,
  openNames: readonly string[],
): never {
  const { text } = problems;
  const name = text.slice(start + 2, nameEnd(text, start + 2));
  const opening = { start: openStart, end: openStart + 1 + open.length, message: `<${open}> begins here` };
  // After an earlier problem the tag may have been meant to be self-closing.
  if (VOID.has(open) && !problems.hasAny) {
    const ending = { start, end: start + 2 + name.length, message: `</${name}> is next` };
    const hint = `End the tag with "/>", as in <${open}/>: XML has no tag without an end.`;
    const at = endOfTag(text, openStart);
    const slash = at === -1 ? undefined : { start: at, end: at, text: '/', title: `Write <${open} …/>` };
    problems.fatal(openStart, opening.end, `<${open}> is not closed`, hint, ending, undefined, slash);
  }
  const message = `</${name}> does not match the open <${open}>`;
  problems.fatal(
    start,
    start + 2 + name.length,
    message,
    mismatchHint(problems, start, openStart, open, name, openNames),
    opening,
  );
}

/** The offset of the `>` of a start tag that was read already, past what is in quotes; -1 where there is none. */
function endOfTag(text: string, start: number): number {
  const tag = /<(?:"[^"]*"|'[^']*'|[^"'>])*>/y;
  tag.lastIndex = start;
  return tag.test(text) ? tag.lastIndex - 1 : -1;
}

/** Elements of HTML that have no content and no end tag (HTML standard, "void elements"). */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

function mismatchHint(
  problems: Problems,
  start: number,
  openStart: number,
  open: string,
  name: string,
  openNames: readonly string[],
): string {
  const nested = nestedCdataHint(problems, openStart, start);
  if (nested !== undefined) return nested;
  if (openNames.includes(name)) return `Write </${open}> before it.`;
  const line = (offset: number): number => problems.lineOf(offset);
  if (distance(open.toLowerCase(), name.toLowerCase(), 3) < 3)
    return `Write one name in both tags: <${open}> in line ${line(openStart)} and </${name}> here.`;
  const inside = problems.text.slice(openStart, start);
  const closed = inside.lastIndexOf(`</${name}`);
  if (closed !== -1) return `Delete it: <${name}> is closed already, in line ${line(openStart + closed)}.`;
  const slash = lastEmptyTag(inside, name);
  if (slash !== -1)
    return `Delete the "/" at the end of <${name} …/> in line ${line(openStart + slash)}, or delete this end tag.`;
  return `Write </${open}>, or add the missing <${name}> before it.`;
}

/** The offset of the `/` of the last `<name …/>` in the text; -1 where there is none. */
function lastEmptyTag(text: string, name: string): number {
  for (
    let at = text.lastIndexOf(`<${name}`);
    at !== -1;
    at = at === 0 ? -1 : text.lastIndexOf(`<${name}`, at - 1)
  ) {
    const end = text.indexOf('>', at);
    if (nameEnd(text, at + 1) === at + 1 + name.length && end !== -1 && text.charAt(end - 1) === '/')
      return end - 1;
  }
  return -1;
}

export function nothingToClose(problems: Problems, start: number): never {
  const end = nameEnd(problems.text, start + 2);
  const name = problems.text.slice(start + 2, end);
  problems.fatal(
    start,
    end,
    `</${name}> closes nothing: no element is open`,
    'Delete it, or add its start tag.',
  );
}

export function secondRoot(problems: Problems, start: number, end: number): never {
  const name = problems.text.slice(start + 1, end);
  const hint = 'A file holds one element: put both into one, or into two files.';
  problems.fatal(start, end, `<${name}> is a second root element`, hint);
}

export function tooDeep(problems: Problems, start: number, end: number, limit: number): never {
  const message = `Elements are nested more than ${limit} deep`;
  problems.fatal(
    start,
    end,
    message,
    'libxml2, which Open edX reads with, refuses it: nest less.',
    undefined,
    'xml-depth',
  );
}

export function neverEnds(problems: Problems, start: number, what: string, ending: string): never {
  problems.fatal(start, start + 2, `Unterminated ${what}`, `Add ${ending} where it ends.`);
}

export function cdataOutside(problems: Problems, start: number): never {
  problems.fatal(
    start,
    start + 9,
    'A CDATA section outside the root element',
    'Move it into the root element.',
  );
}

export function unknownDeclaration(problems: Problems, start: number): never {
  const next = problems.text.slice(start + 2, start + 10);
  const hint = next.startsWith('[')
    ? 'Write <![CDATA[ in capitals, without spaces.'
    : next.startsWith('-')
      ? 'Write <!-- with two hyphens.'
      : 'Write &lt;! where "<!" is text.';
  problems.fatal(start, start + 2, '"<!" begins neither a comment nor a CDATA section', hint);
}

export function instruction(problems: Problems, start: number, targetEnd: number, end: number): void {
  const target = problems.text.slice(start + 2, targetEnd);
  if (target === '')
    problems.fatal(start, start + 2, 'No name after "<?"', 'Write &lt;? where "<?" is text.');
  if (target.toLowerCase() === 'xml') {
    const hint = 'Move it to the very start of the file, without a space or line before it.';
    problems.fatal(start, targetEnd, `An XML declaration "<?${target}" after the start of the file`, hint);
  }
  if (end === -1) neverEnds(problems, start, 'processing instruction', '?>');
  if (end !== targetEnd && !isWhiteSpace(problems.text.charCodeAt(targetEnd))) {
    problems.note(start, targetEnd, `No space after the name "${target}"`, 'Add a space after it.');
  }
}

export function misplacedDoctype(problems: Problems, start: number): never {
  problems.fatal(start, start + 9, 'A DOCTYPE after the start of the file', 'Delete it.');
}

export function doctypeBeyondUs(problems: Problems, start: number, end: number, reason: string): never {
  const hint = 'Only entities that stand for plain text are read: declare no others, and nothing external.';
  problems.fatal(start, end, `This DOCTYPE cannot be read: ${reason}`, hint, undefined, 'no-doctype');
}

export function doctypeRefused(problems: Problems, start: number): never {
  const hint = 'Delete it; write characters instead of the entities that it declares.';
  problems.fatal(start, start + 9, 'A DOCTYPE is not accepted in course XML', hint, undefined, 'no-doctype');
}
