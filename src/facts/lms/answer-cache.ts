/** Keeps answers for a while, so that an LMS is not asked the same thing again and again. */

/** Answers that are kept; the ones that were asked for least recently go first. */
const MOST_ANSWERS = 5_000;

interface Kept {
  readonly answer: Promise<unknown>;
  readonly until: number;
}

export class AnswerCache {
  readonly #kept = new Map<string, Kept>();
  readonly #clock: () => number;

  /** @param clock milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A failure is not kept; questions that come while one is under way share its answer. */
  get<T>(name: string, milliseconds: number, ask: () => Promise<T>): Promise<T> {
    const before = this.#kept.get(name);
    if (before !== undefined && before.until > this.#clock()) {
      this.#kept.delete(name);
      this.#kept.set(name, before);
      return before.answer as Promise<T>;
    }
    const answer = ask();
    const kept = { answer, until: this.#clock() + milliseconds };
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_ANSWERS) break;
      this.#kept.delete(oldest);
    }
    answer.catch(() => {
      if (this.#kept.get(name) === kept) this.#kept.delete(name);
    });
    return answer;
  }
}
