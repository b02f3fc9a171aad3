/** `olx-abtest validate`: checks course content and reports errors. */
import type { Course, Diagnostic, FixOptions } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, emptyText, flag, path, paths, STDIN, text, texts, wholeNumber } from '../args/options.js';
import type { Changed } from '../checking/changed.js';
import { baseFor, fromBase } from '../checking/from-base.js';
import { readSettings, type Settings } from '../checking/settings.js';
import { readPaths } from '../files/reading.js';
import { FINDINGS, FINE, printError, UsageError } from '../process/cli-errors.js';
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
    'Print what --fix would write as a diff, instead of the findings; exit with 1 if a fix or an error is found',
  ),
  baseline: path('Report only findings that are not in this file, which --update-baseline writes'),
  'update-baseline': flag('Write the present findings into the file of --baseline'),
  quiet: flag('Show errors only; the summary still counts all'),
  changed: emptyText(
    'Report only findings of files that differ from a commit of git: --changed, or --changed=REF',
    {
      defaultDescription: 'HEAD where no REF is given',
    },
  ),
  watch: flag('Check again whenever a file changes'),
  base: path('Folder that the file names of the report are relative to', {
    defaultDescription: '$GITHUB_WORKSPACE for github and sarif, else the working directory',
  }),
  'docs-url': text("URL of the folder with the rules' pages, for the links of SARIF"),
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
    ['$0 validate --baseline known.json --update-baseline course/', 'accept what is there'],
    ['cat unit.xml | $0 validate -', 'from stdin'],
  ],
  check({
    path: given,
    fix,
    'fix-dry-run': dryRun,
    format,
    baseline,
    'update-baseline': update,
    watch,
    changed,
  }) {
    if (fix && dryRun)
      throw new UsageError('--fix and --fix-dry-run exclude each other', 'Leave out one of them.');
    if (fix && given.includes(STDIN))
      throw new UsageError('Standard input cannot be written to', 'Write --fix-dry-run, or give a file.');
    if (update && baseline === undefined)
      throw new UsageError('--update-baseline needs --baseline', 'Name the file with --baseline FILE.');
    if (update && changed !== undefined)
      throw new UsageError('--update-baseline needs all findings', 'Leave out --changed.');
    if (watch && given.includes(STDIN))
      throw new UsageError('--watch needs files, and this is standard input', 'Give a file or a course.');
    if (watch && update) throw new UsageError('--update-baseline writes the file once', 'Leave out --watch.');
    if (dryRun && format !== 'pretty')
      throw new UsageError('--fix-dry-run prints a diff, which has no format', 'Leave out --format.');
  },
  run,
});

async function run(argv: ValidateArguments): Promise<number> {
  if (!argv.watch) return check(argv);
  const { checkOnChange } = await import('../checking/watching.js');
  const watched = { paths: argv.path, config: argv.config, baseline: argv.baseline };
  return checkOnChange(watched, () => check(argv).catch(printError));
}

async function check(argv: ValidateArguments): Promise<number> {
  const { rules } = await import('../../internal/checking.js');
  const settings = await readSettings(
    argv,
    rules.map(({ id }) => id),
  );
  const { ignore } = settings;
  const { readings, failures, exit } = await readPaths(argv.path, ignore && { ignore });
  if (readings.length === 0) return exit;
  const read = readings.flatMap(({ loaded }) => loaded.courses);
  await settings.reportIdle(argv.path, read.flatMap(filesOf));
  const changed =
    argv.changed === undefined
      ? everything
      : await (await import('../checking/changed.js')).changedSince(argv.changed);
  const scope: Scope = { ...settings, changed };
  const fixed = await fixedIfAsked(
    argv,
    read.filter((course) => changed(course) !== null),
    scope,
  );
  const { courses } = fixed;
  const { findings, known } = await findingsIn(argv, courses, scope);
  return Math.max(exit, fixed.exit, await report(argv, courses, findings, { failures, known }));
}

/** What is checked: with the settings, which findings of which courses. */
interface Scope extends Settings {
  readonly changed: Changed;
}

const everything: Changed = () => () => true;

