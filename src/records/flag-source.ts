/** Keeps a picture of the flags at hand, so that asking them needs no waiting, and takes a new one when they change. */
import { FlagSettings, type FlagSettingsOptions } from '../flags/flag-settings.js';
import type { DataStore } from '../storage/store.js';

export interface FlagSourceOptions extends FlagSettingsOptions {
  /** Milliseconds after which the store is asked whether something has changed; default 1000, 0 for every time. */
  readonly maxAge?: number;
  /** Milliseconds that never go back; default `performance.now()`. */
  readonly clock?: () => number;
}

export class FlagSource {
  readonly #store: DataStore;
  readonly #options: FlagSourceOptions;
  readonly #clock: () => number;
  #latest: FlagSettings | null = null;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #underWay: Promise<FlagSettings> | null = null;

  constructor(store: DataStore, options: FlagSourceOptions = {}) {
    this.#store = store;
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** The last picture that was taken, however old; `null` before the first. */
  get latest(): FlagSettings | null {
    return this.#latest;
  }

  /**
   * A picture that is not older than `maxAge`: take one for each request, and ask only that one.
   * Throws what the store throws; `latest` is still there then.
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
    // Age counts from before the question: what changes while it is answered is seen the next time.
    const startedAt = this.#clock();
    if (this.#latest === null || (await this.#store.settingsVersion()) !== this.#latest.version) {
      this.#latest = new FlagSettings(await this.#store.settings(), this.#options);
    }
    this.#checkedAt = startedAt;
    return this.#latest;
  }
}
