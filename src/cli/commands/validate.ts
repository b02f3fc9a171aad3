/** `olx-abtest validate`: checks course content and reports errors. */
import type { Course, FixOptions } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, flag, path, paths, STDIN, texts, wholeNumber } from '../args/options.js';
import { readPaths } from '../files/reading.js';
import { FINDINGS, FINE, UsageError } from '../process/cli-errors.js';
import { FORMATS, writeReport, writeSummary } from '../reports/report.js';
import { counted } from '../reports/rows.js';
import { stderr, stdout } from '../terminal/output.js';

const POSITIONALS = {
  path: paths('A course directory, a .tar.gz, a directory of courses, an XML file, or - for stdin', {
    required: 'Give a course, or "." for the current directory.',
  }),
};
const OPTIONS = {
  format: choice(FORMATS, 'The format of the report', { default: 'pretty' }),
  rule: texts('Severity of a rule: ID=off|info|warning|error (repeatable)', {
    defaultDescription: "each rule's own",
  }),
  'max-warnings': wholeNumber('Exit with 1 when there are more warnings than this', { least: 0 }),
  'explain-import': flag(
    "List every block of the A/B tests with its outcome in Open edX's import, instead of the findings",
  ),
  fix: flag('Write the fixes of findings that have one sure fix, then report what is left'),
  'fix-dry-run': flag(
    'Print what --fix would write as a diff, instead of the findings; exit with 1 if it is anything',
  ),
  quiet: flag('Show errors only; the summary still counts all'),
  config: path('Configuration file', {
    defaultDescription: 'the nearest olx-abtest.config.json upward',
  }),
};
type ValidateArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Check courses, archives and single files for errors in their A/B blocks',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 validate course/', 'a course directory'],
    ['$0 validate --format sarif course.tar.gz', 'for code scanning'],
    ['$0 validate --rule portion-sum=off course/', 'without a rule'],
    ['$0 validate --explain-import course/', 'what arrives in Open edX, block by block'],
    ['$0 validate --fix-dry-run course/', 'what could be fixed, as a diff'],
    ['$0 validate --fix course/', 'write the fixes'],
    ['cat unit.xml | $0 validate -', 'from stdin'],
  ],
  check({ path: given, fix, 'fix-dry-run': dryRun, format }) {
    if (fix && dryRun)
      throw new UsageError('--fix and --fix-dry-run exclude each other', 'Leave out one of them.');
    if (fix && given.includes(STDIN))
      throw new UsageError('Standard input cannot be written to', 'Write --fix-dry-run, or give a file.');
    if (dryRun && format !== 'pretty')
      throw new UsageError('--fix-dry-run prints a diff, which has no format', 'Leave out --format.');
  },
  run,
});

async function run(argv: ValidateArguments): Promise<number> {
  const [{ checkCourse, rules, summarizeDiagnostics }, { loadConfig }, { readRuleOptions }, { ignoring }] =
    await Promise.all([
      import('../../internal/checking.js'),
      import('../args/config.js'),
      import('../args/severities.js'),
      import('../args/config.js'),
    ]);
  const ruleIds = rules.map(({ id }) => id);
  const fromOptions = readRuleOptions(argv.rule, ruleIds);
  const config = await loadConfig(argv.config, ruleIds);
  const ignore = await ignoring(config);
  const { readings, failures, exit } = await readPaths(argv.path, ignore && { ignore });
  if (readings.length === 0) return exit;
  const read = readings.flatMap(({ loaded }) => loaded.courses);
  const severities = { ...config.severities, ...fromOptions };
  const fixed = await fixedIfAsked(argv, read, {
    severities,
    ...(ignore && { isWanted: ({ place }) => !ignore(place.file) }),
  });
  const { courses } = fixed;
  const all = courses.flatMap((course) => checkCourse(course, severities));
  // Pointers to ignored files are still resolved; only findings about these files are left out.
  const found = ignore === undefined ? all : all.filter(({ place }) => !ignore(place.file));
  // A policy given by itself is the file that was checked.
  const files = courses.reduce((sum, course) => sum + (course.xmlFiles.length || (course.policy ? 1 : 0)), 0);
  const blocks = courses.reduce((sum, course) => sum + course.blocks.length, 0);
  const summary = summarizeDiagnostics(found, { files, blocks });
  const { 'max-warnings': maxWarnings } = argv;
  const isOver = maxWarnings !== undefined && summary.warnings > maxWarnings;
  const isFine = summary.errors === 0 && !isOver;
  const diagnostics = argv.quiet ? found.filter(({ severity }) => severity === 'error') : found;
  if (argv['explain-import']) {
    const { importJson, importTable } = await import('../reports/imports.js');
    stdout(await (argv.format === 'json' ? importJson : importTable)(courses));
  } else if (argv['fix-dry-run']) await writeSummary({ diagnostics: found, summary, failures, isFine });
  else await writeReport(argv.format, { diagnostics, summary, failures, isFine });
  if (isOver) {
    const found = counted(summary.warnings, 'warning');
    stderr(`olx-abtest: ${found}, more than --max-warnings ${maxWarnings}
`);
  }
  return Math.max(exit, fixed.exit, isFine ? FINE : FINDINGS);
}

/** Without either option the courses as they are. */
async function fixedIfAsked(
  { fix, 'fix-dry-run': dryRun }: ValidateArguments,
  courses: readonly Course[],
  options: FixOptions,
): Promise<{ readonly courses: readonly Course[]; readonly exit: number }> {
  if (!fix && !dryRun) return { courses, exit: FINE };
  const { fixCourses } = await import('../checking/fixing.js');
  const { files, ...fixed } = await fixCourses(courses, options, fix === true);
  return { ...fixed, exit: dryRun && files > 0 ? Math.max(fixed.exit, FINDINGS) : fixed.exit };
}
