/** A read-only overlay on a store: would-be assignments are kept in it for the duration of one look. */
import type { Assignment, ClaimResult, NewAssignment, Reassignment, Store } from '../../storage/store.js';
import type { Decision } from '../decision.js';
import { KnownAssignments, nameOf } from './known-assignments.js';

/** The methods of a store that decisions need. */
export type Claims = Pick<Store, 'claim' | 'reassign'>;

/**
 * Claims in one scope, on top of a store that is only read, each experiment of a learner once. So a look at a whole
 * course shows one group per experiment too, even where groups are drawn at random.
 */
export class PeekOverlay implements Claims {
  readonly stored: KnownAssignments;
  readonly #pretended = new Map<string, { readonly drawn: Assignment; readonly stored: Assignment | null }>();

  constructor(store: Pick<Store, 'peek' | 'peekMany'>) {
    this.stored = new KnownAssignments(store);
  }

  async claim(assignment: NewAssignment): Promise<ClaimResult> {
    const known = this.#pretended.get(nameOf(assignment))?.drawn ?? (await this.stored.get(assignment));
    return known === null ? this.#pretend(assignment, null) : { stored: known, won: false };
  }

  async reassign(next: NewAssignment): Promise<Reassignment> {
    return this.#pretend(next, await this.stored.get(next));
  }

  /** The decision without the overlay: `split` for what is not stored, and the actual content of the store. */
  withoutOverlay(decision: Decision): Decision {
    const { assignment } = decision;
    const pretended = assignment === null ? undefined : this.#pretended.get(nameOf(assignment));
    if (pretended === undefined || pretended.drawn !== assignment) return decision;
    return { ...decision, reason: 'split', assignment: pretended.stored };
  }

  #pretend({ portions: _, ...drawn }: NewAssignment, stored: Assignment | null): ClaimResult {
    this.#pretended.set(nameOf(drawn), { drawn, stored });
    return { stored: drawn, won: true };
  }
}
