/** JSON lines: one object per line. */
import type { Piece } from './pieces.js';

type JsonRecord =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly fault: string };

/** Whether a text is JSON lines rather than CSV, by its first character. */
export function isJsonLines({ text }: Piece): boolean {
  return /^\s*\{/.test(text);
}

/** Empty lines are passed over; a line that is not an object is a fault. */
export async function* jsonRecords(pieces: AsyncIterable<Piece>): AsyncGenerator<JsonRecord> {
  for await (const { line: start, text } of pieces) {
    for (const [index, each] of text.split('\n').entries()) {
      if (each.trim() !== '') yield jsonRecord(start + index, each);
    }
  }
}

function jsonRecord(line: number, text: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { line, fields: value as Record<string, unknown> };
  } catch {
    return { line, fault: 'not JSON' };
  }
  return { line, fault: 'not a JSON object' };
}
