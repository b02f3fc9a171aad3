/** Starts the processes of the race, kill and failure tests, and reads what they print line by line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Lines printed so far. */
  readonly lines: string[];
  /** Resolves with the lines when the process has ended well; rejects with what it wrote to stderr otherwise. */
  readonly done: Promise<string[]>;
  /** Resolves when the process is gone, however it ended. */
  readonly gone: Promise<void>;
}

/** Runs a script of this folder with the arguments. */
export function child(script: string, ...parameters: string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const started = spawn(process.execPath, [path, ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let complaints = '';
  createInterface({ input: started.stdout }).on('line', (line) => lines.push(line));
  started.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const gone = new Promise<void>((resolve) => started.once('close', () => resolve()));
  const done = gone.then(() => {
    if (started.exitCode !== 0) {
      throw new Error(`${script} ended with ${started.exitCode ?? started.signalCode}:\n${complaints}`);
    }
    return lines;
  });
  // Whoever kills a child waits for `gone` only.
  done.catch(() => {});
  return { process: started, lines, done, gone };
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > 240_000) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
