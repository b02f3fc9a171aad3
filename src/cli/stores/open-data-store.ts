/** Opens the store for the commands for flags and data, with the options that they share. */
import type { StoreWithData } from '../../index.js';
import { text } from '../args/options.js';
import { openExisting, openToWrite } from './open-store.js';

/** Who makes a change, and why: both are stored in the history. */
export const BY_OPTIONS = {
  by: text('Who makes the change'),
  reason: text('Why, for the history'),
};

interface ByArguments {
  readonly by: string | undefined;
  readonly reason: string | undefined;
}

export function byOf({ by, reason }: ByArguments): { user: string | null; reason: string | null } {
  return { user: by ?? null, reason: reason ?? null };
}

/** Runs with an existing store, and closes it. */
export async function reading<T>(
  url: string | undefined,
  run: (store: StoreWithData) => Promise<T>,
): Promise<T> {
  return closing(await openExisting(url), run);
}

/** Runs with a store, which is created if necessary, and closes it. */
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
