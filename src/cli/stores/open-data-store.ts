/** The store as the commands for flags and data need it, and the options that they share. */
import type { StoreWithData } from '../../index.js';
import { text } from '../args/options.js';
import { openExisting, openToWrite } from './open-store.js';

/** Who changes something, and why: both go into the history. */
export const BY_OPTIONS = {
  by: text('Who makes the change'),
  reason: text('Why, for the history'),
};

export interface ByArguments {
  readonly by: string | undefined;
  readonly reason: string | undefined;
}

export function byOf({ by, reason }: ByArguments): { user: string | null; reason: string | null } {
  return { user: by ?? null, reason: reason ?? null };
}

/** Runs with a store that is there, and closes it. */
export async function reading<T>(
  url: string | undefined,
  run: (store: StoreWithData) => Promise<T>,
): Promise<T> {
  return closing(await openExisting(url), run);
}

/** Runs with a store, which is made if it is not there, and closes it. */
export async function writing<T>(
  url: string | undefined,
  doing: string,
  run: (store: StoreWithData) => Promise<T>,
): Promise<T> {
  return closing(await openToWrite(url, doing), run);
}

async function closing<T>(store: StoreWithData, run: (store: StoreWithData) => Promise<T>): Promise<T> {
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

/** Rows of cells as lines of a table, left-aligned, safe for a terminal. */
export async function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<string> {
  const { columnsOf, visible } = await import('../../index.js');
  const { paintFor } = await import('../terminal/paint.js');
  const paint = await paintFor(process.stdout);
  const shown = rows.map((row) => row.map((cell) => visible(cell)));
  const widths = head.map((word, index) =>
    Math.max(columnsOf(word), ...shown.map((row) => columnsOf(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell + ' '.repeat(widths[index]! - columnsOf(cell)))
      .join('  ')
      .trimEnd();
  return `${[paint.dim(line(head)), ...shown.map(line)].join('\n')}\n`;
}

export function jsonOf(name: string, rows: unknown): string {
  return `${JSON.stringify({ version: 1, [name]: rows }, null, 2)}\n`;
}
