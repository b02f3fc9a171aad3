/** Which experiments of a store are over, asked at most once a second for each. */
import type { Store } from '../storage/store.js';

/** Milliseconds after which a running experiment is asked about again: so long learners may still be drawn after its end. */
const TRUSTED = 1000;

export class Endings {
  readonly #store: Pick<Store, 'ending' | 'endings'>;
  readonly #scope: string;
  /** An ending never changes. */
  readonly #ended = new Map<string, string>();
  /** By experiment: until when it counts as running. */
  readonly #running = new Map<string, number>();

  constructor(store: Pick<Store, 'ending' | 'endings'>, scope: string) {
    this.#store = store;
    this.#scope = scope;
  }

  /** What is stored for the group that was kept; `null` while the experiment runs. */
  async keptGroup(experiment: string): Promise<string | null> {
    const known = this.#known(experiment);
    if (known !== undefined) return known;
    const ending = await this.#store.ending({ scope: this.#scope, experiment });
    if (ending === null) this.#running.set(experiment, performance.now() + TRUSTED);
    else this.#ended.set(experiment, ending.group);
    return ending?.group ?? null;
  }

  /** The same of several, with one query. */
  async keptGroups(experiments: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const unknown = experiments.filter((experiment) => this.#known(experiment) === undefined);
    if (unknown.length === 1) await this.keptGroup(unknown[0]!);
    else if (unknown.length > 1) {
      const endings = await this.#store.endings(this.#scope);
      for (const { experiment, group } of endings) this.#ended.set(experiment, group);
      const until = performance.now() + TRUSTED;
      for (const experiment of unknown) this.#running.set(experiment, until);
    }
    return new Map(experiments.map((experiment) => [experiment, this.#ended.get(experiment) ?? null]));
  }

  /** `undefined` where the store must be asked. */
  #known(experiment: string): string | null | undefined {
    const ended = this.#ended.get(experiment);
    if (ended !== undefined) return ended;
    return (this.#running.get(experiment) ?? 0) > performance.now() ? null : undefined;
  }
}
