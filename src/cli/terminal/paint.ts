/** Terminal text: its colours where they are supported, and its width. */
import picocolors from 'picocolors';
import type { Paint } from '../../index.js';

export interface TerminalPaint extends Paint {
  good(text: string): string;
  code(text: string): string;
}

/** NO_COLOR and `--no-color` take precedence; FORCE_COLOR and `--color` colour even a file. */
export function paintFor(stream: NodeJS.WriteStream): TerminalPaint {
  const isForced = Boolean(process.env.FORCE_COLOR) || process.argv.includes('--color');
  const colors = picocolors.createColors(picocolors.isColorSupported && (stream.isTTY || isForced));
  const paints = { error: colors.red, warning: colors.yellow, info: colors.blue };
  return {
    severity: (severity, text) => colors.bold(paints[severity](text)),
    dim: colors.dim,
    bold: colors.bold,
    code: colors.cyan,
    good: (text) => colors.bold(colors.green(text)),
  };
}

const DEFAULT_WIDTH = 80;
const WIDEST = 100;

/** The columns to use: the width of the terminal within limits. */
export function textWidth(stream: NodeJS.WriteStream): number {
  return Math.min(stream.columns || DEFAULT_WIDTH, WIDEST);
}

/** Breaks at spaces; a word longer than a line is not broken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
