/** The `id` attributes of the views: each names its view and what it belongs to, so that many views can stand in one file. */

/** The same parts give the same id, other parts another one; whatever stands in them, it is a plain id. */
export function anchor(view: string, ...parts: readonly string[]): string {
  return [view, ...parts].map(plain).join('-');
}

function plain(part: string): string {
  return part.replace(/[^A-Za-z0-9]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`);
}
