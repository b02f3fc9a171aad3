/** Converts between the editor's files, lines and ranges and ours: both count columns in UTF-16 code units. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Position, Range } from 'vscode-languageserver';
import type { Place } from '../index.js';

/**
 * The path of a document; `null` for one that is not a file, such as an unsaved `untitled:` document.
 * @param windows whether paths are Windows paths; default as the machine
 */
export function pathOfUri(uri: string, windows = process.platform === 'win32'): string | null {
  if (!/^file:/i.test(uri)) return null;
  try {
    return fileURLToPath(uri, { windows } as never);
  } catch {
    // A host that is not this machine's, or an escaped slash.
    return null;
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

export function rangeOf({ start, end }: Pick<Place, 'start' | 'end'>): Range {
  return { start: positionOf(start), end: positionOf(end) };
}

function positionOf({ line, column }: Place['start']): Position {
  return { line: line - 1, character: column - 1 };
}

/** Where a definition without a place of its own is shown: the beginning of its file. */
export const FILE_START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
