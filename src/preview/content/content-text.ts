/** Converts markup to readable text for comparison: one line for each paragraph. Never for showing as HTML. */

const BREAKS =
  /^\/?(p|div|br|hr|li|ul|ol|tr|table|h[1-6]|section|article|blockquote|pre|dl|dt|dd|fieldset|legend|figure|figcaption|caption|label|summary|details|header|footer|main|nav|aside|center)$/;
/** Their texts are apart on the page, though in one line. */
const SPACES = /^\/?(td|th|option|button|select|textarea|video|audio|object|iframe)$/;
const CHARACTERS: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
};

/** Reads once from start to end, so that no input takes long. */
export function textOfMarkup(markup: string): string {
  let text = '';
  let at = 0;
  for (let tag = markup.indexOf('<'); tag !== -1; tag = markup.indexOf('<', tag)) {
    const found = tagText(markup, tag);
    if (found === null) {
      tag += 1;
      continue;
    }
    text += markup.slice(at, tag) + found[0];
    at = found[1];
    tag = at;
  }
  text += markup.slice(at);
  return charactersOf(text)
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** The text of a tag (or comment, script, style), and where it ends; `null` for a `<` that begins none. */
function tagText(markup: string, start: number): [string, number] | null {
  if (markup.startsWith('<!--', start)) return ['', after(markup, '-->', start + 4)];
  const name = /^\/?[a-z][a-z0-9-]*/i.exec(markup.slice(start + 1, start + 40))?.[0].toLowerCase();
  if (name === undefined) return markup[start + 1] === '!' ? ['', after(markup, '>', start)] : null;
  const end = after(markup, '>', start);
  if (name === 'script' || name === 'style') {
    return ['', after(markup, '>', after(markup, `</${name}`, end))];
  }
  if (name === 'img') return [imageText(markup.slice(start, end)), end];
  return [BREAKS.test(name) ? '\n' : SPACES.test(name) ? ' ' : '', end];
}

function imageText(tag: string): string {
  const [alt, src] = ['alt', 'src'].map(
    (name) => new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)`, 'i').exec(tag)?.[1],
  );
  return `[picture: ${[alt, src].filter(Boolean).join(', ')}]`;
}

function after(markup: string, mark: string, from: number): number {
  const at = markup.indexOf(mark, from);
  return at === -1 ? markup.length : at + mark.length;
}

/** Text with its entities and character references replaced, those of HTML that authors use most. */
export function charactersOf(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return CHARACTERS[name as string] ?? whole;
    const code = Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
