/** HTML as a tagged template: every inserted value is escaped, unless it is already HTML. */

/** HTML that is safe to insert into a page: made by `html`, or declared safe by `trusted`. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** `null`, `undefined` and `false` print nothing; the items of a list are printed in sequence. */
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

/** `html\`<b title="${title}">${name}</b>\``; attribute values must be in double quotes. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  let text = strings[0]!;
  for (const [index, piece] of pieces.entries()) text += printed(piece) + strings[index + 1]!;
  return new Html(text);
}

/** Marks our own HTML text, such as a style sheet, as safe. Never for anything that an author or a learner wrote. */
export function trusted(text: string): Html {
  return new Html(text);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function printed(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(printed).join('');
  return escapeHtml(String(piece));
}
