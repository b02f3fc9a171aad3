/** One experiment for any number of learners, in batches: bounded memory, and one query for each batch. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireOneOf } from '../diagnostics/options.js';
import type { Block } from '../olx/block/block.js';
import type { Decision } from './decision.js';
import { oneByOneIfRefused } from './one-by-one.js';
import type { Keeping, Runtime } from './runtime.js';

const BATCH = 1000;

/** `refused`: no store accepts this name of a learner. */
export type LearnerDecision =
  | { readonly learner: string; readonly decision: Decision }
  | { readonly learner: string; readonly refused: AbtestError };

/**
 * The decision of each learner, in the same order; up to 1,000 are read before the first is returned. `peek`, the
 * default, stores nothing. A name that no store accepts stops nothing; a failing store does, with AbtestError, and the
 * whole may then be run again.
 * @example
 * for await (const each of decideMany(runtime, block, ['ada', 'grace'])) {
 *   if ('decision' in each) console.log(each.learner, each.decision.group); // → ada story
 *   // → grace plain
 * }
 */
export async function* decideMany(
  runtime: Pick<Runtime, 'assign' | 'assignMany' | 'peek' | 'peekMany'>,
  block: Block,
  learners: AsyncIterable<string> | Iterable<string>,
  keeping: Keeping = 'peek',
): AsyncGenerator<LearnerDecision> {
  requireOneOf('keeping', keeping, ['assign', 'peek']);
  const decided = async function* (batch: readonly string[]): AsyncGenerator<LearnerDecision> {
    const answers = await oneByOneIfRefused(
      batch,
      (all) => (keeping === 'assign' ? runtime.assignMany(block, all) : runtime.peekMany(block, all)),
      (one) => runtime[keeping](block, one),
    );
    for (const [index, answer] of answers.entries()) {
      const learner = batch[index]!;
      yield answer instanceof AbtestError ? { learner, refused: answer } : { learner, decision: answer };
    }
  };
  let batch: string[] = [];
  for await (const learner of learners) {
    batch.push(learner);
    if (batch.length < BATCH) continue;
    yield* decided(batch);
    batch = [];
  }
  if (batch.length > 0) yield* decided(batch);
}
