/** What the thread that commits and its store say to each other. */
import type { Change, Run } from './sqlite-connection.js';
import type { FileIdentity } from './sqlite-file.js';

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string;
  readonly identity: FileIdentity;
}

/** In the same order. A message with the SQL of each change takes twice as long to send. */
export function runsOf(changes: readonly Change[]): Run[] {
  const runs: { readonly sql: string; readonly rows: Change['values'][] }[] = [];
  for (const { sql, values } of changes) {
    const last = runs.at(-1);
    if (last?.sql === sql) last.rows.push(values);
    else runs.push({ sql, rows: [values] });
  }
  return runs;
}

/** How many rows each change changed; or what SQLite said, and nothing was changed. */
export type ThreadAnswer =
  | { readonly changed: number[] }
  | { readonly failure: { readonly message: string; readonly code: unknown; readonly errcode: unknown } };

/** Sent when the file is open; the thread ends itself when it cannot be. */
export const READY = 'ready';
/** Asks the thread to close the file and end. */
export const CLOSE = 'close';
