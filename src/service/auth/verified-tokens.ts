/** A cache of recently verified tokens, so that a busy client's token is not verified thousands of times a second. */

const MOST_TOKENS = 2000;
/** Milliseconds. */
const REMEMBERED_FOR = 5 * 60_000;

/** The learner of a token, and its expiry in seconds since 1970. */
export interface Verified {
  readonly username: string;
  readonly isStaff: boolean;
  /** Of an application that Open edX admits to few routes, and to none of these. */
  readonly isRestricted: boolean;
  readonly expires: number;
}

interface Entry {
  readonly verified: Verified;
  readonly until: number;
}

/** Keyed by digest, so that tokens are not kept in memory; the most recently used ones are kept. */
export class VerifiedTokens {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get(digest: string): Verified | null {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return null;
    if (this.#now().getTime() < entry.until) return entry.verified;
    this.#entries.delete(digest);
    return null;
  }

  set(digest: string, verified: Verified): void {
    const time = this.#now().getTime();
    const until = Math.min(verified.expires * 1000, time + REMEMBERED_FOR);
    if (time >= until) return;
    this.#entries.delete(digest);
    this.#entries.set(digest, { verified, until });
    if (this.#entries.size > MOST_TOKENS) this.#entries.delete(this.#entries.keys().next().value!);
  }
}
