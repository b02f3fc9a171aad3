/** Processes many items at once, and each by itself where the store refuses one of them. */
import { AbtestError } from '../diagnostics/abtest-error.js';

/**
 * Calls for many items store none of them when one is refused (`bad-argument`). Then each item is run by itself, in
 * sequence, and the result of a refused one is its error. Every other error is thrown.
 * @param together `null` where there is no call for many
 * @returns results in the order of the items
 * @example
 * const decisions = await oneByOneIfRefused(
 * learners,
 * (all) => runtime.assignMany(block, all),
 * (one) => runtime.assign(block, one),
 * );
 */
export async function oneByOneIfRefused<Item, Answer>(
  items: readonly Item[],
  together: ((items: readonly Item[]) => Promise<Answer[]>) | null,
  alone: (item: Item) => Promise<Answer>,
): Promise<(Answer | AbtestError)[]> {
  try {
    if (together !== null) return await together(items);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const answers: (Answer | AbtestError)[] = [];
  for (const item of items) {
    try {
      answers.push(await alone(item));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      answers.push(error);
    }
  }
  return answers;
}

function isRefusal(error: unknown): error is AbtestError {
  return error instanceof AbtestError && error.code === 'bad-argument';
}
