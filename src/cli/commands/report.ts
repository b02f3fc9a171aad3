/** `olx-abtest report`: writes the preview of a course into one file to send and print. */

import { isPicture } from '../../presentation/file-kinds.js';
import { VERSION } from '../../presentation/program.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { text, texts, wholeNumber } from '../args/options.js';
import { ANALYSIS_OPTION, analysisIn } from '../files/analysis-file.js';
import { COURSE, oneCourse, refuseEmptyNames } from '../files/one-course.js';
import { refuseForeign, writeReportFile } from '../files/report-file.js';
import { openToLook, storeOption } from '../stores/open-store.js';
import { stderr, stdout } from '../terminal/output.js';

const STDOUT = '-';
const MOST_LEARNERS = 1_000_000;

const POSITIONALS = { course: COURSE };
const OPTIONS = {
  out: text('The file to write, or - for stdout; an earlier report is replaced', {
    required: 'Give a file, such as --out report.html.',
  }),
  store: storeOption(),
  learner: texts('Show the course as this learner sees it; two are compared'),
  learners: wholeNumber('The number of learners in the simulated class', {
    alias: 'n',
    least: 1,
    most: MOST_LEARNERS,
    default: 1000,
  }),
  seed: text('The seed of the simulated class', { default: '1' }),
  analysis: ANALYSIS_OPTION,
};
type ReportArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Write the experiments and their blocks into one HTML file',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 report course/ --out report.html', 'the whole course'],
    ['$0 report course/ --out report.html --learner ada --learner bob', 'with two learners'],
  ],
  check({ learner }) {
    refuseEmptyNames(learner);
  },
  run,
});

async function run({
  course: path,
  out,
  store: url,
  learner,
  learners,
  seed,
  analysis: file,
}: ReportArguments): Promise<number> {
  if (out !== STDOUT) refuseForeign(out);
  const chosen = await oneCourse(path, undefined, false, { keepStatic: isPicture });
  if (typeof chosen === 'number') return chosen;
  const analysis = await analysisIn(file, chosen.experiments);
  const [{ previewCourse }, { reportHtml }] = await Promise.all([
    import('../../preview/page/preview-course.js'),
    import('../../preview/report/report.js'),
  ]);
  const store = await openToLook(url);
  try {
    const text = await reportHtml(previewCourse(chosen.course), {
      store,
      version: VERSION,
      learners: learner,
      classSize: learners,
      seed,
      analysis,
    });
    if (out === STDOUT) stdout(text);
    else {
      await writeReportFile(out, text);
      stderr(`olx-abtest: wrote ${out} (${sizeText(Buffer.byteLength(text))})\n`);
    }
    return chosen.exit;
  } finally {
    await store.close();
  }
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
