/** The two ways out: data to stdout, words to stderr; both survive a reader that goes away. */

/** Data: reports, tables, formatted files. */
export function data(text: string | Uint8Array): void {
  process.stdout.write(text);
}

/** Words about the run: progress, failures, summaries beside a report. */
export function words(text: string): void {
  process.stderr.write(text);
}

/** A reader that has seen enough (`| head`) is no trouble; a full disk is. */
export function watchOutput(onTrouble: (error: Error) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onTrouble(error);
  });
  // Nobody is left who could be told.
  process.stderr.on('error', () => undefined);
}
