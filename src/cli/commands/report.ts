/** `olx-abtest report`: the preview of a course as one file that can be sent and printed. */
import type { CommandModule } from 'yargs';
import { isPicture } from '../../presentation/picture-kind.js';
import { last, lastName, names } from '../args/option.js';
import { version } from '../args/version.js';
import { wholeNumber } from '../args/whole-number.js';
import { COURSE, oneCourse } from '../files/one-course.js';
import { refuseForeign, writeReportFile } from '../files/report-file.js';
import { UsageError } from '../process/cli-errors.js';
import { openToLook, STORE_OPTION } from '../stores/open-store.js';
import { data, words } from '../terminal/output.js';

const STDOUT = '-';
const MOST_LEARNERS = 1_000_000;

export interface ReportArguments {
  readonly course: string;
  readonly out: string;
  readonly store: string | undefined;
  readonly learner: readonly string[];
  readonly learners: number;
  readonly seed: string;
}

export const report: CommandModule<object, ReportArguments> = {
  builder: (yargs) =>
    yargs
      .positional('course', COURSE)
      .option('out', {
        type: 'string',
        demandOption: 'Say where to write: --out report.html',
        requiresArg: true,
        coerce: (value: unknown) => lastName(value)!,
        describe: 'The file to write; - for stdout. An earlier report is replaced',
      })
      .option('store', STORE_OPTION)
      .option('learner', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        requiresArg: true,
        coerce: names,
        describe: 'The course as this learner sees it; two are compared',
      })
      .option('learners', {
        alias: 'n',
        default: 1000,
        requiresArg: true,
        coerce: (value: unknown) => readLearners(last(value)),
        describe: 'How many learners the simulated class has',
      })
      .option('seed', {
        type: 'string',
        default: '1',
        requiresArg: true,
        coerce: (value: unknown) => lastName(value)!,
        describe: 'The same seed gives the same class',
      })
      .check(({ learner }) => {
        if (learner.includes('')) throw new UsageError('A learner without a name has no group');
        return true;
      })
      .example('$0 report course/ --out report.html', 'everything in one file')
      .example('$0 report course/ --out report.html --learner ada --learner bob', 'and two learners'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run({
  course: path,
  out,
  store: url,
  learner,
  learners,
  seed,
}: ReportArguments): Promise<number> {
  if (out !== STDOUT) refuseForeign(out);
  const chosen = await oneCourse(path, undefined, false, { keepStatic: isPicture });
  if (typeof chosen === 'number') return chosen;
  const [{ previewCourse }, { reportHtml }] = await Promise.all([
    import('../../preview/page/preview-course.js'),
    import('../../preview/report/report.js'),
  ]);
  const store = await openToLook(url);
  try {
    const text = await reportHtml(previewCourse(chosen.course), {
      store,
      version: version(),
      learners: learner,
      classSize: learners,
      seed,
    });
    if (out === STDOUT) data(text);
    else {
      writeReportFile(out, text);
      words(`olx-abtest: wrote ${out} (${sizeText(Buffer.byteLength(text))})\n`);
    }
    return chosen.exit;
  } finally {
    await store.close();
  }
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function readLearners(value: unknown): number {
  const learners = wholeNumber('--learners', value, 1);
  if (learners <= MOST_LEARNERS) return learners;
  throw new UsageError(`--learners ${learners} is more than ${MOST_LEARNERS}`);
}
