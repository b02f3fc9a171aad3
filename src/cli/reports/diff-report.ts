/** The changes of a course in the format that was asked for. */
import type { Course, CourseDiff } from '../../index.js';
import { VERSION } from '../../presentation/program.js';
import { stderr, stdout } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';
import type { FORMATS } from './report.js';

type Format = (typeof FORMATS)[number];

/** The summary line ends a pretty report, and goes to stderr beside the others. */
export async function writeDiff(
  format: Format,
  diff: CourseDiff,
  before: Course,
  after: Course,
): Promise<void> {
  if (format === 'pretty') return writePretty(diff, before, after);
  stdout(await textOf(format, diff, before, after));
  stderr(`${await summaryLine(diff, process.stderr)}\n`);
}

async function textOf(
  format: Exclude<Format, 'pretty'>,
  diff: CourseDiff,
  before: Course,
  after: Course,
): Promise<string> {
  const changes = await import('../../changes.js');
  if (format === 'json') return changes.diffJson(diff);
  const library = await import('../../content.js');
  const diagnostics = changes.diffDiagnostics(diff, before, after);
  if (format === 'github') return library.formatGithub(diagnostics);
  const looked = { files: after.xmlFiles.length, blocks: after.blocks.length };
  if (format === 'junit')
    return library.formatJunit(diagnostics, library.summarizeDiagnostics(diagnostics, looked));
  return library.formatSarif(diagnostics, {
    version: VERSION,
    rules: changes.diffRules,
    more: () => 'olx-abtest diff --help',
  });
}

async function writePretty(diff: CourseDiff, before: Course, after: Course): Promise<void> {
  const { diffDiagnostics } = await import('../../changes.js');
  const { formatPretty } = await import('../../internal/checking.js');
  const { visible } = await import('../../internal/content.js');
  const paint = paintFor(process.stdout);
  diffDiagnostics(diff, before, after).forEach((diagnostic, index) => {
    stdout(`${formatPretty(diagnostic, paint, process.stdout.columns)}\n`);
    const { patch } = diff.changes[index]!;
    if (patch !== null) stdout(`${patch.split('\n').map(visible).join('\n')}\n`);
  });
  stdout(`${await summaryLine(diff, process.stdout)}\n`);
}

async function summaryLine(diff: CourseDiff, stream: NodeJS.WriteStream): Promise<string> {
  const { diffSummary } = await import('../../changes.js');
  const paint = paintFor(stream);
  const mark = diff.verdict === 'breaking' ? paint.severity('error', '✖') : paint.good('✔');
  return `${mark} ${paint.bold(diffSummary(diff))}`;
}
