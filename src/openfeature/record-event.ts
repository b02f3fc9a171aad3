/** Stores what a tracking event of a learner says. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import type { Experiment } from '../runtime/experiments.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Store } from '../storage/store.js';
import { shownGroup } from './evaluation.js';
import type { TrackedEvent } from './tracking.js';

interface Recorder {
  readonly store: Store;
  readonly runtime: Runtime;
  /** @throws AbtestError `bad-argument` for a flag that the course does not have */
  experimentOf(flagKey: string): Experiment;
}

/**
 * @throws AbtestError `learner-missing`; `bad-argument` for an event that says nothing, and for the exposure of a group
 * that the learner does not have; `store-…`
 */
export async function recordEvent(
  event: TrackedEvent,
  learner: string | undefined,
  { store, runtime, experimentOf }: Recorder,
): Promise<void> {
  if (event.kind === 'unknown') throw new AbtestError('bad-argument', event.message);
  if (learner === undefined || learner === '')
    throw new AbtestError('learner-missing', 'The context has no targetingKey, which names the learner');
  if (event.kind === 'outcome') {
    const { name, value } = event;
    return store.recordOutcome({ scope: runtime.scope, learner, name, value, at: new Date() });
  }
  const { block } = experimentOf(event.flagKey);
  const { variant, context } = event;
  if (variant !== null) {
    const has = shownGroup(await runtime.peek(block, learner));
    if (has !== variant)
      throw new AbtestError('bad-argument', `"${variant}" was shown, and the learner has the group "${has}"`);
  }
  await runtime.expose(block, learner, context);
}
