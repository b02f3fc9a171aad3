/** What callers were answered in a simulation, and whether it can be true of one store. */
import type { Assignment, AssignmentKey, ClaimResult, EndedExperiment } from '../../../src/storage/store.js';

export class Witness {
  /** The groups that each learner was shown. */
  readonly #groups = new Map<string, Set<string>>();
  readonly #winners = new Map<string, number>();
  readonly #exposed = new Map<string, number>();
  readonly #endings = new Set<string>();
  answers = 0;

  claimed({ stored, won }: ClaimResult): void {
    this.#saw(stored);
    if (won) this.#winners.set(stored.learner, (this.#winners.get(stored.learner) ?? 0) + 1);
  }

  /** @param known whether an assignment had been acknowledged before the call */
  peeked({ learner }: AssignmentKey, stored: Assignment | null, known: boolean): void {
    if (stored !== null) this.#saw(stored);
    else if (known) throw new Error(`${learner} has an acknowledged assignment, and peek found none`);
  }

  exposed(learner: string, first: boolean): void {
    this.answers += 1;
    this.#exposed.set(learner, (this.#exposed.get(learner) ?? 0) + (first ? 1 : 0));
  }

  ended({ stored }: EndedExperiment): void {
    this.answers += 1;
    this.#endings.add(stored.group);
  }

  knows(learner: string): boolean {
    return this.#groups.has(learner);
  }

  /** Compares the answers with the rows that survived: groups by learner, learners with an exposure. */
  check(groups: ReadonlyMap<string, string>, exposed: ReadonlySet<string>): void {
    for (const [learner, shown] of this.#groups) {
      if (shown.size > 1) throw new Error(`${learner} was shown two groups: ${[...shown].join(', ')}`);
      const [group] = shown;
      const stored = groups.get(learner);
      if (stored !== group) throw new Error(`${learner} was shown ${group}; stored is ${stored}`);
    }
    for (const [learner, times] of this.#winners) {
      if (times > 1) throw new Error(`${times} claims of ${learner} won`);
    }
    for (const [learner, times] of this.#exposed) {
      if (times > 1) throw new Error(`${times} exposures of ${learner} were the first`);
      if (!exposed.has(learner)) throw new Error(`an acknowledged exposure of ${learner} is lost`);
    }
    if (this.#endings.size > 1) throw new Error(`two endings: ${[...this.#endings].join(', ')}`);
  }

  #saw({ learner, group }: Assignment): void {
    this.answers += 1;
    const shown = this.#groups.get(learner) ?? new Set();
    this.#groups.set(learner, shown.add(group));
  }
}
