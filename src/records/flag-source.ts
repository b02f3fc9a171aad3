/** Keeps a snapshot of the flags in memory, so that reading flags needs no waiting, and renews it when they change. */
import { requireKnownOptions } from '../diagnostics/options.js';
import { FlagSettings, type FlagSettingsOptions } from '../flags/flag-settings.js';
import type { DataStore } from '../storage/store.js';

export interface FlagSourceOptions extends FlagSettingsOptions {
  /** Milliseconds after which the store is checked for changes; default 1000, 0 to check every time. */
  readonly maxAge?: number;
  /** Monotonic milliseconds; default `performance.now()`. */
  readonly clock?: () => number;
}

const OPTIONS = { maxAge: true, clock: true, flagDefault: true, queryOverride: true } as const;

/**
 * Snapshots of the flags of a store, read again only when something has changed.
 * @example
 * const source = new FlagSource(store.data);
 * const settings = await source.current();
 * console.log(settings.flag('experiments.video')); // → null
 */
export class FlagSource {
  readonly #store: DataStore;
  readonly #options: FlagSourceOptions;
  readonly #clock: () => number;
  #latest: FlagSettings | null = null;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #underWay: Promise<FlagSettings> | null = null;

  constructor(store: DataStore, options: FlagSourceOptions = {}) {
    requireKnownOptions('FlagSource', options, OPTIONS);
    this.#store = store;
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** The last snapshot, however old; `null` before the first. */
  get latest(): FlagSettings | null {
    return this.#latest;
  }

  /**
   * A snapshot that is not older than `maxAge`: take one for each request, and use only that one. Throws what the store
   * throws; `latest` is unchanged then.
   */
  async current(): Promise<FlagSettings> {
    const age = this.#clock() - this.#checkedAt;
    if (this.#latest !== null && age < (this.#options.maxAge ?? 1000)) return this.#latest;
    this.#underWay ??= this.#refresh().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #refresh(): Promise<FlagSettings> {
    // The age counts from before the query: a change during the query is found by the next one.
    const startedAt = this.#clock();
    if (this.#latest === null || (await this.#store.settingsVersion()) !== this.#latest.version) {
      const { clock, maxAge, ...options } = this.#options;
      this.#latest = new FlagSettings(await this.#store.settings(), options);
    }
    this.#checkedAt = startedAt;
    return this.#latest;
  }
}
