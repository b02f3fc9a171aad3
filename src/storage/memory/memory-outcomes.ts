/** The outcomes of a store in memory, each once, and the order of texts in a store. */
import type { Outcome, OutcomeFilter, OutcomeKey } from '../store.js';

export class MemoryOutcomes {
  readonly #outcomes = new Map<string, Outcome>();

  add(outcome: Outcome): void {
    this.#outcomes.set(nameOf(outcome), outcome);
  }

  /** As of the call: rows that are added meanwhile are not included. */
  *inOrder({ scope, name }: OutcomeFilter): Iterable<Outcome> {
    const matching = [...this.#outcomes.values()].filter(
      (one) => (scope ?? one.scope) === one.scope && (name ?? one.name) === one.name,
    );
    // A copy for each caller.
    for (const one of matching.sort(inOrder)) yield { ...one, at: new Date(one.at) };
  }

  names(): OutcomeKey[] {
    const names = new Map<string, OutcomeKey>();
    for (const { scope, name } of this.#outcomes.values()) names.set(`${scope}\0${name}`, { scope, name });
    return [...names.values()].sort((a, b) => byBytes(a.scope, b.scope) || byBytes(a.name, b.name));
  }

  /** Returns the number of deleted rows. */
  forget(learner: string): number {
    let gone = 0;
    for (const [key, one] of this.#outcomes) {
      if (one.learner !== learner) continue;
      this.#outcomes.delete(key);
      gone += 1;
    }
    return gone;
  }

  clear(): void {
    this.#outcomes.clear();
  }
}

/** Joined by NUL, which no stored text contains, so that keys are distinct. */
function nameOf({ scope, name, learner, at, value }: Outcome): string {
  return `${scope}\0${name}\0${learner}\0${at.getTime()}\0${value}`;
}

function inOrder(a: Outcome, b: Outcome): number {
  return (
    byBytes(a.scope, b.scope) ||
    byBytes(a.name, b.name) ||
    byBytes(a.learner, b.learner) ||
    a.at.getTime() - b.at.getTime() ||
    a.value - b.value
  );
}

/** Compares by UTF-8 bytes; JavaScript compares UTF-16 units, which puts U+E000 to U+FFFF after all surrogates. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
