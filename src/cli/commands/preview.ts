/** `olx-abtest preview`: serves pages about a course and its A/B blocks on this machine, updated as files change. */

import { once } from 'node:events';
import type { Course, CourseBindings } from '../../index.js';
import { isPicture } from '../../presentation/file-kinds.js';
import { EDITORS } from '../../presentation/program.js';
import { bindingsFor, FLAGS_OPTION } from '../args/bindings.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, port, STDIN } from '../args/options.js';
import { ANALYSIS_OPTION, analysisIn } from '../files/analysis-file.js';
import { COURSE } from '../files/one-course.js';
import { readPaths } from '../files/reading.js';
import { FailureError, FINE, messageOf, printError, UsageError } from '../process/cli-errors.js';
import { openToLook, storeOption } from '../stores/open-store.js';
import { stderr, stdout } from '../terminal/output.js';

const PORT = 4400;
/** No editor opens a file inside one. */
const ARCHIVE = /\.(tar\.gz|tgz|zip)$/i;

const POSITIONALS = { course: COURSE };
const OPTIONS = {
  port: port('The port, on this machine only; 0 for any free port', PORT),
  store: storeOption('sqlite:FILE, postgres://… or memory:; only read'),
  flags: FLAGS_OPTION,
  analysis: ANALYSIS_OPTION,
  editor: choice(EDITORS, 'Places of findings open this editor'),
};
type PreviewArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show a course and its A/B blocks in the browser, live as files change',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [['$0 preview course/', 'then open the printed address']],
  run,
});

async function run({
  course: path,
  port,
  store: url,
  flags: file,
  analysis: written,
  editor,
}: PreviewArguments): Promise<number> {
  if (path === STDIN)
    throw new UsageError('A preview watches files and cannot read standard input', 'Give a path.');
  const { readings, exit } = await readPaths([path], { keepStatic: isPicture });
  const loaded = readings[0]?.loaded;
  if (loaded === undefined) return exit;
  if (loaded.courses.length > 1) {
    const labels = loaded.courses.map(({ label }) => messageOf(label)).join(', ');
    throw new UsageError(
      `There are ${loaded.courses.length} courses in "${path}"`,
      `Give one of them: ${labels}.`,
    );
  }
  const { course } = loaded;
  await bindingsFor(file, course);
  const { runningExperiments } = await import('../../learners.js');
  const analysis = await analysisIn(written, runningExperiments(course).experiments);
  const { openPreview } = await import('../../live/preview-server.js');
  const store = await openToLook(url);
  try {
    const stopped = stopping();
    const opened = await openPreview({
      path,
      course,
      store,
      port,
      analysis,
      editor: ARCHIVE.test(path) ? undefined : editor,
      onFailure: (error) => void printError(error),
      ...(file !== undefined && { flags: { path: file, bindings: (now) => bindingsNow(file, now) } }),
    });
    stdout(`${opened.url}\n`);
    stderr(
      `olx-abtest: "${messageOf(course.label)}" is shown there and updated as files change; Ctrl-C stops it\n`,
    );
    await stopped;
    await opened.close();
  } finally {
    await store.close();
  }
  return FINE;
}

/** The file is read for each page, so that its errors are shown there. */
async function bindingsNow(file: string, course: Course): Promise<CourseBindings> {
  const { AbtestError } = await import('../../content.js');
  try {
    return (await bindingsFor(file, course))!;
  } catch (cause) {
    if (!(cause instanceof UsageError || cause instanceof FailureError)) throw cause;
    throw new AbtestError('bad-configuration', cause.message, { hint: cause.hint, cause });
  }
}

/** Ctrl-C and SIGTERM are the normal end of a preview; a second signal ends it at once. */
async function stopping(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]);
  controller.abort();
}
