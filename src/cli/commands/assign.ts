/** `olx-abtest assign`: puts learners into the groups of a course, and says who is where. */

import type { CommandModule } from 'yargs';
import { groupNameText } from '../../presentation/group-words.js';
import { bindingsFor, FLAGS_OPTION, gateWith } from '../args/bindings.js';
import { last, names } from '../args/option.js';
import { STRATEGY_OPTIONS, type StrategyName, strategyOf } from '../args/strategies.js';
import { refuseMissing } from '../files/input.js';
import {
  COURSE,
  EXPERIMENT_OPTION,
  type OneCourse,
  oneCourse,
  SCOPE_OPTIONS,
  scopeOf,
} from '../files/one-course.js';
import { type Listed, rosterOf } from '../files/roster.js';
import { messageOf, UsageError } from '../process/cli-errors.js';
import { FINDINGS, FINE } from '../process/exit.js';
import { Interruption } from '../process/interruption.js';
import { ROW_FORMATS, type RowFormat, rowWriter } from '../stores/assigned-rows.js';
import { assignAll, type Tally } from '../stores/assigning.js';
import { openToLook, openToWrite, STORE_OPTION } from '../stores/open-store.js';
import { Outlet } from '../terminal/outlet.js';
import { words } from '../terminal/output.js';
import { STDIN } from '../terminal/stdin.js';

const STALE = ['keep-and-show-default', 'reassign'] as const;

export interface AssignArguments {
  readonly course: string;
  readonly learner: readonly string[];
  readonly roster: string | undefined;
  readonly experiment: string | undefined;
  readonly store: string | undefined;
  readonly flags: string | undefined;
  readonly strategy: StrategyName;
  readonly seed: string | undefined;
  readonly stale: (typeof STALE)[number];
  readonly scope: string | undefined;
  readonly 'all-courses': boolean | undefined;
  readonly 'dry-run': boolean | undefined;
  readonly format: RowFormat;
}

export const assign: CommandModule<object, AssignArguments> = {
  builder: (yargs) =>
    yargs
      .positional('course', COURSE)
      .option('learner', {
        type: 'string',
        array: true,
        default: [] as string[],
        defaultDescription: 'none',
        requiresArg: true,
        coerce: names,
        describe: 'A username (repeatable)',
      })
      .option('roster', {
        type: 'string',
        requiresArg: true,
        coerce: last<string | undefined>,
        describe: 'A CSV with a column "learner", or one name a line; - for stdin',
      })
      .option('experiment', EXPERIMENT_OPTION)
      .option('store', STORE_OPTION)
      .option('flags', FLAGS_OPTION)
      .options(STRATEGY_OPTIONS)
      .option('stale', {
        choices: STALE,
        default: 'keep-and-show-default' as const,
        requiresArg: true,
        coerce: last<(typeof STALE)[number]>,
        describe: 'What becomes of learners whose group is gone',
      })
      .options(SCOPE_OPTIONS)
      .option('dry-run', { type: 'boolean', describe: 'Look only; store nothing' })
      .option('format', {
        choices: ROW_FORMATS,
        default: 'table' as RowFormat,
        requiresArg: true,
        coerce: last<RowFormat>,
        describe: 'A table for people; CSV or JSON lines for programs',
      })
      .check(({ course, learner, roster }) => {
        if (learner.length === 0 && roster === undefined)
          throw new UsageError('Nobody is named', 'Give --learner NAME, or --roster FILE.');
        if (learner.includes(''))
          throw new UsageError('A learner without a name has no group', 'Give --learner NAME.');
        if (course === STDIN && roster === STDIN)
          throw new UsageError('The course and the roster cannot both come from stdin');
        return true;
      })
      .example('$0 assign course/ --learner ada', 'one learner')
      .example('$0 assign course/ --roster all.csv --format jsonl', 'a roster of any size'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: AssignArguments): Promise<number> {
  const chosen = await oneCourse(argv.course, argv.experiment);
  if (typeof chosen === 'number') return chosen;
  const { createRuntime } = await import('../../index.js');
  const scope = await scopeOf(chosen.course, argv);
  const strategy = await strategyOf(argv.strategy, argv.seed);
  const bindings = await bindingsFor(argv.flags, chosen.course);
  const isDry = argv['dry-run'] === true;
  if (argv.roster !== undefined) refuseMissing(argv.roster);
  const store = isDry ? await openToLook(argv.store) : await openToWrite(argv.store, 'assigning in');
  const interruption = new Interruption();
  try {
    const { experiments } = chosen;
    const gate = await gateWith(bindings, chosen.course, store);
    const runtime = createRuntime({ store, strategy, scope, stale: argv.stale, ...gate });
    const outlet = new Outlet();
    const writer = await rowWriter(argv.format, outlet);
    const assigning = { runtime, experiments, isDry, writer, outlet, interruption };
    const tally = await assignAll(learnersOf(argv), assigning);
    const isCut = outlet.isClosed || interruption.exit !== null;
    sayTally(tally, chosen, groupNameText, isDry, isCut);
    return interruption.exit ?? Math.max(chosen.exit, tally.bad > 0 ? FINDINGS : FINE);
  } finally {
    interruption.done();
    await store.close();
  }
}

async function* learnersOf({ learner, roster }: AssignArguments): ReturnType<typeof rosterOf> {
  for (const each of learner) yield { line: null, learner: each } satisfies Listed;
  if (roster !== undefined) yield* rosterOf(roster);
}

function sayTally(
  tally: Tally,
  { experiments }: OneCourse,
  groupNameText: (name: string) => string,
  isDry: boolean,
  isCut: boolean,
): void {
  const { learners, bad, stale } = tally;
  const people = `${learners.toLocaleString('en')} learner${learners === 1 ? '' : 's'}`;
  words(`olx-abtest: ${isCut ? 'stopped early: ' : ''}${people} ${isDry ? 'looked up' : 'assigned'}`);
  words(`${bad > 0 ? `, ${bad.toLocaleString('en')} refused` : ''}\n`);
  for (const [index, { name, arms }] of experiments.entries()) {
    const sizes = tally.sizes[index]!;
    const names = new Set([...arms.arms.map((arm) => arm.name), ...sizes.keys()]);
    const parts = [...names].map(
      (group) => `${groupNameText(group)} ${(sizes.get(group) ?? 0).toLocaleString('en')}`,
    );
    words(`  ${messageOf(`"${name}": ${parts.join(', ')}`)}\n`);
  }
  if (stale > 0) words(`  ${stale.toLocaleString('en')} had a group that is no longer in the course\n`);
}
