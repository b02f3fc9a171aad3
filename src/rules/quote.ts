/** An author's words inside a message: between quotes, and cut where they are long. */

const LONGEST = 60;

export function quote(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST ? `"${text}"` : `"${characters.slice(0, LONGEST - 1).join('')}…"`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and 3 more`. */
export function quoteAll(texts: readonly string[], most = 3): string {
  const shown = texts.slice(0, texts.length > most ? most - 1 : most).map(quote);
  const more = texts.length - shown.length;
  if (more > 0) shown.push(`${more} more`);
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** `the group "a"` or `a group without a name`. */
export function quoteGroup(name: string | null): string {
  return name === null ? 'a group without a name' : `the group ${quote(name)}`;
}
