/** A read-only overlay on a store: would-be assignments are kept in it for the duration of one look. */
import type { Assignment, ClaimResult, Reassignment, Store } from '../storage/store.js';
import type { Decision } from './decision.js';

/** The methods of a store that decisions need. */
export type Claims = Pick<Store, 'claim' | 'reassign'>;

/**
 * Claims for one learner in one scope, on top of a store that is only read, each experiment once. So a look at a whole
 * course shows one group per experiment too, even where groups are drawn at random.
 */
export class PeekOverlay implements Claims {
  readonly #store: Pick<Store, 'peek'>;
  readonly #stored = new Map<string, Assignment | null>();
  readonly #pretended = new Map<string, Assignment>();

  constructor(store: Pick<Store, 'peek'>) {
    this.#store = store;
  }

  async claim(assignment: Assignment): Promise<ClaimResult> {
    const known = this.#pretended.get(assignment.experiment) ?? (await this.#peek(assignment));
    return known === null ? this.#pretend(assignment) : { stored: known, won: false };
  }

  async reassign(next: Assignment): Promise<Reassignment> {
    return this.#pretend(next);
  }

  /** The decision without the overlay: `split` for what is not stored, and the actual content of the store. */
  withoutOverlay(decision: Decision): Decision {
    const { assignment } = decision;
    if (assignment === null || this.#pretended.get(assignment.experiment) !== assignment) return decision;
    const stored = this.#stored.get(assignment.experiment) ?? null;
    return { ...decision, reason: 'split', assignment: stored };
  }

  async #peek(key: Assignment): Promise<Assignment | null> {
    const before = this.#stored.get(key.experiment);
    if (before !== undefined) return before;
    const stored = await this.#store.peek(key);
    this.#stored.set(key.experiment, stored);
    return stored;
  }

  #pretend(assignment: Assignment): ClaimResult {
    this.#pretended.set(assignment.experiment, assignment);
    return { stored: assignment, won: true };
  }
}
