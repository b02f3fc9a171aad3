/** Tokens that were checked a moment ago, so that a busy client's is not checked thousands of times a second. */

const MOST_TOKENS = 2000;
/** Milliseconds. A key that was taken back counts no longer than this. */
const REMEMBERED_FOR = 5 * 60_000;

/** Who is meant by a token, and until when: seconds since 1970. */
export interface Verified {
  readonly username: string;
  readonly isStaff: boolean;
  readonly expires: number;
}

interface Entry {
  readonly verified: Verified;
  readonly until: number;
}

/** By digest, so that no token lies in memory; the ones checked last stay. */
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
