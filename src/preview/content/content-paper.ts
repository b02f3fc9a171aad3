/** Content as plain paragraphs for paper, since a frame cannot continue on the next page. Never for showing as HTML. */
import { textOfMarkup } from './content-text.js';

export interface PaperLine {
  readonly text: string;
  readonly isHeading: boolean;
}

/** What plain paragraphs would lose: pictures, tables, formulas, raised letters, hidden text, and what comes from elsewhere. */
const MORE_THAN_TEXT =
  /<(?:img|svg|table|math|pre|code|picture|canvas|video|audio|object|embed|applet|iframe|sub|sup|del|s|strike|textarea|select)\b|\ssrc\s*=|display\s*:\s*none|\shidden\b|\\[([]|\\begin\{|\$\$|\[mathjax/i;
/** Characters of the private use area, which mark what a line was until the tags are gone. */
const HEADING = '\uE000';
const ITEM = '\uE001';
const CONTROLS: Readonly<Record<string, string>> = { radio: '○', checkbox: '☐' };

/** @returns `null` where the content is more than its text */
export function paperLines(markup: string): PaperLine[] | null {
  if (MORE_THAN_TEXT.test(markup)) return null;
  const marked = markup
    .replace(/\s+/g, ' ')
    // A label and the mark after it are one line.
    .replace(/<\/?label\b[^<>]*>/gi, '')
    .replace(/<h[1-6]\b[^<>]*>/gi, `$&${HEADING}`)
    .replace(/<li\b[^<>]*>/gi, `$&${ITEM}`)
    .replace(/<input\b[^<>]*>/gi, (tag) => {
      const type = /\stype="(\w+)"/.exec(tag)?.[1] ?? '';
      return CONTROLS[type] ?? '________';
    });
  return joinedItems(textOfMarkup(marked).split('\n')).map((line) => ({
    text: line
      .replace(HEADING, '')
      .replace(/\uE001 ?/, '• ')
      .replace(/^• ([○☐])/, '$1')
      .trim(),
    isHeading: line.startsWith(HEADING),
  }));
}

/** A mark whose text begins in a paragraph, or in a label, of its own. */
function joinedItems(lines: readonly string[]): string[] {
  const out: string[] = [];
  for (const line of lines) {
    const last = out.at(-1);
    if (last !== undefined && /^[\uE000\uE001]?[○☐]?$/.test(last)) out[out.length - 1] = `${last} ${line}`;
    else out.push(line);
  }
  return out.filter((line) => line.replace(/[\uE000\uE001]/g, '').trim() !== '');
}
