/** Diagnostics as workflow commands of GitHub Actions: annotations on the lines of a pull request. */
import type { Diagnostic, Severity } from './diagnostic.js';
import { visible } from './visible.js';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<
  Severity,
  string
>;

/**
 * Workflow commands of GitHub Actions, one line for each diagnostic. GitHub ignores the columns of a place that spans lines, so they are left out there.
 * @example
 * console.log(formatGithub(checkCourse(course)).split(',')[0]); // → ::notice file=course/abtest/welcome.xml
 */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((each) => `${command(each)}\n`).join('');
}

function command({ severity, ruleId, message, hint, place }: Diagnostic): string {
  const { file, start, end } = place;
  const isOneLine = start.line === end.line;
  const properties = [
    ['file', file],
    ['line', start.line],
    ...(isOneLine ? [['col', start.column] as const] : []),
    ['endLine', end.line],
    ...(isOneLine ? [['endColumn', end.column] as const] : []),
    ['title', `olx-abtest ${ruleId}`],
  ] as const;
  const said = properties.map(([name, value]) => `${name}=${escapeProperty(visible(String(value)))}`);
  const lines = [message, hint].filter((text) => text !== '').map(visible);
  return `::${COMMANDS[severity]} ${said.join(',')}::${escapeData(lines.join('\n'))}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
