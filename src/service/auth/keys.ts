/** The public keys that verify tokens: from a file, or from a URL. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { isLoopback } from '../../http/loopback.js';
import { AbtestError } from '../../index.js';
import type { KeySource } from './options.js';

export type PublicKeys = JWTVerifyGetKey;

/** The keys cannot be fetched now, so the token is neither valid nor invalid. */
class KeysUnavailable extends Error {}

/** Milliseconds. */
const FETCHED_WITHIN = 3_000;
const COOLDOWN = 30_000;
const KEPT = 10 * 60_000;

/**
 * @param patience milliseconds to wait for a key set at a URL
 * @throws AbtestError `bad-configuration` for invalid keys, and for private or secret keys
 */
export async function publicKeys(source: KeySource, patience = FETCHED_WITHIN): Promise<PublicKeys> {
  if ('jwksUrl' in source) return remoteKeys(source.jwksUrl, patience);
  if ('jwksFile' in source) return keySet(source.jwksFile, await textOf(source.jwksFile));
  const key = publicKey(source.publicKeyFile, await textOf(source.publicKeyFile));
  const algorithms = algorithmsOf(source.publicKeyFile, key);
  return async ({ alg = '' }) => {
    if (!algorithms.includes(alg)) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

function remoteKeys(text: string, patience: number): PublicKeys {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLoopback(url.hostname))) {
    throw bad(`"${text}" is not a URL for a key set`, 'Use https://, or http:// on loopback.');
  }
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: patience,
    cooldownDuration: COOLDOWN,
    cacheMaxAge: KEPT,
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (saysNoKey(error)) throw error;
      throw new KeysUnavailable('The key set could not be fetched', { cause: error });
    }
  };
}

/** Whether the set was read and has no matching key. */
function saysNoKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function keySet(path: string, text: string): PublicKeys {
  let set: JSONWebKeySet;
  try {
    set = JSON.parse(text) as JSONWebKeySet;
    const keys = createLocalJWKSet(set);
    if (set.keys.length === 0) throw new TypeError('the set has no keys');
    const secret = set.keys.find((key) => key.kty === 'oct' || 'd' in key || 'k' in key);
    if (secret === undefined) return keys;
  } catch (cause) {
    throw bad(`${path} is not a JSON Web Key Set`, 'Write {"keys": [{"kty": "RSA", …}]}.', cause);
  }
  throw bad(
    `${path} contains a secret key`,
    'Use public keys only, and rotate the secret key that this file exposed.',
  );
}

function publicKey(path: string, text: string): KeyObject {
  if (text.includes('PRIVATE KEY')) {
    throw bad(`${path} contains a private key`, 'Extract the public key with openssl pkey -pubout.');
  }
  try {
    return createPublicKey(text);
  } catch (cause) {
    throw bad(
      `${path} is not a public key in PEM format`,
      'Use a file that begins with -----BEGIN PUBLIC KEY-----.',
      cause,
    );
  }
}

const CURVES: Readonly<Record<string, readonly string[]>> = { prime256v1: ['ES256'], secp384r1: ['ES384'] };

/** The algorithms that a key allows: a token may not use another one, whatever its header names. */
function algorithmsOf(path: string, key: KeyObject): readonly string[] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0, namedCurve = '' } = {} } = key;
  if (type === 'ed25519') return ['EdDSA', 'Ed25519'];
  if (type === 'ec' && CURVES[namedCurve] !== undefined) return CURVES[namedCurve];
  if (type === 'rsa' && modulusLength >= 2048) return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
  throw bad(
    `${path} contains a key that cannot verify tokens`,
    'Use RSA with at least 2048 bits, the curves P-256 or P-384, or Ed25519.',
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AbtestError('bad-configuration', `${path} cannot be read`, {
      hint: 'Give a file with the public keys of tokens.',
      cause,
    });
  }
}

function bad(message: string, hint: string, cause?: unknown): AbtestError {
  return new AbtestError('bad-configuration', message, { hint, cause });
}
