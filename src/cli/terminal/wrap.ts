/** Text in lines that fit the terminal. */

const DEFAULT_WIDTH = 80;
const WIDEST = 100;

/** Columns to use: those of the terminal, within reason. */
export function textWidth(stream: NodeJS.WriteStream): number {
  return Math.min(stream.columns || DEFAULT_WIDTH, WIDEST);
}

/** Breaks at blanks; a word that is longer than a line stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
