/** Outcomes that are in the store: tracking events with a value, by the name of the event. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import type { Store } from '../../storage/store.js';
import type { Score } from '../question.js';
import { type People, takeScore } from './people.js';
import { SCORE_HINT } from './read-table.js';

/** The names of the outcomes that a scope has. */
export async function storedNames(store: Store, scope: string): Promise<readonly string[]> {
  return (await store.outcomeNames()).filter((each) => each.scope === scope).map(({ name }) => name);
}

interface StoredOutcome {
  readonly scope: string;
  readonly name: string;
  /** Its index in the values of a learner. */
  readonly index: number;
  readonly score: Score | null;
  readonly onRow: () => void;
}

/**
 * @throws AbtestError `bad-argument` for several values of a learner where nothing says which of them counts
 */
export async function readStored(
  people: People,
  store: Store,
  { scope, name, index, score, onRow }: StoredOutcome,
): Promise<void> {
  for await (const { learner, value, at } of store.outcomes({ scope, name })) {
    const person = people.of(learner);
    if (score === null && person.values[index] !== undefined)
      throw new AbtestError('bad-argument', `The store has several values of "${name}" for one learner`, {
        hint: `Give ${SCORE_HINT}.`,
      });
    takeScore(person, index, value, score ?? 'last', at.toISOString());
    onRow();
  }
}

/** The error for an outcome that neither the store nor a file has. */
export function noStoredOutcome(name: string, scope: string, names: readonly string[]): AbtestError {
  const where = scope === '' ? 'without a course' : `of ${scope}`;
  const some = names.slice(0, 10).map((each) => `"${each}"`);
  return new AbtestError('bad-argument', `The store has no outcome "${name}" ${where}`, {
    hint:
      didYouMean(name, names) ||
      (some.length === 0
        ? 'Record outcomes first, or give the scope with --scope.'
        : `Use one of: ${some.join(', ')}.`),
  });
}
