/** The store that a command works on: opened, named without its password, never made by a command that only looks. */
import { existsSync } from 'node:fs';
import type { StoreWithData } from '../../index.js';
import { type Option, text } from '../args/options.js';
import { FailureError, messageOf } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';

/** `--store`: where assignments and data are kept. */
export function storeOption(
  describe = 'sqlite:FILE, postgres://… or memory:',
  defaultDescription = '$OLX_ABTEST_STORE, else sqlite:./olx-abtest.db',
): Option<string | undefined> {
  return text(describe, { defaultDescription });
}

/** Opens, and prints to stderr which store it is and whether it was made now. */
export async function openToWrite(given: string | undefined, doing: string): Promise<StoreWithData> {
  const { openStore, storeUrl } = await import('../../index.js');
  const url = storeUrl(given);
  const isNew = isMissing(url);
  const store = await openStore(url);
  stderr(`olx-abtest: ${doing} ${await shown(url)}${isNew ? ' (created)' : ''}\n`);
  return store;
}

/** Opens to look. Where there is no store yet nothing is stored, as in an empty one. */
export async function openToLook(given: string | undefined): Promise<StoreWithData> {
  const { openStore, storeUrl } = await import('../../index.js');
  const url = storeUrl(given);
  if (!isMissing(url)) return openStore(url);
  if (given !== undefined)
    stderr(`olx-abtest: there is no store ${await shown(url)} yet; no learner is assigned\n`);
  return openStore('memory:');
}

/** @throws FailureError where there is none */
export async function openExisting(given: string | undefined): Promise<StoreWithData> {
  const { openStore, storeUrl } = await import('../../index.js');
  const url = storeUrl(given);
  if (isMissing(url))
    throw new FailureError(
      `There is no store ${await shown(url)}`,
      'Name it with --store, or OLX_ABTEST_STORE.',
    );
  return openStore(url);
}

async function shown(url: string): Promise<string> {
  const { mask, secretsIn } = await import('../../index.js');
  return messageOf(mask(secretsIn(url))(url));
}

function isMissing(url: string): boolean {
  const path = fileOf(url);
  return path !== null && !existsSync(path);
}

/** `null` where a store has no file. */
export function fileOf(url: string): string | null {
  const path = /^sqlite:(.*)$/is.exec(url)?.[1];
  return path === undefined || path === '' || path === ':memory:' ? null : path;
}
