/** Links that open an editor at a place of a file. */

/** The editors that register a scheme for links. */
export const EDITORS = ['vscode', 'vscodium', 'idea'] as const;
export type Editor = (typeof EDITORS)[number];

/** @param path absolute */
export function editorLink(
  editor: Editor,
  path: string,
  { line, column }: { readonly line: number; readonly column: number },
): string {
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  const absolute = encoded.startsWith('/') ? encoded : `/${encoded}`;
  return editor === 'idea'
    ? `idea://open?file=${absolute}&line=${line}&column=${column}`
    : `${editor}://file${absolute}:${line}:${column}`;
}
