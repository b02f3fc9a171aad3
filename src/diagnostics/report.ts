/** The totals of a run of checks: how much was read, and how many findings there are. */
import type { Diagnostic, Severity } from './diagnostic.js';

export interface DiagnosticSummary {
  /** XML files that were read. */
  readonly files: number;
  /** A/B blocks in them. */
  readonly blocks: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/**
 * Counts diagnostics by severity, beside what was read.
 * @example
 * const summary = summarizeDiagnostics(checkCourse(course), { files: 12, blocks: 3 });
 * console.log(summary.errors); // → 0
 */
export function summarizeDiagnostics(
  diagnostics: readonly Diagnostic[],
  looked: { readonly files: number; readonly blocks: number },
): DiagnosticSummary {
  const count = { error: 0, warning: 0, info: 0 } satisfies Record<Severity, number>;
  for (const { severity } of diagnostics) count[severity] += 1;
  const { files, blocks } = looked;
  return { files, blocks, errors: count.error, warnings: count.warning, infos: count.info };
}

/**
 * `3 errors, 2 warnings, 1 info in 74 files (12 A/B blocks)`.
 * @example
 * console.log(summaryText({ files: 74, blocks: 12, errors: 3, warnings: 2, infos: 1 })); // → 3 errors, 2 warnings, 1 info in 74 files (12 A/B blocks)
 */
export function summaryText({ files, blocks, errors, warnings, infos }: DiagnosticSummary): string {
  const found = [counted(errors, 'error'), counted(warnings, 'warning'), counted(infos, 'info')];
  const said = found.filter((text) => !text.startsWith('0 ')).join(', ') || 'Nothing to report';
  const looked = blocks === 0 ? 'no A/B blocks' : counted(blocks, 'A/B block');
  return `${said} in ${counted(files, 'file')} (${looked})`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
