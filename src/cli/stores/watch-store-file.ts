/** Detects that the file of an open store was removed or replaced. */
import { stat } from 'node:fs/promises';

/**
 * Returns a function that tells whether the path of the store still leads to the current file. Call it when the store
 * is open. For stores without a file it always returns true.
 */
export async function watchStoreFile(given: string | undefined): Promise<() => Promise<boolean>> {
  const { storeFile, storeUrl } = await import('../../internal/learners.js');
  const path = storeFile(storeUrl(given));
  if (path === null) return async () => true;
  const opened = await identityOf(path);
  return async () => (await identityOf(path)) === opened;
}

/** `null` when the file does not exist or cannot be accessed. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}
