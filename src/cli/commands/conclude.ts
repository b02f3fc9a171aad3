/** `olx-abtest conclude`: ends an experiment in its course; without --write or --out it shows what would differ. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { replaceFile } from '../../disk/write-file.js';
import type { Conclusion, Course, StoreWithData } from '../../index.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, path, text } from '../args/options.js';
import { checkWriting, EDITED_COURSE, WRITING_OPTIONS, writeEdit } from '../edits/write-edit.js';
import { readOneCourse, SCOPE_OPTIONS, scopeOf } from '../files/one-course.js';
import { FailureError, FINDINGS, messageOf, printError } from '../process/cli-errors.js';
import { counted } from '../reports/rows.js';
import { openExisting, storeOption } from '../stores/open-store.js';
import { stderr } from '../terminal/output.js';

const POSITIONALS = { course: EDITED_COURSE };
const OPTIONS = {
  experiment: text('The experiment: its name, or the name or id of a group configuration', {
    required: 'Name it: --experiment NAME.',
  }),
  keep: text('The group that all learners are shown from now on', { required: 'Name it: --keep GROUP.' }),
  why: text('Why, for the record: in words, or where the report is'),
  record: path('Where the record goes', {
    defaultDescription: 'COURSE.concluded-EXPERIMENT.json beside the course',
  }),
  store: storeOption('Mark the experiment as ended in this store', 'none: no store is changed'),
  ...SCOPE_OPTIONS,
  ...WRITING_OPTIONS,
  format: choice(['pretty', 'json'], 'How to report', { default: 'pretty' }),
};
type ConcludeArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'End an experiment: the content of one group takes the place of its blocks',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ["$0 conclude course/ --experiment Hints --keep 'With hints'", 'only look'],
    ["$0 conclude course/ --experiment Hints --keep 'With hints' --write", 'do it'],
  ],
  check: checkWriting,
  run,
});

async function run(argv: ConcludeArguments): Promise<number> {
  const { AbtestError, concludeExperiment, conclusionRecord } = await import('../../index.js');
  const loaded = await readOneCourse(argv.course);
  if (typeof loaded === 'number') return loaded;
  const { course } = loaded;
  let conclusion: Conclusion;
  try {
    conclusion = concludeExperiment(course, argv.experiment, argv.keep);
  } catch (error) {
    if (!(error instanceof AbtestError) || error.code !== 'edit-impossible') throw error;
    printError(error);
    return FINDINGS;
  }
  const record = conclusionRecord(course, conclusion, { why: argv.why, at: new Date() });
  const target = argv.record ?? recordBeside(argv, course, conclusion);
  if (argv.format === 'pretty') tellGraded(conclusion);
  const scope = await scopeOf(course, argv);
  let store: StoreWithData | null = null;
  try {
    return await writeEdit(argv, course, conclusion, {
      json: record,
      prepare: async () => {
        refuseRecord(target);
        if (argv.store === undefined) return;
        store = await openExisting(argv.store);
        const known = await store.ending({ scope, experiment: conclusion.experiment.key });
        if (known !== null) refuseOther(known, conclusion);
      },
      afterwards: async () => {
        await replaceFile(target, Buffer.from(record), { modeIfNew: 0o666 });
        stderr(`olx-abtest: the record is in ${messageOf(target)}\n`);
        if (store !== null) await markEnded(store, scope, conclusion);
      },
    });
  } finally {
    await (store as StoreWithData | null)?.close();
  }
}

type Ended = NonNullable<Awaited<ReturnType<StoreWithData['ending']>>>;

/** @throws FailureError where the store says that another group was kept */
function refuseOther({ group, endedAt }: Ended, { experiment, kept }: Conclusion): void {
  if (group === kept.key) return;
  throw new FailureError(
    `${messageOf(`"${experiment.name}" was ended with the group "${group}"`)} on ${endedAt.toISOString()}`,
    'Keep that group in the course, too: what a store says of an end never changes.',
  );
}

async function markEnded(store: StoreWithData, scope: string, conclusion: Conclusion): Promise<void> {
  const { experiment, kept } = conclusion;
  const ending = { scope, experiment: experiment.key, group: kept.key, endedAt: new Date() };
  const { stored, won } = await store.end(ending);
  refuseOther(stored, conclusion);
  const when = won ? 'is marked as ended' : `was marked as ended before, on ${stored.endedAt.toISOString()},`;
  stderr(`olx-abtest: ${messageOf(`"${experiment.name}"`)} ${when} in the store\n`);
}

function tellGraded({ graded }: Conclusion): void {
  if (graded.length === 0) return;
  stderr(`${counted(graded.length, 'scored block')} of the other groups will be gone:\n`);
  for (const { block, displayName, format, place } of graded) {
    const title = displayName === null ? '' : ` "${displayName}"`;
    const kind = format === null ? 'not graded' : format;
    stderr(`  ${messageOf(`${block}${title} (${kind}) ${place.file}:${place.start.line}`)}\n`);
  }
}

/** `course/` has `course.concluded-hints.json` beside it. */
function recordBeside({ out }: ConcludeArguments, { label }: Course, { experiment }: Conclusion): string {
  const base = resolve(out ?? label).replace(/\.(tar\.gz|tgz|zip)$/i, '');
  const name = experiment.name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return `${base}.concluded-${name || 'experiment'}.json`;
}

function refuseRecord(target: string): void {
  if (existsSync(target))
    throw new FailureError(`The record "${target}" is there already`, 'Give another file with --record.');
  if (!existsSync(dirname(resolve(target))))
    throw new FailureError(`There is no folder for the record "${target}"`, 'Make it first.');
}
