/** `olx-abtest format`: formats A/B elements as Open edX's own exporter does. */

import { replaceFile } from '../../disk/write-file.js';
import type { Course, Diagnostic, XmlFile } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { ignoring, loadConfig } from '../args/config.js';
import { flag, path, paths, STDIN } from '../args/options.js';
import { type Reading, readPaths } from '../files/reading.js';
import { FAILURE, FailureError, FINDINGS, FINE, printError, UsageError } from '../process/cli-errors.js';
import { sayDiagnostics } from '../reports/report.js';
import { stdout } from '../terminal/output.js';

const POSITIONALS = {
  path: paths('Course directories or XML files; without options a single file, or - for stdin', {
    required: 'Give a course, or "." for the current directory.',
  }),
};
const OPTIONS = {
  check: flag('Exit with 1 and list files that differ'),
  write: flag('Write the files that differ'),
  config: path('Configuration file (only its "ignore" is used)'),
};
/** A checkout with CR LF keeps it. */
const CANONICAL = { style: 'canonical', lineEnds: 'own' } as const;
type FormatArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Format the A/B elements as Open edX exports them; the rest is unchanged',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 format abtest/welcome.xml', 'print the formatted file'],
    ['$0 format --check course/', 'in CI'],
    ['$0 format --write course/', 'change the files'],
  ],
  check({ check, write }) {
    if (check && write)
      throw new UsageError('--check and --write exclude each other', 'Leave out one of them.');
  },
  run,
});

async function run(argv: FormatArguments): Promise<number> {
  const { rules } = await import('../../content.js');
  const config = await loadConfig(
    argv.config,
    rules.map(({ id }) => id),
  );
  if (argv.write && argv.path.includes(STDIN))
    throw new UsageError('Standard input cannot be written to', 'Leave out --write to print the result.');
  const ignore = (await ignoring(config)) ?? (() => false);
  const { readings, exit } = await readPaths(argv.path, { ignore });
  const unreadable = readings.flatMap(faultsOfXml).filter(({ place }) => !ignore(place.file));
  await sayDiagnostics(unreadable);
  const before = Math.max(exit, unreadable.length > 0 ? FINDINGS : FINE);
  if (!argv.check && !argv.write) return Math.max(before, await print(readings, argv.path.length));
  let after = before;
  for (const { loaded } of readings)
    for (const course of loaded.courses)
      after = Math.max(after, await formatCourse(course, argv.write === true, ignore));
  return after;
}

/** Prints the result of a single file to stdout. */
async function print(readings: readonly Reading[], pathCount: number): Promise<number> {
  const [reading] = readings;
  if (pathCount > 1 || reading?.loaded.courses.some(({ kind }) => kind !== 'blocks'))
    throw new UsageError('Only a single file can be printed', 'Use --check or --write for a course.');
  const document = reading?.loaded.course.xmlFiles[0]?.document;
  if (!document) return FINE;
  const { writeXml } = await import('../../content.js');
  stdout(writeXml(document, CANONICAL));
  return FINE;
}

/** Lists the files that differ, and writes them if requested. */
async function formatCourse(
  course: Course,
  write: boolean,
  ignore: (path: string) => boolean,
): Promise<number> {
  let exit = FINE;
  for (const file of course.xmlFiles) {
    if (ignore(file.file)) continue;
    try {
      const formatted = await formattedBytes(file);
      if (formatted === undefined) continue;
      if (write) refuseArchive(course);
      if (write) await replaceFile(file.file, formatted);
      stdout(`${await shownName(file.file)}\n`);
      if (!write) exit = Math.max(exit, FINDINGS);
    } catch (error) {
      exit = Math.max(exit, printError(error), FAILURE);
      if (isArchive(course)) return exit;
    }
  }
  return exit;
}

/** A pipe gets the unchanged name; a terminal must not get control characters. */
async function shownName(file: string): Promise<string> {
  return process.stdout.isTTY ? (await import('../../internal/content.js')).visible(file) : file;
}

const AB_TAG = /<(abtest|split_test)\b/;

/** The formatted file; `undefined` when it is already formatted, has no A/B elements, or cannot be read. */
async function formattedBytes({ document, source }: XmlFile): Promise<Uint8Array | undefined> {
  if (document === null || source === null || !AB_TAG.test(source.text)) return undefined;
  const { writeXml } = await import('../../content.js');
  const formatted = writeXml(document, CANONICAL);
  return Buffer.compare(formatted, writeXml(document)) === 0 ? undefined : formatted;
}

function isArchive({ label }: Course): boolean {
  return /\.(tar\.gz|tgz)$/i.test(label);
}

function refuseArchive(course: Course): void {
  if (!isArchive(course)) return;
  throw new FailureError(
    `"${course.label}" is an archive; only directories and files can be formatted`,
    'Unpack it, format the directory, and pack it again.',
  );
}

/** The problems of files that are not well-formed; such files are never written. */
function faultsOfXml({ loaded }: Reading): Diagnostic[] {
  const broken = new Set(
    loaded.courses
      .flatMap(({ xmlFiles }) => xmlFiles)
      .flatMap((each) => (each.problems.length > 0 ? [each.file] : [])),
  );
  return loaded.diagnostics.filter(({ place, severity }) => broken.has(place.file) && severity === 'error');
}
