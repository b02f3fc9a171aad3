/** Output: stdout for reports, tables and files, stderr for everything else; both tolerate a reader that closes the pipe. */
import { once } from 'node:events';

/** Writes the result of the command: reports, tables, formatted files. */
export function stdout(text: string | Uint8Array): void {
  if (kept === null || typeof text !== 'string') process.stdout.write(text);
  else kept.push(['stdout', text]);
}

/** Writes messages about the run: progress, errors, summaries of a report. */
export function stderr(text: string): void {
  if (kept === null) process.stderr.write(text);
  else kept.push(['stderr', text]);
}

/** A text that was written, and where it goes. */
export type Piece = readonly ['stdout' | 'stderr', string];

/** The texts that are not written yet. */
let kept: Piece[] | null = null;

/** Runs work whose output is returned instead of written. */
export async function withheld(work: () => Promise<unknown>): Promise<Piece[]> {
  const pieces: Piece[] = [];
  kept = pieces;
  try {
    await work();
  } finally {
    kept = null;
  }
  return pieces;
}

export function writePieces(pieces: readonly Piece[]): void {
  for (const [stream, text] of pieces) process[stream].write(text);
}

/** A closed pipe (`| head`) is not an error; a full disk is. */
export function watchOutput(onFailure: (error: Error) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onFailure(error);
  });
  // There is no other stream to report it on.
  process.stderr.on('error', () => undefined);
}

/** Characters that are buffered before they are written. */
const ENOUGH = 2 ** 15;

/** stdout in any amount: written at the reader's pace, and not at all once the pipe is closed. */
export class Outlet {
  #text = '';
  readonly #gone = new AbortController();

  constructor() {
    // A closed pipe closes the stream; `watchOutput` reports other errors.
    for (const event of ['error', 'close']) process.stdout.once(event, () => this.#gone.abort());
  }

  /** Whether the pipe was closed by its reader. */
  get isClosed(): boolean {
    return this.#gone.signal.aborted;
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= ENOUGH) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text === '' || this.isClosed || process.stdout.write(text)) return;
    try {
      await once(process.stdout, 'drain', { signal: this.#gone.signal });
    } catch (error) {
      if (!this.isClosed) throw error;
    }
  }
}
