/** Terminal text: its colours where they are supported, and its width. */
import picocolors from 'picocolors';
import type { Paint } from '../../index.js';

export interface TerminalPaint extends Paint {
  good(text: string): string;
  code(text: string): string;
}

/** NO_COLOR and `--no-color`, or `--color=false`, take precedence; FORCE_COLOR and `--color` colour even a file. */
export function paintFor(stream: NodeJS.WriteStream): TerminalPaint {
  const asked = askedColor(process.argv);
  const isForced = Boolean(process.env.FORCE_COLOR);
  const isOn =
    asked === true
      ? !process.env.NO_COLOR
      : asked !== false && picocolors.isColorSupported && (stream.isTTY || isForced);
  const colors = picocolors.createColors(isOn);
  const paints = { error: colors.red, warning: colors.yellow, info: colors.blue };
  return {
    severity: (severity, text) => colors.bold(paints[severity](text)),
    dim: colors.dim,
    bold: colors.bold,
    code: colors.cyan,
    good: (text) => colors.bold(colors.green(text)),
  };
}

/** What the last `--color`, `--no-color` or `--color=…` asks for, as the parser reads them. */
function askedColor(args: readonly string[]): boolean | undefined {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  const at = options.findLastIndex((each) => /^--(no-)?color(=|$)/.test(each));
  if (at === -1) return undefined;
  const [name, value = options[at + 1]] = options[at]!.split('=');
  return (value === 'false') === (name === '--no-color');
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
