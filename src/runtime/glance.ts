/** Looking at a store without writing: what would be assigned is remembered here, for as long as the look lasts. */
import type { Assignment, AssignmentKey, Claim, Reassignment, Store } from '../storage/store.js';
import type { Decision } from './decision.js';

/** What deciding needs of a store. */
export type Claims = Pick<Store, 'peek' | 'claim' | 'reassign'>;

/**
 * Claims for one learner in one scope, on top of a store that is only read, each experiment once. So a look at a
 * whole course shows one group per experiment too, even where groups are drawn by chance.
 */
export class Glance implements Claims {
  readonly #store: Claims;
  readonly #stored = new Map<string, Assignment | null>();
  readonly #pretended = new Map<string, Assignment>();

  constructor(store: Claims) {
    this.#store = store;
  }

  async peek(key: AssignmentKey): Promise<Assignment | null> {
    const { experiment } = key;
    const pretended = this.#pretended.get(experiment);
    if (pretended !== undefined) return pretended;
    const before = this.#stored.get(experiment);
    if (before !== undefined) return before;
    const stored = await this.#store.peek(key);
    this.#stored.set(experiment, stored);
    return stored;
  }

  async claim(assignment: Assignment): Promise<Claim> {
    this.#pretended.set(assignment.experiment, assignment);
    return { stored: assignment, won: true };
  }

  async reassign(next: Assignment): Promise<Reassignment> {
    return this.claim(next);
  }

  /** The decision with nothing pretended: `split` for what is not stored, and only what really is stored. */
  honest(decision: Decision): Decision {
    const { assignment } = decision;
    if (assignment === null || this.#pretended.get(assignment.experiment) !== assignment) return decision;
    const stored = this.#stored.get(assignment.experiment) ?? null;
    return { ...decision, reason: 'split', assignment: stored };
  }
}
