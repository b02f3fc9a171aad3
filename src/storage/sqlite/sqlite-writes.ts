/** All writing to a SQLite file: calls that come close together share one commit, on a thread of its own where calls crowd. */
import { GroupCommit } from '../group-commit.js';
import type { CommitThread } from './sqlite-commits.js';
import type { Change, SqliteConnection } from './sqlite-connection.js';

/** Rows of one transaction, which keeps this process, or its thread, from anything else for some milliseconds. */
export const LARGEST_COMMIT = 1000;
/** While the thread works on one transaction it has the next: it need not be woken for each. */
const TRANSACTIONS = 2;

/** One change of one caller, which the thread can make; or work of more steps, which is done here. */
type Work = Change | (() => unknown);

interface WritesOptions {
  readonly connection: SqliteConnection;
  /** Runs work until no other process stands in its way. */
  readonly reliably: <T>(work: () => T | Promise<T>) => Promise<T>;
  /** Asked once, when calls first come together. A program that writes one row after the other needs no thread. */
  readonly startThread: () => CommitThread | null;
}

export class SqliteWrites {
  readonly #options: WritesOptions;
  readonly #group = new GroupCommit<Work, unknown>((works) => this.#commit(works), {
    lanes: TRANSACTIONS,
    largest: LARGEST_COMMIT,
  });
  #thread: CommitThread | null | undefined;
  /** Settle when nothing is under way on the thread, and here: the two connections must not stand in each other's way. */
  #there: Promise<unknown> = Promise.resolve();
  #here: Promise<unknown> = Promise.resolve();

  constructor(options: WritesOptions) {
    this.#options = options;
  }

  /** How many rows it changed, once that is on disk. */
  change(change: Change): Promise<number> {
    return this.#group.add(change) as Promise<number>;
  }

  /** What the work answers, once what it changed is on disk. It may be begun anew, and shares its transaction. */
  work<T>(work: () => T): Promise<T> {
    return this.#group.add(work) as Promise<T>;
  }

  async close(): Promise<void> {
    await this.#group.idle();
    await this.#thread?.close();
  }

  #commit(works: readonly Work[]): Promise<unknown[]> {
    const { connection, reliably } = this.#options;
    const thread = works.every(isChange) ? this.#threadFor(works) : null;
    if (thread !== null) {
      const answers = this.#here.then(() => reliably(() => thread.commit(works as readonly Change[])));
      this.#there = Promise.allSettled([this.#there, answers]);
      return answers;
    }
    const done = (work: Work) => (isChange(work) ? connection.change(work) : work());
    const answers = Promise.all([this.#there, this.#here]).then(() =>
      reliably(() => connection.inTransaction('begin immediate', () => works.map(done))),
    );
    this.#here = answers.catch(() => undefined);
    return answers;
  }

  #threadFor({ length }: readonly Work[]): CommitThread | null {
    if (this.#thread === undefined && length > 1) this.#thread = this.#options.startThread();
    return this.#thread?.isReady ? this.#thread : null;
  }
}

function isChange(work: Work): work is Change {
  return typeof work === 'object';
}
