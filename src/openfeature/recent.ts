/** What was decided a moment ago, so that a page that evaluates a flag ten times asks the store once. */

/** Milliseconds: as long as a runtime trusts that an experiment goes on. */
const TRUSTED = 1000;
const MOST_ENTRIES = 10_000;

interface Entry<Value> {
  readonly value: Value;
  /** By `performance.now()`. */
  readonly until: number;
}

/** Values by flag and learner, for one second. */
export class Recent<Flag extends object, Value> {
  readonly #byFlag = new Map<Flag, Map<string, Entry<Value>>>();
  #entries = 0;

  get(flag: Flag, learner: string): Value | undefined {
    const entry = this.#byFlag.get(flag)?.get(learner);
    return entry !== undefined && entry.until > performance.now() ? entry.value : undefined;
  }

  set(flag: Flag, learner: string, value: Value): void {
    // Old entries go all at once: what is asked again is decided again.
    if (this.#entries >= MOST_ENTRIES) this.clear();
    let learners = this.#byFlag.get(flag);
    if (learners === undefined) {
      learners = new Map();
      this.#byFlag.set(flag, learners);
    }
    const before = learners.size;
    learners.set(learner, { value, until: performance.now() + TRUSTED });
    this.#entries += learners.size - before;
  }

  clear(): void {
    this.#byFlag.clear();
    this.#entries = 0;
  }
}
