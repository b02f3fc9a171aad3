/** All writing to a SQLite file: calls that arrive close together share one commit, on a separate thread under load. */
import { GroupCommit } from '../group-commit.js';
import { reported } from '../observation.js';
import type { CommitThread } from './sqlite-commits.js';
import type { Change, SqliteConnection } from './sqlite-connection.js';

/** Rows of one transaction, which blocks this process, or its thread, for some milliseconds. */
export const LARGEST_COMMIT = 1000;
/** While the thread runs one transaction it already has the next, so that it need not be woken for each. */
const TRANSACTIONS = 2;

/** One change of one caller, which the thread can make; or work of several steps, which runs here. */
type Work = Change | (() => unknown);

interface WritesOptions {
  readonly connection: SqliteConnection;
  /** Runs work until no other process blocks it. */
  readonly reliably: <T>(work: () => T | Promise<T>) => Promise<T>;
  /** Called once, when calls first arrive together. A program that writes one row after another needs no thread. */
  readonly startThread: () => CommitThread | null;
}

export class SqliteWrites {
  readonly #options: WritesOptions;
  readonly #group = new GroupCommit<Work, unknown>(
    reported((works) => this.#commit(works)),
    {
      lanes: TRANSACTIONS,
      largest: LARGEST_COMMIT,
    },
  );
  #thread: CommitThread | null | undefined;
  /** Settle when nothing is in progress on the thread, and here: the two connections must not block each other. */
  #there: Promise<unknown> = Promise.resolve();
  #here: Promise<unknown> = Promise.resolve();

  constructor(options: WritesOptions) {
    this.#options = options;
  }

  /** Returns the number of rows that it changed, once they are on disk. */
  change(change: Change): Promise<number> {
    return this.#group.add(change) as Promise<number>;
  }

  /** Returns the result of the work, once its changes are on disk. The work may be run again, and shares its transaction. */
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
