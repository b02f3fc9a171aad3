/** Collects calls that arrive close together and runs them as one batch, so that they share one commit. */

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface GroupCommitOptions {
  /** The most batches in progress at once. */
  readonly lanes: number;
  /** The most calls in one batch. */
  readonly largest: number;
}

/**
 * `run` receives the items in the order of the calls and returns one answer for each, in that order. A call resolves
 * only after its batch has resolved; when the batch fails, all its calls fail with the same error.
 */
export class GroupCommit<Item, Answer> {
  readonly #run: (items: Item[]) => Promise<Answer[]>;
  readonly #options: GroupCommitOptions;
  #waiting: Waiting<Item, Answer>[] = [];
  #underWay = 0;
  #planned = false;
  #onIdle: (() => void)[] = [];

  constructor(run: (items: Item[]) => Promise<Answer[]>, options: GroupCommitOptions) {
    this.#run = run;
    this.#options = options;
  }

  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#plan();
    });
  }

  /** Resolves when no call is waiting or in progress. */
  idle(): Promise<void> {
    if (this.#waiting.length === 0 && this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #plan(): void {
    if (this.#planned || this.#waiting.length === 0 || this.#underWay >= this.#options.lanes) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    const calls = this.#waiting.splice(0, this.#options.largest);
    this.#underWay += 1;
    this.#plan();
    try {
      const answers = await this.#run(calls.map((call) => call.item));
      for (const [index, call] of calls.entries()) call.resolve(answers[index]!);
    } catch (error) {
      for (const call of calls) call.reject(error);
    }
    this.#underWay -= 1;
    this.#plan();
    if (this.#waiting.length === 0 && this.#underWay === 0) {
      for (const resolve of this.#onIdle.splice(0)) resolve();
    }
  }
}
