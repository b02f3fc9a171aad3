/** The assignments of a scope that one call has read: each is asked for once, many of them with one query. */
import type { Assignment, AssignmentKey, Store } from '../../storage/store.js';

/** Without the scope, which is the same for all. */
type Name = Pick<AssignmentKey, 'experiment' | 'learner'>;

export class KnownAssignments {
  readonly #store: Pick<Store, 'peek' | 'peekMany'>;
  readonly #known = new Map<string, Assignment | null>();

  constructor(store: Pick<Store, 'peek' | 'peekMany'>) {
    this.#store = store;
  }

  async load(keys: readonly AssignmentKey[]): Promise<void> {
    if (keys.length === 0) return;
    const stored = await this.#store.peekMany(keys);
    for (const [index, key] of keys.entries()) this.set(key, stored[index]!);
  }

  /** What is stored, read now if it was not loaded. */
  async get(key: AssignmentKey): Promise<Assignment | null> {
    const known = this.#known.get(nameOf(key));
    if (known !== undefined) return known;
    const stored = await this.#store.peek(key);
    this.set(key, stored);
    return stored;
  }

  set(key: Name, stored: Assignment | null): void {
    this.#known.set(nameOf(key), stored);
  }
}

/** Joined by NUL, which no stored text contains, so that names are distinct. */
export function nameOf({ experiment, learner }: Name): string {
  return `${experiment}\0${learner}`;
}
