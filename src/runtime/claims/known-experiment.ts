/** What one call knows of an experiment of a learner: read at once with others, decided without waiting, stored at once. */
import type { Assignment, NewAssignment, Store } from '../../storage/store.js';
import type { Decision, Ruling } from '../decision.js';

interface Move {
  readonly next: NewAssignment;
  readonly fromGroup: string;
}

export class KnownExperiment {
  /** What decides before portions do. */
  readonly ruling: Ruling | null;
  /** As the store returned it last. */
  #stored: Assignment | null = null;
  #claim: NewAssignment | null = null;
  /** After the claim, or what is stored. */
  #moves: Move[] = [];
  /** What was drawn last, without its portions. */
  #drawn: Assignment | null = null;
  /** What was stored of it before this call decided again, while no decision has reported that yet. */
  #unreported: 'claim' | 'move' | null = null;
  #won: 'claim' | 'move' | null = null;

  constructor(ruling: Ruling | null) {
    this.ruling = ruling;
  }

  read(stored: Assignment | null): void {
    this.#stored = stored;
  }

  /** The group that counts for the next block of the experiment. */
  get current(): Assignment | null {
    return this.#drawn ?? this.#stored;
  }

  draw(next: NewAssignment): Assignment {
    const { current } = this;
    if (current === null) this.#claim = next;
    else this.#moves.push({ next, fromGroup: current.group });
    const { portions: _, ...drawn } = next;
    this.#drawn = drawn;
    return drawn;
  }

  /** The decision of a look: `split` for what is not stored, and what the store really holds. */
  looked(decision: Decision): Decision {
    return this.#drawn === null ? decision : { ...decision, reason: 'split', assignment: this.#stored };
  }

  /** The decision of an assignment: `split` for the first block after this call has stored it. */
  assigned(decision: Decision): Decision {
    const news = this.#unreported;
    if (news === null) return decision;
    this.#unreported = null;
    return { ...decision, reason: 'split', stale: decision.stale || news === 'move' };
  }

  /**
   * Stores what was drawn for all. False when another writer was faster: then decide again, since other content may be
   * shown. Each time at least one more assignment is stored, by this call or by another, so that this ends.
   */
  static async settle(
    all: readonly KnownExperiment[],
    store: Pick<Store, 'claimMany' | 'reassign'>,
  ): Promise<boolean> {
    const known = all.filter((each) => each.#drawn !== null);
    const claiming = known.filter((each) => each.#claim !== null);
    if (claiming.length > 0) {
      const claims = await store.claimMany(claiming.map((each) => each.#claim!));
      for (const [index, each] of claiming.entries()) each.#returned(claims[index]!, 'claim');
    }
    for (const each of known) {
      for (const { next, fromGroup } of each.#moves) {
        // A claim or a move that was lost is the end of what was drawn after it.
        if (each.#drawn !== null) each.#returned(await store.reassign(next, fromGroup), 'move');
      }
    }
    const isSettled = known.every((each) => each.#drawn !== null);
    if (!isSettled) for (const each of all) each.#unreported = each.#won;
    for (const each of known) each.#reset();
    return isSettled;
  }

  // ---------------------------------------------------------------------------------------------------------------

  #returned(
    { stored, won }: { readonly stored: Assignment | null; readonly won: boolean },
    as: 'claim' | 'move',
  ): void {
    this.#stored = stored;
    this.#won = won ? as : null;
    if (!won) this.#reset();
  }

  #reset(): void {
    this.#drawn = null;
    this.#claim = null;
    this.#moves = [];
  }
}
