/** Validates texts in a thread of its own, so that no text delays other requests; people take turns. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { HttpError } from '../http/http-errors.js';
import { FairQueue } from './fair-queue.js';
import { type GivenText, verdictOf } from './verdict.js';

/** The response to one text, and the milliseconds that it took. */
export interface ThreadVerdict {
  readonly json: string;
  readonly ms: number;
}

/** The thread's first message. */
const READY = 'ready';
/** Texts of one person that wait, and of all. */
const MOST_OWN = 4;
const MOST_WAITING = 100;
/** A text that its limits cannot hold ends the thread, not the process. */
const MOST_MEGABYTES = 512;

interface Job {
  readonly given: GivenText;
  resolve(verdict: ThreadVerdict): void;
  reject(error: Error): void;
}

interface ValidatorOptions {
  /** The thread's file; `null` validates in this thread, as in a program bundled into one file. */
  readonly file?: URL | null;
  /** Milliseconds of work until a text is given up. */
  readonly limit: number;
}

export class Validator {
  readonly #file: URL | null;
  readonly #options: ValidatorOptions;
  readonly #queue = new FairQueue<Job>();
  #worker: Worker | null = null;
  /** Whether the thread has loaded its code, which on a busy machine may take longer than a text may. */
  #isReady = false;
  #running: Job | null = null;
  #clock: NodeJS.Timeout | undefined;

  constructor(options: ValidatorOptions) {
    this.#file = options.file === undefined ? threadFile() : options.file;
    this.#options = options;
  }

  /** @throws HttpError 429 or 503 when too many texts wait, 413 for a text that takes too long or too much memory */
  validate(person: string, given: GivenText): Promise<ThreadVerdict> {
    if (this.#queue.sizeOf(person) >= MOST_OWN) {
      throw new HttpError(429, `${MOST_OWN} texts of this user wait already.`, {
        hint: 'Send the next text when one has been answered.',
        headers: { 'Retry-After': '1' },
      });
    }
    if (this.#queue.size >= MOST_WAITING) throw new HttpError(503, 'Too many texts wait to be validated.');
    return new Promise((resolve, reject) => {
      this.#queue.add(person, { given, resolve, reject });
      if (this.#running === null) this.#next();
    });
  }

  /** Call it when no text is left: it ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  // ---------------------------------------------------------------------------------------------------------------

  #next(): void {
    this.#running = this.#queue.next() ?? null;
    if (this.#running === null) return;
    if (this.#file === null) {
      this.#validateHere(this.#running);
      return;
    }
    this.#worker ??= this.#start(this.#file);
    this.#worker.ref();
    if (this.#isReady) this.#limit();
    this.#worker.postMessage(this.#running.given);
  }

  #limit(): void {
    this.#clock = setTimeout(() => this.#worker?.terminate(), this.#options.limit);
  }

  #start(file: URL): Worker {
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } });
    let failure: unknown;
    worker.on('message', (said: ThreadVerdict | typeof READY) => {
      if (said !== READY) return this.#finish((job) => job.resolve(said));
      this.#isReady = true;
      this.#limit();
    });
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', () => {
      this.#worker = null;
      this.#isReady = false;
      this.#finish((job) => job.reject(refusalOf(failure)));
    });
    return worker;
  }

  async #validateHere({ given }: Job): Promise<void> {
    const began = performance.now();
    try {
      const json = await verdictOf(given);
      this.#finish((job) => job.resolve({ json, ms: performance.now() - began }));
    } catch (error) {
      this.#finish((job) => job.reject(error as Error));
    }
  }

  /** Nothing is running after the thread ended between two texts. */
  #finish(settle: (job: Job) => void): void {
    clearTimeout(this.#clock);
    // The thread does not keep the process running.
    this.#worker?.unref();
    const job = this.#running;
    if (job === null) return;
    settle(job);
    this.#next();
  }
}

/** @param failure why the thread ended; `undefined` for the time limit */
function refusalOf(failure: unknown): Error {
  const { code } = (failure ?? {}) as { code?: string };
  if (failure !== undefined && code !== 'ERR_WORKER_OUT_OF_MEMORY') return failure as Error;
  const what = failure === undefined ? 'time' : 'memory';
  return new HttpError(413, `The text takes too much ${what} to validate.`, {
    hint: 'Validate it with the command line: olx-abtest validate FILE.',
  });
}

function threadFile(): URL | null {
  const name = './validation-thread.js';
  const file = URL.canParse(name, import.meta.url) ? new URL(name, import.meta.url) : null;
  return file !== null && existsSync(file) ? file : null;
}
