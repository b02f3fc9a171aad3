/** How a table is written: its delimiter, a line `sep=`, and line ends of a lone CR, as spreadsheets write them. */
import { DELIMITERS, type Piece } from '../../internal/content.js';
import { type Option, text } from '../args/options.js';
import { UsageError } from '../process/cli-errors.js';

/** `none`: each line is one name. */
const WORDS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  none: '',
};

export const DELIMITER_OPTION: Option<string | undefined> = text(
  'What is between columns: , ; tab; none for one name a line',
  { defaultDescription: 'by the first line' },
);

/** @throws UsageError for anything but one of the known delimiters */
export function readDelimiter(given: string | undefined): string | undefined {
  if (given === undefined || DELIMITERS.includes(given)) return given;
  const found = WORDS[given];
  if (found === undefined)
    throw new UsageError(`--delimiter "${given}" is unknown`, 'Use one of: comma, semicolon, tab, none.');
  return found;
}

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
