/** The formulas in the text of foreign markup, found by the delimiters that Open edX's MathJax is configured with. */
import { html } from '../../../presentation/html.js';
import { charactersOf } from '../content-text.js';
import { mathmlOf } from './formula-tex.js';

/** Letters of all formulas of one document; further ones are shown as TeX. */
const MOST_LETTERS = 60_000;

/** The text of these elements is not searched, as MathJax does not. */
const VERBATIM = new Set(['script', 'style', 'textarea', 'pre', 'code', 'noscript', 'math', 'svg', 'title']);

/** Each opening delimiter with its closing one; environments are formulas without delimiters too. */
const OPENING = /\\\(|\\\[|\[mathjaxinline\]|\[mathjax\]|\\begin\{([a-zA-Z]{1,20}\*?)\}/g;
const CLOSING: Readonly<Record<string, string>> = {
  '\\(': '\\)',
  '\\[': '\\]',
  '[mathjaxinline]': '[/mathjaxinline]',
  '[mathjax]': '[/mathjax]',
};
/** A closing delimiter inside braces belongs to a formula in a formula; after so many it is no longer looked for. */
const MOST_TRIES = 4;

/**
 * Replaces formulas by MathML, or by their TeX where they cannot be shown. The result is as foreign as the markup.
 * Reads once from start to end, so that no input takes long.
 */
export function withFormulas(markup: string): string {
  if (!/\\[([]|\[mathjax|\\begin\{/.test(markup)) return markup;
  const budget = { letters: MOST_LETTERS };
  let result = '';
  let at = 0;
  for (let tag = markup.indexOf('<'); tag !== -1; tag = markup.indexOf('<', tag)) {
    const end = endOfTag(markup, tag);
    if (end === null) {
      tag += 1;
      continue;
    }
    result += formulasIn(markup.slice(at, tag), budget) + markup.slice(tag, end);
    at = end;
    tag = end;
  }
  return result + formulasIn(markup.slice(at), budget);
}

/** Where the markup ends that interrupts text; `null` for a `<` of text, and for a line break, which a formula may contain. */
function endOfTag(markup: string, start: number): number | null {
  if (markup.startsWith('<!--', start)) return after(markup, '-->', start + 4);
  const name = /^\/?[a-z][a-z0-9-]*/i.exec(markup.slice(start + 1, start + 40))?.[0].toLowerCase();
  if (name === undefined) return markup[start + 1] === '!' ? after(markup, '>', start) : null;
  const end = afterQuoted(markup, start);
  if (name === 'br') return null;
  if (!VERBATIM.has(name)) return end;
  const close = new RegExp(`</${name}[\\s/>]`, 'gi');
  close.lastIndex = end;
  const found = close.exec(markup);
  return found === null ? markup.length : found.index;
}

/** The end of a tag, whose attributes may contain `>`. */
function afterQuoted(markup: string, start: number): number {
  const next = /[>"']/g;
  next.lastIndex = start;
  for (let found = next.exec(markup); found !== null; found = next.exec(markup)) {
    if (found[0] === '>') return next.lastIndex;
    next.lastIndex = after(markup, found[0], next.lastIndex);
  }
  return markup.length;
}

function formulasIn(text: string, budget: { letters: number }): string {
  let result = '';
  let at = 0;
  const missing = new Set<string>();
  OPENING.lastIndex = 0;
  for (let open = OPENING.exec(text); open !== null; open = OPENING.exec(text)) {
    const environment = open[1];
    const closing = environment === undefined ? CLOSING[open[0]]! : `\\end{${environment}}`;
    const from = OPENING.lastIndex;
    const end = missing.has(closing) ? -1 : closingAt(text, closing, from);
    if (end === -1) {
      missing.add(closing);
      continue;
    }
    const written = text.slice(open.index, end + closing.length);
    const inner = environment === undefined ? text.slice(from, end) : written;
    const tex = charactersOf(inner.replace(/<br\b[^<>]*>/gi, ' ')).trim();
    const isDisplay = open[0] !== '\\(' && open[0] !== '[mathjaxinline]';
    result += text.slice(at, open.index) + formula(tex, written, isDisplay, budget);
    at = end + closing.length;
    OPENING.lastIndex = at;
  }
  return result + text.slice(at);
}

function closingAt(text: string, closing: string, from: number): number {
  const first = text.indexOf(closing, from);
  let end = first;
  for (let tries = 0; tries < MOST_TRIES && end !== -1; tries += 1) {
    if (isBalanced(text.slice(from, end))) return end;
    end = text.indexOf(closing, end + closing.length);
  }
  return first;
}

function isBalanced(tex: string): boolean {
  let depth = 0;
  for (const [brace] of tex.matchAll(/\\[\s\S]|[{}]/g)) depth += brace === '{' ? 1 : brace === '}' ? -1 : 0;
  return depth === 0;
}

function formula(tex: string, written: string, isDisplay: boolean, budget: { letters: number }): string {
  if (tex === '') return '';
  budget.letters -= tex.length;
  const mathml = budget.letters < 0 ? null : mathmlOf(tex, isDisplay);
  if (mathml !== null) return mathml;
  const raw = charactersOf(written.replace(/<br\b[^<>]*>/gi, ' '));
  return html`<code class="olx-tex" title="This formula is shown as it is written">${raw}</code>`.text;
}

function after(markup: string, mark: string, from: number): number {
  const at = markup.indexOf(mark, from);
  return at === -1 ? markup.length : at + mark.length;
}
