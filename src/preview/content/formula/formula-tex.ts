/** A formula in TeX as MathML: untrusted TeX, so its size, its depth and the elements of the result are limited. */
import temml from 'temml';

/** Letters of one formula: the slowest found in tests take a tenth of a second. */
const MOST_LETTERS = 3000;
/** Nested braces, environments and delimiters: Chromium's parser stops at 512 elements, and the stack is finite. */
const DEEPEST = 40;
/** Expansions of macros. Without macros of the author each of them is of bounded length. */
const MOST_EXPANSIONS = 1000;
/** Characters of the MathML of one formula. */
const MOST_MATHML = 200_000;

/** With macros of an author the length of a formula is no longer a limit for the work that it takes. */
const DEFINITIONS =
  /\\(?:(?:[egx]?def|(?:future)?let|global|long|csname|(?:re|provide)?newcommand\*?|(?:re)?newenvironment|DeclareMathOperator\*?)(?![a-z]))/i;

/**
 * What MathJax knows and temml does not. Links, classes, styles and identifiers are left out, their content is kept.
 * `\@secondoftwo` is temml's name for the second of two arguments.
 */
const MACROS = {
  '\\mbox': '\\text',
  '\\class': '\\@secondoftwo',
  '\\cssId': '\\@secondoftwo',
  '\\style': '\\@secondoftwo',
  '\\eqref': '\\text{(#1)}',
  '\\ref': '\\text{#1}',
  '\\mspace': '\\hspace',
  '\\hfill': '\\quad',
  '\\strut': '',
  '\\textdegree': '\\degree',
} as const;

const PLAIN_ENVIRONMENTS = /\\(pmatrix|matrix|cases|eqalign|displaylines)\s*\{/g;
const PLAIN: Readonly<Record<string, string>> = {
  pmatrix: 'pmatrix',
  matrix: 'matrix',
  cases: 'cases',
  eqalign: 'aligned',
  displaylines: 'gathered',
};

/** MathML elements and attributes without links, scripts, events, identifiers or files. */
const ELEMENTS =
  'math|m(?:row|i|n|o|s|text|space|style|padded|phantom|frac|sqrt|root|sub|sup|subsup|under|over|underover|multiscripts|prescripts|table|tr|td|error|enclose)';
const ATTRIBUTES =
  'display|class|style|mathvariant|mathcolor|mathbackground|mathsize|displaystyle|scriptlevel|form|fence|separator|stretchy|symmetric|maxsize|minsize|largeop|movablelimits|lspace|rspace|width|height|depth|voffset|linethickness|accent|accentunder|columnalign|columnlines|columnspacing|rowspacing|rowlines|columnspan|rowspan|frame|framespacing|rowalign|align|side|notation|intent|arg|lquote|rquote|xmlns';
const TAGS = new RegExp(`</(?:${ELEMENTS})>|<(?:${ELEMENTS})(?: (?:${ATTRIBUTES})="[^"<>]*")*>`, 'g');
/** Values of `style` are temml's own, with the author's colours and lengths, which it checks. */
const ACTIVE_STYLE = /url|image|expression|import|[\\@]/i;
/** The place for a number that a script would write; Open edX's MathJax numbers no equations. */
const NUMBER = '<span class="tml-eqn"></span>';

/**
 * MathML for a formula, or `null` where it is not known how to show it: the caller then shows the TeX itself.
 * @param tex without delimiters, entities decoded
 */
export function mathmlOf(tex: string, isDisplay: boolean): string | null {
  if (tex.length > MOST_LETTERS || DEFINITIONS.test(tex) || depthOf(tex) > DEEPEST) return null;
  let mathml: string;
  try {
    mathml = temml
      .renderToString(prepared(tex), {
        displayMode: isDisplay,
        throwOnError: true,
        trust: false,
        maxExpand: MOST_EXPANSIONS,
        maxSize: [40, 400],
        macros: { ...MACROS },
      })
      .replaceAll(NUMBER, '');
  } catch {
    // Any error is about the author's TeX: an unknown command, or input that temml itself does not expect.
    return null;
  }
  return mathml.length <= MOST_MATHML && isHarmless(mathml) ? mathml : null;
}

/** Notations of MathJax and of plain TeX in the words of temml. */
function prepared(tex: string): string {
  return withEnvironments(tex)
    .replace(/\\(begin|end)\{eqnarray\*?\}/g, (_, edge: string) =>
      edge === 'begin' ? '\\begin{array}{rcl}' : '\\end{array}',
    )
    .replace(/\\cr(?![a-zA-Z])/g, '\\\\')
    .replace(/\*\{(\d)\}\{([lcr|]{1,8})\}/g, (_, times: string, columns: string) =>
      columns.repeat(Number(times)),
    )
    .replace(/\\bbox\s*\[[^\]]*\]/g, '')
    .replace(/\\(?:require|href)\s*\{[^{}]*\}/g, '')
    .replace(/\\unicode\s*\{x([0-9a-f]{1,5})\}/gi, (_, code: string) => `\\char"${code.toUpperCase()} `)
    .replace(
      /\\(text|mbox|hbox|textrm|textbf|textit)\s*\{([^{}$\\]*)\}/g,
      (_, name: string, text: string) => {
        return `\\${name}{${text.replace(/[_%#&^]/g, '\\$&')}}`;
      },
    );
}

/** `\pmatrix{a & b \cr c & d}` of plain TeX as an environment; the innermost is last, so it is replaced first. */
function withEnvironments(tex: string): string {
  let result = tex;
  for (const found of [...tex.matchAll(PLAIN_ENVIRONMENTS)].reverse()) {
    const start = found.index + found[0].length;
    const end = closingBrace(result, start);
    if (end === -1) continue;
    const name = PLAIN[found[1]!]!;
    result = `${result.slice(0, found.index)}\\begin{${name}}${result.slice(start, end)}\\end{${name}}${result.slice(end + 1)}`;
  }
  return result;
}

function closingBrace(tex: string, from: number): number {
  let depth = 1;
  for (const token of tex.slice(from).matchAll(/\\[\s\S]|[{}]/g)) {
    depth += token[0] === '{' ? 1 : token[0] === '}' ? -1 : 0;
    if (depth === 0) return from + token.index;
  }
  return -1;
}

function depthOf(tex: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of tex.matchAll(/\\(?:left|right|begin|end)(?![a-zA-Z])|\\[^a-zA-Z]|[{}]/g)) {
    if (token === '{' || token === '\\left' || token === '\\begin') depth += 1;
    else if (token === '}' || token === '\\right' || token === '\\end') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function isHarmless(mathml: string): boolean {
  return (
    !/[<>]/.test(mathml.replace(TAGS, '')) &&
    [...mathml.matchAll(/ style="([^"]*)"/g)].every(([, style]) => !ACTIVE_STYLE.test(style!))
  );
}
