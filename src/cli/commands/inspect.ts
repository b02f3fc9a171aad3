/** `olx-abtest inspect`: shows the experiments of a course. */
import type { CommandModule } from 'yargs';
import { last } from '../args/option.js';
import { readPaths } from '../files/reading.js';
import { FINDINGS, FINE } from '../process/exit.js';
import { sayDiagnostics } from '../reports/report.js';
import { data } from '../terminal/output.js';

const FORMATS = ['table', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface InspectArguments {
  readonly path: string;
  readonly format: Format;
}

export const inspect: CommandModule<object, InspectArguments> = {
  builder: (yargs) =>
    yargs
      .positional('path', {
        type: 'string',
        demandOption: true,
        describe: 'A course directory, a .tar.gz, a directory of courses, an XML file, or - for stdin',
      })
      .option('format', {
        choices: FORMATS,
        default: 'table' as Format,
        requiresArg: true,
        coerce: last<Format>,
        describe: 'A table for people, or JSON for programs',
      })
      .example('$0 inspect course/', 'all experiments of a course')
      .example('$0 inspect --format json course/ | jq .blocks[].experiment', 'their names'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run({ path, format }: InspectArguments): Promise<number> {
  const { readings, exit } = await readPaths([path]);
  const [reading] = readings;
  if (reading === undefined) return exit;
  const { courses, diagnostics } = reading.loaded;
  const faults = diagnostics.filter(({ severity }) => severity === 'error');
  await sayDiagnostics(faults);
  if (format === 'json') {
    const { inspectionJson } = await import('../reports/inspection-json.js');
    data(await inspectionJson(courses));
  } else if (faults.length === 0 || courses.some(({ blocks }) => blocks.length > 0)) {
    const { inspectionTable } = await import('../reports/inspection-table.js');
    for (const part of await inspectionTable(courses, process.stdout)) data(part);
  }
  return faults.length > 0 ? FINDINGS : FINE;
}
