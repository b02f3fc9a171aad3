/** The file of a store, which may be taken away while a program has it open. */
import { stat } from 'node:fs/promises';
import { fileOf } from './open-store.js';

/**
 * Answers a question: does the path of the store still lead to the file that is there now? Ask for it when the store is
 * open. Of stores without a file it is always true.
 */
export async function watchStoreFile(given: string | undefined): Promise<() => Promise<boolean>> {
  const { storeUrl } = await import('../../index.js');
  const path = fileOf(storeUrl(given));
  if (path === null) return async () => true;
  const opened = await identityOf(path);
  return async () => (await identityOf(path)) === opened;
}

/** `null`: there is no file, or it cannot be seen. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}
