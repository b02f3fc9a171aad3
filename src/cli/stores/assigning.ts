/** Assigns a list of learners of any size in batches: bounded memory, each batch is stored before it is printed. */
import type { Experiment, Runtime } from '../../index.js';
import type { Listed, Unlisted } from '../files/roster.js';
import { BadRows } from '../process/cli-errors.js';
import type { Interruption } from '../process/interruption.js';
import type { Outlet } from '../terminal/output.js';
import { Counter } from '../terminal/progress.js';
import type { AssignedRow, RowWriter } from './assigned-rows.js';

const BATCH = 1000;

interface Assigning {
  readonly runtime: Runtime;
  readonly experiments: readonly Experiment[];
  /** Whether to store nothing. */
  readonly isDry: boolean;
  readonly writer: RowWriter;
  readonly outlet: Outlet;
  readonly interruption: Interruption;
}

/** The counts of results. */
export interface Tally {
  learners: number;
  bad: number;
  stale: number;
  /** The number of learners per group, in the order of the experiments. */
  readonly sizes: Map<string, number>[];
}

export async function assignAll(
  listed: AsyncIterable<Listed | Unlisted> | Iterable<Listed | Unlisted>,
  assigning: Assigning,
): Promise<Tally> {
  const tally: Tally = { learners: 0, bad: 0, stale: 0, sizes: assigning.experiments.map(() => new Map()) };
  const counter = new Counter(assigning.isDry ? 'learners looked up' : 'learners assigned');
  const faults = new BadRows();
  const work = async (batch: readonly Listed[]) => {
    await assigning.writer.write(await rowsOf(batch, assigning, tally, faults));
    counter.show(tally.learners);
  };
  let batch: Listed[] = [];
  for await (const each of listed) {
    if ('fault' in each) faults.print(each.line, each.fault);
    else batch.push(each);
    if (batch.length < BATCH) continue;
    await work(batch);
    batch = [];
    if (assigning.outlet.isClosed || assigning.interruption.exit !== null) break;
  }
  if (batch.length > 0) await work(batch);
  await assigning.outlet.flush();
  counter.clear();
  tally.bad = faults.count;
  return tally;
}

async function rowsOf(
  batch: readonly Listed[],
  { runtime, experiments, isDry }: Assigning,
  tally: Tally,
  faults: BadRows,
): Promise<AssignedRow[]> {
  const { oneByOneIfRefused } = await import('../../internal/learners.js');
  const rows = new Map<Listed, AssignedRow[]>(batch.map((each) => [each, []]));
  const refused = new Set<Listed>();
  for (const [number, { name, block }] of experiments.entries()) {
    const some = batch.filter((each) => !refused.has(each));
    const names = some.map(({ learner }) => learner);
    const decisions = await oneByOneIfRefused(
      names,
      isDry ? null : (all) => runtime.assignMany(block, all),
      (one) => (isDry ? runtime.peek(block, one) : runtime.assign(block, one)),
    );
    const sizes = tally.sizes[number]!;
    for (const [index, decision] of decisions.entries()) {
      const listed = some[index]!;
      if (decision instanceof Error) {
        refused.add(listed);
        faults.print(listed.line, `"${listed.learner.slice(0, 80)}": ${decision.message}`);
        continue;
      }
      const { group, reason, stale } = decision;
      sizes.set(group!, (sizes.get(group!) ?? 0) + 1);
      if (stale) tally.stale += 1;
      rows.get(listed)!.push({ learner: listed.learner, experiment: name, group: group!, reason, stale });
    }
  }
  tally.learners += batch.length - refused.size;
  return [...rows.values()].flat();
}
