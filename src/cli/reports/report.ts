/** The report of `validate` in the requested format; only that format's code is loaded. */
import type { Diagnostic, DiagnosticSummary } from '../../index.js';
import { VERSION } from '../../presentation/program.js';
import { stderr, stdout } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';

export const FORMATS = ['pretty', 'json', 'sarif', 'github', 'junit'] as const;
type Format = (typeof FORMATS)[number];

interface Verdict {
  /** The diagnostics to show. */
  readonly diagnostics: readonly Diagnostic[];
  /** Counts of all diagnostics, shown or not. */
  readonly summary: DiagnosticSummary;
  /** Messages about paths that could not be read. */
  readonly failures: readonly string[];
  /** The URL of the folder with the rules' pages, for SARIF. */
  readonly docsUrl?: string | undefined;
  /** Whether the course passed. */
  readonly isFine: boolean;
}

/** Writes the report to stdout. The summary line is the end of a pretty report, and goes to stderr with the other formats. */
export async function writeReport(format: Format, verdict: Verdict): Promise<void> {
  if (format === 'pretty') return writePretty(verdict);
  stdout(await textOf(format, verdict));
  await writeSummary(verdict);
}

/** The line at the end of a report alone, to stderr. */
export async function writeSummary(verdict: Verdict): Promise<void> {
  stderr(`${await summaryLine(verdict, process.stderr)}\n`);
}

async function textOf(format: Exclude<Format, 'pretty'>, verdict: Verdict): Promise<string> {
  const { diagnostics, summary, failures, docsUrl } = verdict;
  const content = await import('../../content.js');
  if (format === 'json') return content.formatJson(diagnostics, summary);
  if (format === 'github') return content.formatGithub(diagnostics);
  if (format === 'junit') return content.formatJunit(diagnostics, summary);
  const [{ rulePageText }, { leftOut, MOST_SARIF_RESULTS }] = await Promise.all([
    import('../../presentation/rule-pages.js'),
    import('../../internal/content.js'),
  ]);
  if (diagnostics.length > MOST_SARIF_RESULTS) stderr(`olx-abtest: ${leftOut(diagnostics.length)}\n`);
  const own = { version: VERSION, rules: content.rules, failures, page: rulePageText };
  return content.formatSarif(diagnostics, { ...own, ...(docsUrl !== undefined && { docsUrl }) });
}

async function writePretty(verdict: Verdict): Promise<void> {
  const { formatPretty } = await import('../../internal/checking.js');
  const paint = paintFor(process.stdout);
  const { columns } = process.stdout;
  for (const each of verdict.diagnostics) stdout(`${formatPretty(each, paint, columns)}\n`);
  stdout(`${await summaryLine(verdict, process.stdout)}\n`);
}

async function summaryLine(verdict: Verdict, stream: NodeJS.WriteStream): Promise<string> {
  const { summaryText } = await import('../../internal/checking.js');
  const { isFine, summary, diagnostics } = verdict;
  const paint = paintFor(stream);
  const mark = isFine ? paint.good('✔') : paint.severity('error', '✖');
  const hidden = summary.errors + summary.warnings + summary.infos - diagnostics.length;
  return `${mark} ${paint.bold(summaryText(summary))}${hidden === 0 ? '' : ', only errors are shown'}`;
}

/** Prints diagnostics during another command: to stderr, in the format of `validate`. */
export async function sayDiagnostics(diagnostics: readonly Diagnostic[]): Promise<void> {
  if (diagnostics.length === 0) return;
  const { formatPretty } = await import('../../internal/checking.js');
  const paint = paintFor(process.stderr);
  for (const each of diagnostics) stderr(`${formatPretty(each, paint, process.stderr.columns)}\n`);
}
