/** `olx-abtest assignments import`: assignments from elsewhere, such as the states of an old LMS. */
import type { CommandModule } from 'yargs';
import type { Imported } from '../../index.js';
import { last } from '../args/option.js';
import { IMPORT_FORMATS, type ImportFormat, importRows } from '../files/import-file.js';
import { refuseMissing } from '../files/input.js';
import { SCOPE_OPTIONS } from '../files/one-course.js';
import { UsageError } from '../process/cli-errors.js';
import { FINDINGS, FINE } from '../process/exit.js';
import { Faults } from '../process/faults.js';
import { Interruption } from '../process/interruption.js';
import { openToWrite, STORE_OPTION } from '../stores/open-store.js';
import { Counter } from '../terminal/counter.js';
import { words } from '../terminal/output.js';

export interface ImportArguments {
  readonly file: string;
  readonly store: string | undefined;
  readonly scope: string | undefined;
  readonly 'all-courses': boolean | undefined;
  readonly format: ImportFormat | undefined;
}

export const assignmentsImport: CommandModule<object, ImportArguments> = {
  command: 'import <file>',
  describe: 'Read assignments; a stored one is never overwritten',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'CSV or JSON lines; - for stdin' })
      .option('store', STORE_OPTION)
      .option('scope', {
        ...SCOPE_OPTIONS.scope,
        describe: 'Instead of the scopes in the file',
        defaultDescription: 'as the file says',
      })
      .option('all-courses', SCOPE_OPTIONS['all-courses'])
      .option('format', {
        choices: IMPORT_FORMATS,
        requiresArg: true,
        coerce: last<ImportFormat | undefined>,
        describe: 'What the file is',
        defaultDescription: 'by its first character',
      })
      .check(({ scope, 'all-courses': all }) => {
        if (all && scope) throw new UsageError('--scope and --all-courses exclude each other', 'Choose one.');
        return true;
      })
      .example('$0 assignments import states.csv --scope course-v1:X+Y+Z', 'of an old LMS'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

type Counts = Record<Imported['outcome'], number>;

async function run(argv: ImportArguments): Promise<number> {
  refuseMissing(argv.file);
  const { importAssignments } = await import('../../index.js');
  const scope = argv['all-courses'] ? '' : argv.scope;
  const rows = importRows(argv.file, argv.format);
  const store = await openToWrite(argv.store, 'importing into');
  const interruption = new Interruption();
  const counts: Counts = { stored: 0, known: 0, conflict: 0, skipped: 0, refused: 0 };
  const faults = new Faults();
  const counter = new Counter('rows read');
  let count = 0;
  try {
    for await (const imported of importAssignments(store, rows, scope === undefined ? {} : { scope })) {
      counts[imported.outcome] += 1;
      tell(imported, faults);
      count += 1;
      counter.show(count);
      if (interruption.exit !== null) break;
    }
  } finally {
    interruption.done();
    counter.clear();
    await store.close();
    if (count > 0) say(counts);
  }
  return interruption.exit ?? (faults.count > 0 ? FINDINGS : FINE);
}

function tell(imported: Imported, faults: Faults): void {
  if (imported.outcome === 'refused') faults.tell(imported.line, imported.why);
  if (imported.outcome !== 'conflict') return;
  const { given, stored, line } = imported;
  faults.tell(
    line,
    `"${given.learner}" stays in group "${stored.group}" and is not moved to "${given.group}"`,
  );
}

function say({ stored, known, conflict, skipped, refused }: Counts): void {
  const parts = [
    `${stored} stored`,
    `${known} known before`,
    `${conflict} in conflict`,
    `${refused} refused`,
  ];
  if (skipped > 0) parts.push(`${skipped} of other kinds of blocks`);
  words(`olx-abtest: ${parts.join(', ')}\n`);
}
