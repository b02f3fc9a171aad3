/** `olx-abtest assignments import`: imports assignments from elsewhere, such as the states of an old LMS. */

import type { ImportedAssignment } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, emptyText, path } from '../args/options.js';
import { IMPORT_FORMATS, importRows } from '../files/import-file.js';
import { refuseMissing } from '../files/input.js';
import { SCOPE_OPTIONS } from '../files/one-course.js';
import { DELIMITER_OPTION, readDelimiter } from '../files/table-shape.js';
import { BadRows, FINDINGS, FINE, UsageError } from '../process/cli-errors.js';
import { Interruption } from '../process/interruption.js';
import { openToWrite, storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';
import { Counter } from '../terminal/progress.js';

const POSITIONALS = {
  file: path('CSV or JSON lines; - for stdin', { required: 'Give a file, or - for stdin.' }),
};
const OPTIONS = {
  store: storeOption(),
  scope: emptyText('Instead of the scopes in the file', { defaultDescription: 'those in the file' }),
  'all-courses': SCOPE_OPTIONS['all-courses'],
  format: choice(IMPORT_FORMATS, 'The format of the file', { defaultDescription: 'by its first character' }),
  delimiter: DELIMITER_OPTION,
};
type ImportArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Import assignments; a stored one is never overwritten',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [['$0 assignments import states.csv --scope course-v1:X+Y+Z', 'the states of an old LMS']],
  check({ scope, 'all-courses': all, delimiter }) {
    if (readDelimiter(delimiter) === '')
      throw new UsageError('An import needs several columns', 'Write --delimiter comma, semicolon or tab.');
    if (all && scope)
      throw new UsageError('--scope and --all-courses exclude each other', 'Leave out one of them.');
  },
  run,
});

type Counts = Record<ImportedAssignment['outcome'], number>;

async function run(argv: ImportArguments): Promise<number> {
  refuseMissing(argv.file);
  const { importAssignments } = await import('../../learners.js');
  const scope = argv['all-courses'] ? '' : argv.scope;
  const rows = importRows(argv.file, argv.format, argv.delimiter);
  const store = await openToWrite(argv.store, 'importing into');
  const interruption = new Interruption();
  const counts: Counts = { stored: 0, known: 0, conflict: 0, skipped: 0, refused: 0 };
  const faults = new BadRows();
  const counter = new Counter('rows read');
  let count = 0;
  try {
    for await (const imported of importAssignments(store, rows, scope === undefined ? {} : { scope })) {
      counts[imported.outcome] += 1;
      report(imported, faults);
      count += 1;
      counter.show(count);
      if (interruption.exit !== null) break;
    }
  } finally {
    interruption.done();
    counter.clear();
    await store.close();
    if (count > 0) summarize(counts);
  }
  return interruption.exit ?? (faults.count > 0 ? FINDINGS : FINE);
}

function report(imported: ImportedAssignment, faults: BadRows): void {
  if (imported.outcome === 'refused') faults.print(imported.line, imported.why);
  if (imported.outcome !== 'conflict') return;
  const { given, stored, line } = imported;
  faults.print(
    line,
    `"${given.learner}" is already in group "${stored.group}" and is not moved to "${given.group}"`,
  );
}

function summarize({ stored, known, conflict, skipped, refused }: Counts): void {
  const parts = [
    `${stored} stored`,
    `${known} already stored`,
    `${conflict} in conflict`,
    `${refused} refused`,
  ];
  if (skipped > 0) parts.push(`${skipped} for other kinds of blocks`);
  stderr(`olx-abtest: ${parts.join(', ')}\n`);
}
