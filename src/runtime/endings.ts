/** Which experiments of a store are over, asked at most once a second for each. */
import type { Store } from '../storage/store.js';

/** Milliseconds after which a running experiment is asked about again: so long learners may still be drawn after its end. */
const TRUSTED = 1000;

export class Endings {
  readonly #store: Pick<Store, 'ending'>;
  readonly #scope: string;
  /** An ending never changes. */
  readonly #ended = new Map<string, string>();
  /** By experiment: until when it counts as running. */
  readonly #running = new Map<string, number>();

  constructor(store: Pick<Store, 'ending'>, scope: string) {
    this.#store = store;
    this.#scope = scope;
  }

  /** What is stored for the group that was kept; `null` while the experiment runs. */
  async keptGroup(experiment: string): Promise<string | null> {
    const known = this.#ended.get(experiment);
    if (known !== undefined) return known;
    if ((this.#running.get(experiment) ?? 0) > performance.now()) return null;
    const ending = await this.#store.ending({ scope: this.#scope, experiment });
    if (ending === null) this.#running.set(experiment, performance.now() + TRUSTED);
    else this.#ended.set(experiment, ending.group);
    return ending?.group ?? null;
  }
}
