/**
 * The store's side of the commit thread, and the messages between the two. The thread waits for the disk and does most
 * of SQLite's work, so that other requests go on.
 */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Change, FileIdentity, Run, SqliteConnection } from './sqlite-connection.js';

/** The data that the thread is started with. */
export interface ThreadData {
  readonly path: string;
  readonly identity: FileIdentity;
}

/** In the same order. A message with the SQL of each change takes twice as long to send. */
function runsOf(changes: readonly Change[]): Run[] {
  const runs: { readonly sql: string; readonly rows: Change['values'][] }[] = [];
  for (const { sql, values } of changes) {
    const last = runs.at(-1);
    if (last?.sql === sql) last.rows.push(values);
    else runs.push({ sql, rows: [values] });
  }
  return runs;
}

/**
 * The number of rows that each change changed; or SQLite's error, when nothing was changed.
 * @tested the simulation answers in place of the thread
 */
export type ThreadAnswer =
  | { readonly changed: number[] }
  | { readonly failure: { readonly message: string; readonly code: unknown; readonly errcode: unknown } };

/** What the thread does with a message: one transaction. */
export function answerOf(connection: SqliteConnection, runs: readonly Run[]): ThreadAnswer {
  try {
    return { changed: connection.changeAll(runs) };
  } catch (error) {
    const { message, code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
    return { failure: { message, code, errcode } };
  }
}

/** Sent when the file is open; the thread ends when the file cannot be opened. */
export const READY = 'ready';
/** Tells the thread to close the file and end. */
export const CLOSE = 'close';

/** What is used of a `Worker`. */
interface CommitWorker {
  on(event: 'message', listener: (message: typeof READY | ThreadAnswer) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  postMessage(message: readonly Run[] | typeof CLOSE): void;
  ref(): void;
  unref(): void;
}

interface Waiting {
  resolve(changed: number[]): void;
  reject(error: unknown): void;
}

export class CommitThread {
  readonly #path: string;
  readonly #worker: CommitWorker;
  readonly #end: Promise<void>;
  #state: 'starting' | 'ready' | 'ended' = 'starting';
  /** In the order of the messages to which they belong. */
  readonly #waiting: Waiting[] = [];

  /** `null` where the thread's own file does not exist, as in a program bundled into one file. */
  static start(path: string, identity: FileIdentity): CommitThread | null {
    const name = './sqlite-thread.js';
    const file = URL.canParse(name, import.meta.url) ? new URL(name, import.meta.url) : null;
    if (file === null || !existsSync(file)) return null;
    const workerData: ThreadData = { path, identity };
    return new CommitThread(new Worker(file, { workerData }), path);
  }

  /**
   * @param worker runs `sqlite-thread.js`
   * @param path for messages only
   */
  constructor(worker: CommitWorker, path: string) {
    this.#path = path;
    this.#worker = worker;
    // The thread does not keep the process running.
    this.#worker.unref();
    this.#worker.on('message', (message: typeof READY | ThreadAnswer) => this.#receive(message));
    this.#end = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#lose(null);
        resolve();
      });
    });
    // An error before the thread is ready occurs again, and is thrown, on the path without the thread.
    this.#worker.on('error', (error) => this.#lose(error));
  }

  /** Whether it accepts changes. It may never do so, and it may end; the store then commits without it. */
  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /**
   * Commits all in one transaction, after those of earlier calls; returns the number of rows that each changed, once
   * they are on disk.
   * @throws SQLite's error, or AbtestError `store-unavailable` when the thread has ended: whether it had committed is
   *   then unknown
   */
  commit(changes: readonly Change[]): Promise<number[]> {
    return new Promise((resolve, reject) => {
      if (this.#state === 'ended') return reject(this.#ended(null));
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(runsOf(changes));
    });
  }

  async close(): Promise<void> {
    if (this.#state === 'ended') return;
    this.#worker.ref();
    this.#worker.postMessage(CLOSE);
    await this.#end;
  }

  #receive(message: typeof READY | ThreadAnswer): void {
    if (message === READY) this.#state = 'ready';
    else if ('changed' in message) this.#answered()?.resolve(message.changed);
    else {
      const { message: text, code, errcode } = message.failure;
      this.#answered()?.reject(Object.assign(new Error(text), { code, errcode }));
    }
  }

  #lose(cause: unknown): void {
    this.#state = 'ended';
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended(cause));
  }

  #ended(cause: unknown): AbtestError {
    return new AbtestError('store-unavailable', `The thread that writes the store ${this.#path} has ended`, {
      hint: 'Make the call again: the changes may or may not be stored.',
      cause,
    });
  }

  #answered(): Waiting | undefined {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    return waiting;
  }
}