/** Without either option the courses as they are. */
async function fixedIfAsked(
  { fix, 'fix-dry-run': dryRun }: ValidateArguments,
  courses: readonly Course[],
  { severities, judge, changed }: Scope,
): Promise<{ readonly courses: readonly Course[]; readonly exit: number }> {
  if (!fix && !dryRun) return { courses, exit: FINE };
  const { fixCourses } = await import('../checking/fixing.js');
  const optionsOf = (course: Course): FixOptions => {
    const isIn = changed(course) ?? (() => false);
    return { severities, isWanted: (each) => judge(each) !== null && isIn(each) };
  };
  const { files, ...fixed } = await fixCourses(courses, optionsOf, fix === true);
  return { ...fixed, exit: dryRun && files > 0 ? Math.max(fixed.exit, FINDINGS) : fixed.exit };
}

/** The findings to report, and how many more the baseline has. Pointers to ignored files are still resolved. */
async function findingsIn(
  { baseline: file, 'update-baseline': update }: ValidateArguments,
  courses: readonly Course[],
  { severities, judge, changed }: Scope,
): Promise<{ readonly findings: readonly Diagnostic[]; readonly known: number }> {
  const { checkCourse } = await import('../../internal/checking.js');
  const all = courses
    .flatMap((course) => checkCourse(course, severities).filter(changed(course) ?? (() => false)))
    .flatMap((each) => judge(each) ?? []);
  if (file === undefined) return { findings: all, known: 0 };
  const { baselineOf, folderOf, newFindings, readBaseline, writeBaseline } = await import(
    '../checking/baseline.js'
  );
  const folder = folderOf(file);
  if (update) await writeBaseline(file, baselineOf(all, folder));
  const { found, gone } = newFindings(all, readBaseline(file), folder);
  if (gone > 0 && changed === everything) {
    const are = gone === 1 ? 'is' : 'are';
    stderr(
      `olx-abtest: ${counted(gone, 'finding')} of "${file}" ${are} gone; --update-baseline takes them out\n`,
    );
  }
  return { findings: found, known: all.length - found.length };
}

interface Beside {
  readonly failures: readonly string[];
  readonly known: number;
}

/** Returns the exit code that the findings require. */
async function report(
  argv: ValidateArguments,
  courses: readonly Course[],
  findings: readonly Diagnostic[],
  { failures, known }: Beside,
): Promise<number> {
  const { summarizeDiagnostics } = await import('../../internal/checking.js');
  // A policy given by itself is the file that was checked.
  const files = courses.reduce((sum, course) => sum + (course.xmlFiles.length || (course.policy ? 1 : 0)), 0);
  const blocks = courses.reduce((sum, course) => sum + course.blocks.length, 0);
  const summary = summarizeDiagnostics(findings, { files, blocks });
  const { 'max-warnings': maxWarnings } = argv;
  const isOver = maxWarnings !== undefined && summary.warnings > maxWarnings;
  const isFine = summary.errors === 0 && !isOver;
  const diagnostics = argv.quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
  if (argv['explain-import']) {
    const { importJson, importTable } = await import('../reports/imports.js');
    stdout(await (argv.format === 'json' ? importJson : importTable)(courses));
  } else if (argv['fix-dry-run']) await writeSummary({ diagnostics: findings, summary, failures, isFine });
  else {
    const base = baseFor(argv.format, argv.base);
    const named = base === undefined ? diagnostics : fromBase(diagnostics, base);
    await writeReport(argv.format, {
      diagnostics: named,
      summary,
      failures,
      isFine,
      docsUrl: argv['docs-url'],
    });
  }
  if (known > 0) stderr(`olx-abtest: ${counted(known, 'known finding')} of "${argv.baseline}" not shown\n`);
  if (isOver) {
    const found = counted(summary.warnings, 'warning');
    stderr(`olx-abtest: ${found}, more than --max-warnings ${maxWarnings}\n`);
  }
  return isFine ? FINE : FINDINGS;
}

function filesOf({ files }: Course): string[] {
  return [...files.paths()].map((path) => files.display(path));
}
