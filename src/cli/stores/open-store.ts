/** The store of a command: opened, shown without its password, never created by a command that only reads. */
import { accessSync, constants, statSync } from 'node:fs';
import type { StoreWithData } from '../../index.js';
import { type Option, text } from '../args/options.js';
import { FailureError, messageOf } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';

/** `--store`: where assignments and data are stored. */
export function storeOption(
  describe = 'sqlite:FILE, postgres://… or memory:',
  defaultDescription = '$OLX_ABTEST_STORE, else sqlite:./olx-abtest.db',
): Option<string | undefined> {
  return text(describe, { defaultDescription });
}

/** Opens the store, and prints to stderr which one it is and whether it was created. */
export async function openToWrite(given: string | undefined, doing: string): Promise<StoreWithData> {
  const { openStore } = await import('../../learners.js');
  const { storeUrl } = await import('../../internal/learners.js');
  const url = storeUrl(given);
  const isNew = await isMissing(url);
  const store = await openStore(url);
  stderr(`olx-abtest: ${doing} ${await shown(url)}${isNew ? ' (created)' : ''}\n`);
  return store;
}

/** Opens the store for reading. A store that does not exist yet counts as an empty one. */
export async function openToLook(given: string | undefined): Promise<StoreWithData> {
  const { openStore } = await import('../../learners.js');
  const { storeUrl } = await import('../../internal/learners.js');
  const url = storeUrl(given);
  if (!(await isMissing(url))) return openStore(url);
  if (given !== undefined)
    stderr(`olx-abtest: the store ${await shown(url)} does not exist yet; no learners are assigned\n`);
  return openStore('memory:');
}

/** @throws FailureError when the store does not exist */
export async function openExisting(given: string | undefined): Promise<StoreWithData> {
  const { openStore } = await import('../../learners.js');
  const { storeUrl } = await import('../../internal/learners.js');
  const url = storeUrl(given);
  if (await isMissing(url))
    throw new FailureError(
      `The store ${await shown(url)} does not exist`,
      'Give it with --store, or OLX_ABTEST_STORE.',
    );
  return openStore(url);
}

/** Reports that a SQLite file can only be read: lookups work, and nothing shows it until somebody writes. */
export async function sayReadOnly(url: string): Promise<void> {
  const { storeFile } = await import('../../internal/learners.js');
  const path = storeFile(url);
  try {
    if (path !== null) accessSync(path, constants.W_OK);
  } catch {
    stderr(
      `olx-abtest: The store ${path} cannot be written by this user: what would store is answered with 503\n`,
    );
    stderr('  hint: Give this user write access to the file and its folder.\n');
  }
}

async function shown(url: string): Promise<string> {
  const { mask, secretsIn } = await import('../../internal/learners.js');
  return messageOf(mask(secretsIn(url))(url));
}

async function isMissing(url: string): Promise<boolean> {
  const { storeFile } = await import('../../internal/learners.js');
  const path = storeFile(url);
  if (path === null) return false;
  try {
    statSync(path);
    return false;
  } catch (error) {
    // A file in a folder that this user may not search can be there: opening it reports why it cannot be.
    return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
