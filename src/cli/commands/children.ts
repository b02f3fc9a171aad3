/** `olx-abtest children`: what one learner sees. Never writes. */

import type { CommandModule } from 'yargs';
import type { Decision, Experiment, Runtime, SeenNode } from '../../index.js';
import { groupNameText } from '../../presentation/group-words.js';
import { bindingsFor, FLAGS_OPTION, gateWith } from '../args/bindings.js';
import { didYouMean } from '../args/nearest.js';
import { last, lastName } from '../args/option.js';
import { STRATEGY_OPTIONS, type StrategyName, strategyOf } from '../args/strategies.js';
import { COURSE, EXPERIMENT_OPTION, oneCourse, SCOPE_OPTIONS, scopeOf } from '../files/one-course.js';
import { UsageError } from '../process/cli-errors.js';
import { FINDINGS } from '../process/exit.js';
import { seenJson, seenTree } from '../reports/seen-tree.js';
import { openToLook, STORE_OPTION } from '../stores/open-store.js';
import { data } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';

const FORMATS = ['tree', 'json'] as const;
type Format = (typeof FORMATS)[number];

export interface ChildrenArguments {
  readonly course: string;
  readonly learner: string;
  readonly experiment: string | undefined;
  readonly group: string | undefined;
  readonly store: string | undefined;
  readonly flags: string | undefined;
  readonly strategy: StrategyName;
  readonly seed: string | undefined;
  readonly scope: string | undefined;
  readonly 'all-courses': boolean | undefined;
  readonly format: Format;
}

export const children: CommandModule<object, ChildrenArguments> = {
  builder: (yargs) =>
    yargs
      .positional('course', COURSE)
      .option('learner', {
        type: 'string',
        demandOption: 'Say for whom: --learner NAME',
        requiresArg: true,
        coerce: (value: unknown) => lastName(value)!,
        describe: 'A username',
      })
      .option('experiment', { ...EXPERIMENT_OPTION, describe: 'Only the blocks of this experiment' })
      .option('group', {
        type: 'string',
        requiresArg: true,
        coerce: lastName,
        describe: 'As if the learner were in this group',
      })
      .option('store', STORE_OPTION)
      .option('flags', FLAGS_OPTION)
      .options(STRATEGY_OPTIONS)
      .options(SCOPE_OPTIONS)
      .option('format', {
        choices: FORMATS,
        default: 'tree' as Format,
        requiresArg: true,
        coerce: last<Format>,
        describe: 'A tree for people, or JSON for programs',
      })
      .check(({ learner }) => {
        if (learner === '') throw new UsageError('A learner without a name has no group');
        return true;
      })
      .example('$0 children course/ --learner ada', 'the whole course')
      .example('$0 children course/ --learner ada --experiment Tone', 'one experiment'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: ChildrenArguments): Promise<number> {
  const chosen = await oneCourse(argv.course, argv.experiment, argv.group !== undefined);
  if (typeof chosen === 'number') return chosen;
  const { course, experiments } = chosen;
  const force = argv.group === undefined ? undefined : forceOf(experiments, argv.group);
  const strategy = await strategyOf(argv.strategy, argv.seed);
  const scope = await scopeOf(course, argv);
  const bindings = await bindingsFor(argv.flags, course);
  const { createRuntime, experimentsOf, visible } = await import('../../index.js');
  const store = await openToLook(argv.store);
  try {
    const gate = await gateWith(bindings, course, store);
    const runtime = createRuntime({ store, strategy, scope, ...(force && { force }), ...gate });
    const nodes = await seen(runtime, chosen.course, argv);
    const names = new Map(experimentsOf(course).experiments.map(({ key, name }) => [key, name]));
    const experimentName = ({ experiment }: Decision) => names.get(experiment ?? '') ?? experiment ?? '';
    if (argv.format === 'json') {
      const plain = nodes.map((node) => seenJson(node, experimentName));
      data(`${JSON.stringify({ version: 1, learner: argv.learner, scope, nodes: plain }, null, 2)}\n`);
    } else {
      const paint = await paintFor(process.stdout);
      data(seenTree(nodes, { paint, visible, groupName: groupNameText, experimentName }));
    }
    return nodes.length === 0 ? FINDINGS : chosen.exit;
  } finally {
    await store.close();
  }
}

/** The whole course, or the blocks of one experiment wherever they are seen. */
async function seen(
  runtime: Runtime,
  course: Parameters<Runtime['outlineFor']>[0],
  { learner, experiment }: ChildrenArguments,
): Promise<readonly SeenNode[]> {
  const outline = await runtime.outlineFor(course, learner);
  if (outline === null) return [];
  if (experiment === undefined) return [outline];
  const { experimentsOf } = await import('../../index.js');
  const wanted = experimentsOf(course).experiments.filter(
    ({ name, key }) => name === experiment || key === experiment,
  );
  const keys = new Set<string | null>(wanted.map(({ key }) => key));
  const find = (node: SeenNode): SeenNode[] =>
    node.decision !== null && keys.has(node.decision.experiment) ? [node] : node.children.flatMap(find);
  return find(outline);
}

function forceOf(experiments: readonly Experiment[], group: string): (experiment: string) => string | null {
  const [only] = experiments;
  if (only === undefined || experiments.length > 1)
    throw new UsageError('--group needs one experiment', 'Say which one with --experiment.');
  const { arms } = only.arms;
  const arm =
    arms.find(({ name, key }) => name === group || key === group) ??
    arms.find((each) => each.group.isDefault && group === 'default');
  if (arm !== undefined) return (experiment) => (experiment === only.key ? arm.key : null);
  const names = arms.map((each) => (each.group.isDefault ? 'default' : each.name));
  throw new UsageError(
    `"${only.name}" has no group "${group}"`,
    didYouMean(group, names) || `Its groups are ${names.map((name) => `"${name}"`).join(', ')}.`,
  );
}
