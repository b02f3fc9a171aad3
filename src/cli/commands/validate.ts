/** `olx-abtest validate`: checks course content and reports what is wrong. */
import type { CommandModule } from 'yargs';
import { last } from '../args/option.js';
import { readPaths } from '../files/reading.js';
import { UsageError } from '../process/cli-errors.js';
import { FINDINGS, FINE } from '../process/exit.js';
import { FORMATS, type Format, writeReport } from '../reports/report.js';
import { words } from '../terminal/output.js';

interface ValidateArguments {
  readonly path: readonly string[];
  readonly format: Format;
  readonly rule: readonly string[];
  readonly 'max-warnings': number | undefined;
  readonly quiet: boolean | undefined;
  readonly config: string | undefined;
}

export const validate: CommandModule<object, ValidateArguments> = {
  builder: (yargs) =>
    yargs
      .positional('path', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'A course directory, a .tar.gz, a directory of courses, an XML file, or - for stdin',
      })
      .option('format', {
        choices: FORMATS,
        default: 'pretty' as Format,
        requiresArg: true,
        coerce: last<Format>,
        describe: 'How to report',
      })
      .option('rule', {
        type: 'string',
        array: true,
        default: [] as string[],
        defaultDescription: 'as the rules have it',
        requiresArg: true,
        describe: 'Severity of a rule: ID=off|info|warning|error (repeatable)',
      })
      .option('max-warnings', {
        type: 'number',
        requiresArg: true,
        coerce: (value: unknown) => readMaxWarnings(last(value)),
        describe: 'Exit with 1 when there are more warnings than this',
      })
      .option('quiet', { type: 'boolean', describe: 'Show errors only; the counts stay' })
      .option('config', {
        type: 'string',
        requiresArg: true,
        coerce: last<string>,
        describe: 'Configuration file',
        defaultDescription: 'the nearest olx-abtest.config.json upward',
      })
      .example('$0 validate course/', 'a course directory')
      .example('$0 validate --format sarif course.tar.gz', 'for code scanning')
      .example('$0 validate --rule portion-sum=off course/', 'without a rule')
      .example('cat unit.xml | $0 validate -', 'from stdin'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: ValidateArguments): Promise<number> {
  const [{ checkCourse, rules, summarize }, { loadConfig }, { readRuleOptions }, { ignoring }] =
    await Promise.all([
      import('../../content.js'),
      import('../args/config.js'),
      import('../args/severities.js'),
      import('../args/ignore.js'),
    ]);
  const ruleIds = rules.map(({ id }) => id);
  const fromOptions = readRuleOptions(argv.rule, ruleIds);
  const config = await loadConfig(argv.config, ruleIds);
  const ignore = await ignoring(config);
  const { readings, failures, exit } = await readPaths(argv.path, ignore && { ignore });
  if (readings.length === 0) return exit;
  const courses = readings.flatMap(({ loaded }) => loaded.courses);
  const severities = { ...config.severities, ...fromOptions };
  const all = courses.flatMap((course) => checkCourse(course, severities));
  // Pointers to ignored files still find them; only what is said about the files is left out.
  const found = ignore === undefined ? all : all.filter(({ place }) => !ignore(place.file));
  // A policy that is given alone is the file that was checked.
  const files = courses.reduce((sum, course) => sum + (course.xmlFiles.length || (course.policy ? 1 : 0)), 0);
  const blocks = courses.reduce((sum, course) => sum + course.blocks.length, 0);
  const summary = summarize(found, { files, blocks });
  const { 'max-warnings': maxWarnings } = argv;
  const isOver = maxWarnings !== undefined && summary.warnings > maxWarnings;
  const isFine = summary.errors === 0 && !isOver;
  const diagnostics = argv.quiet ? found.filter(({ severity }) => severity === 'error') : found;
  await writeReport(argv.format, { diagnostics, summary, failures, isFine });
  if (isOver) {
    const found = `${summary.warnings} warning${summary.warnings === 1 ? '' : 's'}`;
    words(`olx-abtest: ${found}, and --max-warnings ${maxWarnings} allows fewer
`);
  }
  return Math.max(exit, isFine ? FINE : FINDINGS);
}

function readMaxWarnings(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new UsageError(
    '--max-warnings is not a whole number from 0 on',
    'Write --max-warnings 0, for example.',
  );
}
