/** How a table is written: a line `sep=`, and line ends of a lone CR, as spreadsheets write them. */
import { delimiterOf } from './csv.js';
import type { Piece } from './pieces.js';

export interface Table {
  readonly pieces: AsyncIterable<Piece>;
  /** The first line that is not blank, without its line end; empty where there is none. */
  readonly head: string;
  /** What the file itself says in a line `sep=`. */
  readonly delimiter: string | undefined;
}

/** A blank line stays where `sep=` was, so that the numbers of lines hold. */
export function tableOf(first: Piece, rest: AsyncIterable<Piece>): Table {
  const isCr = /^[^\n\r]*\r(?!\n)/.test(first.text);
  const plain = (piece: Piece): Piece =>
    isCr ? { ...piece, text: piece.text.replace(/\r(?!\n)/g, '\n') } : piece;
  const start = plain(first);
  const [line, delimiter] = /^sep=([^\r\n])(?=\r?(?:\n|$))/i.exec(start.text) ?? [''];
  const own = { ...start, text: start.text.slice(line.length) };
  return {
    pieces: (async function* () {
      yield own;
      for await (const piece of rest) yield plain(piece);
    })(),
    head: own.text.split(/\r?\n/).find((each) => each.trim() !== '') ?? '',
    delimiter,
  };
}

/** What separates the columns: as the line `sep=` has it, else as the first line shows. */
export function delimiterIn({ delimiter, head }: Table): string {
  return delimiter ?? delimiterOf({ line: 1, text: head });
}

/** Why a learner's name in a file is refused: with white space at an end it would be another learner; `null` for one without. */
export function paddedFault(learner: string): string | null {
  return learner === learner.trim() ? null : `the name "${learner}" has spaces around it`;
}
