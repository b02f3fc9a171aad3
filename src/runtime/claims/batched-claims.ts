/** Claims of one call that are stored together: decide with what is known, then store all that was drawn. */
import type { ClaimResult, NewAssignment, Reassignment, Store } from '../../storage/store.js';
import { KnownAssignments, nameOf } from './known-assignments.js';
import type { Claims } from './peek-overlay.js';

type ClaimingStore = Pick<Store, 'peek' | 'peekMany' | 'claimMany' | 'reassign'>;

/** In one scope. What is decided with it holds when `settle` returns true. */
export class BatchedClaims implements Claims {
  readonly stored: KnownAssignments;
  readonly #store: ClaimingStore;
  /** Not stored yet. */
  readonly #drawn = new Map<string, NewAssignment>();
  /** Stored by this call. */
  readonly #won = new Set<string>();
  /** Reported as new since `settle`: the second block of an experiment finds its assignment stored. */
  readonly #reported = new Set<string>();

  constructor(store: ClaimingStore) {
    this.#store = store;
    this.stored = new KnownAssignments(store);
  }

  async claim(given: NewAssignment): Promise<ClaimResult> {
    const name = nameOf(given);
    const known = this.#drawn.get(name) ?? (await this.stored.get(given));
    if (known === null) this.#drawn.set(name, given);
    const isNew = (this.#drawn.has(name) || this.#won.has(name)) && !this.#reported.has(name);
    if (isNew) this.#reported.add(name);
    const { portions: _, ...stored }: NewAssignment = known ?? given;
    return { stored, won: isNew };
  }

  async reassign(next: NewAssignment, fromGroup: string): Promise<Reassignment> {
    const result = await this.#store.reassign(next, fromGroup);
    this.stored.set(next, result.stored);
    return result;
  }

  /**
   * Stores what was drawn. False when another writer was faster: then decide again, since other content may be shown.
   * Each time at least one more assignment is stored, so that this ends.
   */
  async settle(): Promise<boolean> {
    this.#reported.clear();
    if (this.#drawn.size === 0) return true;
    const claims = await this.#store.claimMany([...this.#drawn.values()]);
    this.#drawn.clear();
    for (const { stored, won } of claims) {
      this.stored.set(stored, stored);
      if (won) this.#won.add(nameOf(stored));
    }
    return claims.every(({ won }) => won);
  }
}
