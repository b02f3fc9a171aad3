/** `olx-abtest children`: shows what one learner sees. Stores nothing. */

import type { Decision, Experiment, Runtime, SeenNode } from '../../index.js';
import { groupNameText } from '../../presentation/group-words.js';
import { didYouMean } from '../../presentation/program.js';
import { bindingsFor, FLAGS_OPTION, gateWith } from '../args/bindings.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { choice, text } from '../args/options.js';
import { STRATEGY_OPTIONS, strategyOf } from '../args/strategies.js';
import { COURSE, oneCourse, refuseEmptyNames, SCOPE_OPTIONS, scopeOf } from '../files/one-course.js';
import { FINDINGS, UsageError } from '../process/cli-errors.js';
import { jsonOf } from '../reports/rows.js';
import { seenJson, seenTree } from '../reports/seen-tree.js';
import { openToLook, storeOption } from '../stores/open-store.js';
import { stdout } from '../terminal/output.js';
import { paintFor } from '../terminal/paint.js';

const FORMATS = ['tree', 'json'] as const;

const POSITIONALS = { course: COURSE };
const OPTIONS = {
  learner: text('A username', { required: 'Give --learner NAME.' }),
  experiment: text('Only the blocks of this experiment'),
  group: text('Show the course as if the learner were in this group'),
  store: storeOption(),
  flags: FLAGS_OPTION,
  ...STRATEGY_OPTIONS,
  ...SCOPE_OPTIONS,
  format: choice(FORMATS, 'A tree for people, or JSON for programs', { default: 'tree' }),
};
type ChildrenArguments = Arguments<typeof POSITIONALS & typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Show what a learner sees; stores nothing',
  positionals: POSITIONALS,
  options: OPTIONS,
  examples: [
    ['$0 children course/ --learner ada', 'the whole course'],
    ['$0 children course/ --learner ada --experiment Tone', 'one experiment'],
  ],
  check({ learner }) {
    refuseEmptyNames([learner]);
  },
  run,
});

async function run(argv: ChildrenArguments): Promise<number> {
  const chosen = await oneCourse(argv.course, argv.experiment, argv.group !== undefined);
  if (typeof chosen === 'number') return chosen;
  const { course, experiments } = chosen;
  const force = argv.group === undefined ? undefined : forceOf(experiments, argv.group);
  const strategy = await strategyOf(argv.strategy, argv.seed);
  const scope = await scopeOf(course, argv);
  const bindings = await bindingsFor(argv.flags, course);
  const { createRuntime, runningExperiments } = await import('../../learners.js');
  const { visible } = await import('../../internal/content.js');
  const store = await openToLook(argv.store);
  try {
    const gate = await gateWith(bindings, course, store);
    const runtime = createRuntime({ store, strategy, scope, ...(force && { force }), ...gate });
    const nodes = await seen(runtime, chosen.course, argv);
    const names = new Map(runningExperiments(course).experiments.map(({ key, name }) => [key, name]));
    const experimentName = ({ experiment }: Decision) => names.get(experiment ?? '') ?? experiment ?? '';
    if (argv.format === 'json') {
      const plain = nodes.map((node) => seenJson(node, experimentName));
      stdout(jsonOf({ learner: argv.learner, scope, nodes: plain }));
    } else {
      const paint = paintFor(process.stdout);
      stdout(seenTree(nodes, { paint, visible, groupName: groupNameText, experimentName }));
    }
    return nodes.length === 0 ? FINDINGS : chosen.exit;
  } finally {
    await store.close();
  }
}

/** The whole course, or the blocks of one experiment wherever the learner sees them. */
async function seen(
  runtime: Runtime,
  course: Parameters<Runtime['outlineFor']>[0],
  { learner, experiment }: ChildrenArguments,
): Promise<readonly SeenNode[]> {
  const outline = await runtime.outlineFor(course, learner);
  if (outline === null) return [];
  if (experiment === undefined) return [outline];
  const { runningExperiments } = await import('../../learners.js');
  const wanted = runningExperiments(course).experiments.filter(
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
    throw new UsageError('--group needs one experiment', 'Give its name with --experiment.');
  const { groups: arms } = only.division;
  const arm =
    arms.find(({ name, key }) => name === group || key === group) ??
    arms.find((each) => each.group.isDefault && group === 'default');
  if (arm !== undefined) return (experiment) => (experiment === only.key ? arm.key : null);
  const names = arms.map((each) => (each.group.isDefault ? 'default' : each.name));
  throw new UsageError(
    `"${only.name}" has no group "${group}"`,
    didYouMean(group, names) || `Use one of its groups: ${names.map((name) => `"${name}"`).join(', ')}.`,
  );
}
