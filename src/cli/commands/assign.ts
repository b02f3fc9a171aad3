/** `olx-abtest assign`: puts learners into the groups of a course, and prints their groups. */

import { groupNameText } from '../../presentation/group-words.js';
import { bindingsFor, FLAGS_OPTION, gateWith } from '../args/bindings.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { BOM_OPTION, bomText, checkBom, choice, flag, path, STDIN, texts } from '../args/options.js';
import { STRATEGY_OPTIONS, strategyOf } from '../args/strategies.js';
import { refuseMissing } from '../files/input.js';
import {
  COURSE,
  EXPERIMENT_OPTION,
  type OneCourse,
  oneCourse,
  refuseEmptyNames,
  SCOPE_OPTIONS,
  scopeOf,
} from '../files/one-course.js';
import { type Listed, ROSTER_OPTIONS, rosterOf } from '../files/roster.js';
import { readDelimiter } from '../files/table-shape.js';
import { FINDINGS, FINE, messageOf, UsageError } from '../process/cli-errors.js';
import { Interruption } from '../process/interruption.js';
import { counted } from '../reports/rows.js';
import { ROW_FORMATS, rowWriter } from '../stores/assigned-rows.js';
import { assignAll, type Tally } from '../stores/assigning.js';
import { openToLook, openToWrite, storeOption } from '../stores/open-store.js';
import { Outlet, stderr } from '../terminal/output.js';

const STALE = ['keep-and-show-default', 'reassign'] as const;

const POSITIONALS = { course: COURSE };
const OPTIONS = {
  learner: texts('A username (repeatable)'),
  roster: path('A CSV with a column "learner", or one name a line; - for stdin'),
  ...ROSTER_OPTIONS,
  experiment: EXPERIMENT_OPTION,
  store: storeOption(),
  flags: FLAGS_OPTION,
  ...STRATEGY_OPTIONS,
  stale: choice(STALE, 'What to do with learners whose group no longer exists', {
    default: 'keep-and-show-default',
  }),
  ...SCOPE_OPTIONS,
  'dry-run': flag('Show the groups; store nothing'),
  format: choice(ROW_FORMATS, 'A table for people; CSV or JSON lines for programs', { default: 'table' }),
  bom: BOM_OPTION,
};
type AssignArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Put learners into the groups of a course; stored groups are kept',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 assign course/ --learner ada', 'one learner'],
    ['$0 assign course/ --roster all.csv --format jsonl', 'a roster of any size'],
  ],
  check({ course, learner, roster, column, delimiter, bom, format }) {
    if (roster === undefined && (column ?? delimiter) !== undefined)
      throw new UsageError('--column and --delimiter are about a roster', 'Give --roster FILE.');
    readDelimiter(delimiter);
    checkBom(bom, format);
    if (learner.length === 0 && roster === undefined)
      throw new UsageError('No learner was given', 'Give --learner NAME, or --roster FILE.');
    refuseEmptyNames(learner);
    if (course === STDIN && roster === STDIN)
      throw new UsageError(
        'The course and the roster cannot both come from stdin',
        'Give one of them as a file.',
      );
  },
  run,
});

async function run(argv: AssignArguments): Promise<number> {
  const chosen = await oneCourse(argv.course, argv.experiment);
  if (typeof chosen === 'number') return chosen;
  const { createRuntime } = await import('../../learners.js');
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
    const writer = await rowWriter(argv.format, outlet, bomText(argv.bom));
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

async function* learnersOf({ learner, roster, ...shape }: AssignArguments): ReturnType<typeof rosterOf> {
  for (const each of learner) yield { line: null, learner: each } satisfies Listed;
  if (roster !== undefined) yield* rosterOf(roster, shape);
}

function sayTally(
  tally: Tally,
  { experiments }: OneCourse,
  groupNameText: (name: string) => string,
  isDry: boolean,
  isCut: boolean,
): void {
  const { learners, bad, stale } = tally;
  const people = counted(learners, 'learner');
  stderr(`olx-abtest: ${isCut ? 'stopped early: ' : ''}${people} ${isDry ? 'looked up' : 'assigned'}`);
  stderr(`${bad > 0 ? `, ${bad.toLocaleString('en')} refused` : ''}\n`);
  for (const [index, { name, division }] of experiments.entries()) {
    const sizes = tally.sizes[index]!;
    const names = new Set([...division.groups.map((group) => group.name), ...sizes.keys()]);
    const parts = [...names].map(
      (group) => `${groupNameText(group)} ${(sizes.get(group) ?? 0).toLocaleString('en')}`,
    );
    stderr(`  ${messageOf(`"${name}": ${parts.join(', ')}`)}\n`);
  }
  if (stale > 0) stderr(`  ${stale.toLocaleString('en')} had a group that is no longer in the course\n`);
}
