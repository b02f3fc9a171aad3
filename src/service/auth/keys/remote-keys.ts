/** Keys from a URL: fetched again in time, kept while the URL fails, with one back-off for all requests. */
import type { KeyObject } from 'node:crypto';
import { isLoopback } from '../../../http/loopback.js';
import { AbtestError } from '../../../index.js';
import { fetchKeySet } from './fetch-key-set.js';
import type { KeySet, TokenHeader } from './key-set.js';
import type { Keys, KeysNeeds, KeysReport, KeysState } from './keys.js';

/** Milliseconds. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After this age the keys are fetched again. */
const KEPT = 10 * MINUTE;
/** Between two attempts because of tokens that no key verifies. */
const COOLDOWN = 30_000;
/** Between two attempts after failures: doubled each time. */
const BACK_OFF = { first: 1_000, most: MINUTE };
/** Hours. */
const STALE_IF_ERROR = 24;

/** The keys cannot be fetched now, so the token is neither valid nor invalid. */
class KeysUnavailable extends Error {}

export class RemoteKeys implements Keys {
  readonly #url: URL;
  readonly #now: () => number;
  readonly #report: KeysReport;
  /** Milliseconds. */
  readonly #usableFor: number;
  #set: KeySet | null = null;
  #fetchedAt = 0;
  #triedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** Of the last attempt. */
  #failure: Error | null = null;
  #pending: Promise<void> | null = null;
  #generation = 0;

  private constructor(url: URL, { now, report, staleIfError = STALE_IF_ERROR }: KeysNeeds) {
    this.#url = url;
    this.#now = () => now().getTime();
    this.#report = report;
    this.#usableFor = Math.max(staleIfError * HOUR, KEPT);
  }

  /** @throws AbtestError `bad-configuration` for a URL that is not safe */
  static open(text: string, needs: KeysNeeds): RemoteKeys {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    if (url !== null && isSafe && url.username === '' && url.password === '') {
      const keys = new RemoteKeys(url, needs);
      void keys.#fetch();
      return keys;
    }
    const named = url === null || url.password === '' ? `"${text}"` : 'The URL with a password';
    throw new AbtestError('bad-configuration', `${named} is not a URL for a key set`, {
      hint: 'Use https:// without a user, or http:// on loopback.',
    });
  }

  get generation(): number {
    return this.#generation;
  }

  /** Readiness checks read it: they keep the keys of an idle service current. */
  get state(): KeysState {
    if (this.#isDue()) void this.#fetch();
    return this.#state();
  }

  async candidates(header: TokenHeader): Promise<readonly KeyObject[]> {
    if (this.#isDue()) {
      const fetched = this.#fetch();
      // Keys that are only just due, and keys of a URL that fails, are used meanwhile.
      const isUsed = this.#age() < 2 * KEPT || this.#failures > 0;
      if (!this.#isUsable() || !isUsed) await fetched;
    } else if (!this.#isUsable()) await this.#pending;
    if (header.kid !== undefined && this.#set?.has(header.kid) === false) await this.renew();
    if (this.#set === null || !this.#isUsable()) {
      throw new KeysUnavailable('The key set could not be fetched', { cause: this.#failure });
    }
    return this.#set.matching(header);
  }

  async renew(): Promise<boolean> {
    const before = this.#generation;
    if (this.#pending !== null) await this.#pending;
    else if (this.#now() >= this.#triedAt + Math.max(COOLDOWN, this.#backOff())) await this.#fetch();
    return this.#generation !== before;
  }

  async settled(): Promise<string | null> {
    await this.#pending;
    return this.#failure?.message ?? null;
  }

  async reload(): Promise<void> {
    await this.#pending;
    await this.#fetch();
    if (this.#failure === null) return;
    throw new AbtestError(
      'bad-configuration',
      `The key set at ${shown(this.#url)} cannot be fetched: ${this.#failure.message}`,
      {
        hint: 'Check the URL and the server; the last good keys are kept.',
        cause: this.#failure,
      },
    );
  }

  // ---------------------------------------------------------------------------------------------------------------

  #age(): number {
    return this.#now() - this.#fetchedAt;
  }

  #isUsable(): boolean {
    return this.#set !== null && this.#age() < this.#usableFor;
  }

  #isDue(): boolean {
    if (this.#set !== null && this.#age() < KEPT) return false;
    return this.#pending === null && this.#now() >= this.#triedAt + this.#backOff();
  }

  #state(): KeysState {
    if (!this.#isUsable()) return 'unavailable';
    return this.#failures > 0 ? 'stale' : 'current';
  }

  /** Milliseconds since the last attempt. */
  #backOff(): number {
    return this.#failures === 0 ? 0 : Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** (this.#failures - 1));
  }

  /** Never rejects: the failure is kept. Concurrent callers share one attempt. */
  #fetch(): Promise<void> {
    this.#pending ??= this.#attempt().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #attempt(): Promise<void> {
    this.#triedAt = this.#now();
    try {
      const set = await fetchKeySet(this.#url);
      if (set.fingerprint !== this.#set?.fingerprint) this.#generation += 1;
      this.#set = set;
      this.#fetchedAt = this.#now();
      const failed = this.#failures > 0;
      this.#failures = 0;
      this.#failure = null;
      if (failed) this.#report(null);
    } catch (error) {
      this.#failures += 1;
      this.#failure = error as Error;
      this.#report({ reason: this.#failure.message, state: this.#state() });
    }
  }
}

/** Without the query, which may be secret. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
