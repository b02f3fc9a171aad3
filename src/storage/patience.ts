/** Retries work that another process or transaction blocks, without blocking this process. */

export interface Patience {
  /** Whether a retry can succeed after this error. */
  readonly passes: (error: unknown) => boolean;
  /** Milliseconds after which the last failure is thrown. */
  readonly until: number;
}

const SHORTEST_PAUSE = 1;
const LONGEST_PAUSE = 20;

/** Runs `work` until it succeeds, fails permanently, or time is up; the pauses grow and are random. */
export async function patiently<T>(work: () => T | Promise<T>, patience: Patience): Promise<T> {
  let started: number | null = null;
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      if (!patience.passes(error)) throw error;
      started ??= performance.now();
      if (performance.now() - started > patience.until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_PAUSE + Math.random() * pause));
  }
}
