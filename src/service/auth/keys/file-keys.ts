/** Keys from files: a key set, one public key, or the secret that the LMS signs with. */
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readSecretFile } from '../../../disk/secret-file.js';
import { AbtestError } from '../../../index.js';
import type { TokenKeySource } from '../options.js';
import { algorithmsOf, hasSecretKey, KeySet, readKeySet, type TokenHeader } from './key-set.js';
import type { Keys } from './keys.js';

type FileSource = Exclude<TokenKeySource, { readonly jwksUrl: string }>;
type Matching = (header: TokenHeader) => readonly KeyObject[];

/** Characters of a shared secret: Tutor generates 24. */
const SHORTEST_SECRET = 16;
export const SECRET_ALGORITHMS = ['HS256', 'HS512'] as const;

export class FileKeys implements Keys {
  readonly state = 'current';
  readonly #source: FileSource;
  #matching: Matching;
  #generation = 0;

  private constructor(source: FileSource, matching: Matching) {
    this.#source = source;
    this.#matching = matching;
  }

  static async open(source: FileSource): Promise<FileKeys> {
    return new FileKeys(source, await read(source));
  }

  get generation(): number {
    return this.#generation;
  }

  async candidates(header: TokenHeader): Promise<readonly KeyObject[]> {
    return this.#matching(header);
  }

  async renew(): Promise<boolean> {
    return false;
  }

  async settled(): Promise<null> {
    return null;
  }

  async reload(): Promise<void> {
    this.#matching = await read(this.#source);
    this.#generation += 1;
  }
}

// -------------------------------------------------------------------------------------------------------------------

async function read(source: FileSource): Promise<Matching> {
  if ('secretFile' in source) return secretOf(source.secretFile);
  const set =
    'jwksFile' in source
      ? keySet(source.jwksFile, await textOf(source.jwksFile))
      : onlyKey(source.publicKeyFile, await textOf(source.publicKeyFile));
  return (header) => set.matching(header);
}

async function secretOf(path: string): Promise<Matching> {
  const bytes = await readSecretFile(path, 'Write the LMS’s JWT_SECRET_KEY into a file of this user only.');
  // Editors and shells end a file with a line break, which is not part of the secret.
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (/-----BEGIN |"kty"/.test(text)) {
    throw bad(
      `${path} contains a key, not a shared secret`,
      'Use --jwks or --public-key for public keys: everybody knows them, so as a secret they would verify forged tokens.',
    );
  }
  if (text.length < SHORTEST_SECRET) {
    throw bad(
      `${path} has fewer than ${SHORTEST_SECRET} characters`,
      'Use a longer JWT_SECRET_KEY in the LMS and here.',
    );
  }
  const key = createSecretKey(text, 'utf8');
  return ({ alg }) => (SECRET_ALGORITHMS.some((name) => name === alg) ? [key] : []);
}

function keySet(path: string, text: string): KeySet {
  let set: KeySet;
  try {
    if (hasSecretKey(text)) {
      throw bad(
        `${path} contains a secret key`,
        'Use public keys only, and rotate the secret key that this file exposed.',
      );
    }
    set = readKeySet(text);
  } catch (cause) {
    if (cause instanceof AbtestError) throw cause;
    const why = cause instanceof TypeError && cause.message.startsWith('it ') ? `: ${cause.message}` : '';
    throw bad(`${path} is not a JSON Web Key Set${why}`, 'Write {"keys": [{"kty": "RSA", …}]}.', cause);
  }
  return set;
}

function onlyKey(path: string, text: string): KeySet {
  if (text.includes('PRIVATE KEY')) {
    throw bad(`${path} contains a private key`, 'Extract the public key with openssl pkey -pubout.');
  }
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch (cause) {
    throw bad(
      `${path} is not a public key in PEM format`,
      'Use a file that begins with -----BEGIN PUBLIC KEY-----.',
      cause,
    );
  }
  const algorithms = algorithmsOf(key);
  if (algorithms.length > 0) return new KeySet([{ key, algorithms }]);
  throw bad(
    `${path} contains a key that cannot verify tokens`,
    'Use RSA with 2048 to 8192 bits, the curves P-256 or P-384, or Ed25519.',
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw bad(`${path} cannot be read`, 'Give a file with the public keys of tokens.', cause);
  }
}

function bad(message: string, hint: string, cause?: unknown): AbtestError {
  return new AbtestError('bad-configuration', message, { hint, cause });
}
