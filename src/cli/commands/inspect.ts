/** `olx-abtest inspect`: shows the experiments of a course. */

import { type Arguments, defineCommand } from '../args/command.js';
import { path, TABLE_FORMAT } from '../args/options.js';
import { readPaths } from '../files/reading.js';
import { FINDINGS, FINE } from '../process/cli-errors.js';
import { sayDiagnostics } from '../reports/report.js';
import { stdout } from '../terminal/output.js';

const POSITIONALS = {
  path: path('A course directory, a .tar.gz, a directory of courses, an XML file, or - for stdin', {
    required: 'Give a course, or "." for the current directory.',
  }),
};
const OPTIONS = { format: TABLE_FORMAT };
type InspectArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show the experiments, their groups and portions, and what each group sees',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 inspect course/', 'all experiments of a course'],
    ['$0 inspect --format json course/ | jq .blocks[].experiment', 'their names'],
  ],
  run,
});

async function run({ path, format }: InspectArguments): Promise<number> {
  const { readings, exit } = await readPaths([path]);
  const [reading] = readings;
  if (reading === undefined) return exit;
  const { courses, diagnostics } = reading.loaded;
  const faults = diagnostics.filter(({ severity }) => severity === 'error');
  await sayDiagnostics(faults);
  if (format === 'json') {
    const { inspectionJson } = await import('../reports/inspection.js');
    stdout(await inspectionJson(courses));
  } else if (faults.length === 0 || courses.some(({ blocks }) => blocks.length > 0)) {
    const { inspectionTable } = await import('../reports/inspection-table.js');
    for (const part of await inspectionTable(courses, process.stdout)) stdout(part);
  }
  return faults.length > 0 ? FINDINGS : FINE;
}
