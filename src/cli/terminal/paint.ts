/** Colours, when there is a terminal to show them. */
import type { Paint } from '../../index.js';

export interface TerminalPaint extends Paint {
  good(text: string): string;
  code(text: string): string;
}

/** NO_COLOR and `--no-color` win; FORCE_COLOR and `--color` paint even into a file. */
export async function paintFor(stream: NodeJS.WriteStream): Promise<TerminalPaint> {
  const { default: picocolors } = await import('picocolors');
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
