/** Checks the options of tokens: nothing may accept tokens more widely than its operator means. */
import { AbtestError } from '../../index.js';
import { SECRET_ALGORITHMS } from './keys/file-keys.js';
import { ALGORITHMS, type TokenOptions } from './options.js';

const DEFAULT_ALGORITHMS = ['RS256', 'RS512', 'ES256', 'EdDSA'] as const;
/** Seconds. */
export const DEFAULT_TOLERANCE = 5;
/** Hours: a week. */
const MOST_STALE = 168;

/** The accepted algorithms: those of public keys, or those of a shared secret, never both. */
export function algorithmsOf({ keys, algorithms = DEFAULT_ALGORITHMS }: TokenOptions): readonly string[] {
  return 'secretFile' in keys ? SECRET_ALGORITHMS : algorithms;
}

/** @throws AbtestError `bad-configuration` */
export function checkTokenOptions(options: TokenOptions): void {
  const { issuer, audience, keys, algorithms, clockTolerance = DEFAULT_TOLERANCE, staleIfError } = options;
  if (!isThere(issuer)) throw bad('Tokens need an issuer', 'Set the issuer whose tokens to accept.');
  if (!isThere(audience)) throw bad('Tokens need an audience', 'Set the audience that tokens must have.');
  if (Object.keys(keys).length !== 1) {
    throw bad('The keys of tokens come from several sources', 'Use a key set, a public key, or a secret.');
  }
  checkAlgorithms(algorithms, 'secretFile' in keys);
  if (!(clockTolerance >= 0 && clockTolerance <= 60)) {
    throw bad(
      `The clock tolerance is ${clockTolerance} seconds; it must be 0 to 60`,
      'Synchronise the clocks instead (NTP).',
    );
  }
  if (staleIfError !== undefined && !(staleIfError >= 0 && staleIfError <= MOST_STALE)) {
    throw bad(
      `Keys are to be used for ${staleIfError} hours without their URL; it must be 0 to ${MOST_STALE}`,
      'Put the key set into a file where the URL is not reachable.',
    );
  }
}

function isThere(names: string | readonly string[] | undefined): boolean {
  const all = [names ?? []].flat();
  return all.length > 0 && all.every((name) => typeof name === 'string' && name !== '');
}

function checkAlgorithms(algorithms: TokenOptions['algorithms'], isSecret: boolean): void {
  if (algorithms === undefined) return;
  if (isSecret) {
    throw bad('The algorithms of a shared secret cannot be chosen', 'Leave out the algorithms.');
  }
  const unknown = algorithms.find((name) => !ALGORITHMS.includes(name));
  if (unknown === undefined && algorithms.length > 0) return;
  throw bad(
    unknown === undefined ? 'No algorithm is allowed' : `The algorithm "${unknown}" is not supported`,
    `Use one of: ${ALGORITHMS.join(', ')}.`,
  );
}

function bad(message: string, hint: string): AbtestError {
  return new AbtestError('bad-configuration', message, { hint });
}
