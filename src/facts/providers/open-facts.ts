/** Opens providers of facts by what people write: a folder, `store`, or `lms:https://…`. */
import { requireKnownOptions } from '../../diagnostics/options.js';
import type { FactStore } from '../../storage/store.js';
import type { LearnerFacts } from '../facts.js';
import { openLmsFacts } from '../lms/lms-facts.js';
import { lmsOptions } from '../lms/lms-options.js';
import { openFileFacts } from './file-facts.js';
import { firstKnownFacts } from './first-known.js';
import { storedFacts } from './stored-facts.js';

export interface OpenFactsOptions {
  /** The store that `store` names; its owner closes it. */
  readonly store: FactStore;
  /** A file with the credentials of the LMS; without it they are taken from the environment. */
  readonly credentialsFile?: string | undefined;
}

/**
 * Of several sources the first known answer counts.
 * @throws AbtestError `not-readable` for what is wrong in a folder, `bad-configuration` for an address or credentials
 * @example
 * const facts = await openFacts(['facts/', 'store'], { store: store.data.facts });
 * await facts.close();
 */
export async function openFacts(
  sources: readonly string[],
  options: OpenFactsOptions,
): Promise<LearnerFacts> {
  requireKnownOptions('openFacts', options, { store: true, credentialsFile: true });
  const open = async (source: string): Promise<LearnerFacts> => {
    if (source === 'store') return storedFacts(options.store);
    const lms = /^lms:(.*)$/is.exec(source)?.[1];
    if (lms !== undefined) return openLmsFacts(await lmsOptions(lms, options.credentialsFile));
    return openFileFacts(source);
  };
  const opened: LearnerFacts[] = [];
  for (const source of sources) opened.push(await open(source));
  return firstKnownFacts(opened);
}
