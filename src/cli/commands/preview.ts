/** `olx-abtest preview`: a page on this machine that shows a course and its A/B blocks, live as files change. */
import { once } from 'node:events';
import type { CommandModule } from 'yargs';
import type { Course, CourseBindings } from '../../index.js';
import { isPicture } from '../../presentation/picture-kind.js';
import { bindingsFor, FLAGS_OPTION } from '../args/bindings.js';
import { last } from '../args/option.js';
import { wholeNumber } from '../args/whole-number.js';
import { COURSE } from '../files/one-course.js';
import { readPaths } from '../files/reading.js';
import { FailureError, messageOf, tell, UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { openToLook, STORE_OPTION } from '../stores/open-store.js';
import { data, words } from '../terminal/output.js';
import { STDIN } from '../terminal/stdin.js';

const PORT = 4400;
const LARGEST_PORT = 65_535;

interface PreviewArguments {
  readonly course: string;
  readonly port: number;
  readonly store: string | undefined;
  readonly flags: string | undefined;
}

export const preview: CommandModule<object, PreviewArguments> = {
  builder: (yargs) =>
    yargs
      .positional('course', COURSE)
      .option('port', {
        default: PORT,
        requiresArg: true,
        coerce: (value: unknown) => readPort(last(value)),
        describe: 'Where the page is served, on this machine only; 0 takes any port that is free',
      })
      .option('store', { ...STORE_OPTION, describe: `${STORE_OPTION.describe}; only read` })
      .option('flags', FLAGS_OPTION)
      .example('$0 preview course/', 'open the address that it prints'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run({ course: path, port, store: url, flags: file }: PreviewArguments): Promise<number> {
  if (path === STDIN)
    throw new UsageError('A preview watches files, and standard input is none', 'Give a path.');
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
  const { openPreview } = await import('../../live/preview-server.js');
  const store = await openToLook(url);
  try {
    const stopped = stopping();
    const opened = await openPreview({
      path,
      course,
      store,
      port,
      onFailure: (error) => void tell(error),
      ...(file !== undefined && { flags: { path: file, bindings: (now) => bindingsNow(file, now) } }),
    });
    data(`${opened.url}\n`);
    words(`olx-abtest: "${messageOf(course.label)}" is shown there, live as files change; Ctrl-C ends it\n`);
    await stopped;
    await opened.close();
  } finally {
    await store.close();
  }
  return FINE;
}

/** The file is read at each look; what is wrong with it then stands on the page. */
async function bindingsNow(file: string, course: Course): Promise<CourseBindings> {
  const { AbtestError } = await import('../../index.js');
  try {
    return (await bindingsFor(file, course))!;
  } catch (cause) {
    if (!(cause instanceof UsageError || cause instanceof FailureError)) throw cause;
    throw new AbtestError('bad-configuration', cause.message, { hint: cause.hint, cause });
  }
}

/** Ctrl-C and SIGTERM are the normal end of a preview; a second one ends it at once. */
async function stopping(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]);
  controller.abort();
}

function readPort(value: unknown): number {
  const port = wholeNumber('--port', value, 0);
  if (port <= LARGEST_PORT) return port;
  throw new UsageError(`--port ${port} is more than ${LARGEST_PORT}`);
}
