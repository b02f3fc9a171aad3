/** The public keys that tokens are checked with: from a file, or from a URL. */
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

/** The keys cannot be had now, which says nothing about the token. */
class KeysUnavailable extends Error {}

/** Milliseconds. */
const FETCHED_WITHIN = 3_000;
const COOLDOWN = 30_000;
const KEPT = 10 * 60_000;

/**
 * @param patience milliseconds in which a key set at a URL must be answered
 * @throws AbtestError `bad-configuration` for keys that are none, or that should not be here
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
    throw bad(
      `"${text}" is no URL to take keys from`,
      'It must begin with https://; http:// is for loopback.',
    );
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
      throw new KeysUnavailable('the key set could not be fetched', { cause: error });
    }
  };
}

/** Whether the set was read and no key of it fits. */
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
    if (set.keys.length === 0) throw new TypeError('there is no key in it');
    const secret = set.keys.find((key) => key.kty === 'oct' || 'd' in key || 'k' in key);
    if (secret === undefined) return keys;
  } catch (cause) {
    throw bad(`${path} is no JSON Web Key Set`, 'It must read {"keys": [{"kty": "RSA", …}]}.', cause);
  }
  throw bad(
    `${path} holds a secret key`,
    'Give the service the public keys only, and change the key that lay here.',
  );
}

function publicKey(path: string, text: string): KeyObject {
  if (text.includes('PRIVATE KEY')) {
    throw bad(`${path} holds a private key`, 'Give the service the public key only: openssl pkey -pubout.');
  }
  try {
    return createPublicKey(text);
  } catch (cause) {
    throw bad(`${path} is no public key in PEM`, 'It must begin with -----BEGIN PUBLIC KEY-----.', cause);
  }
}

const CURVES: Readonly<Record<string, readonly string[]>> = { prime256v1: ['ES256'], secp384r1: ['ES384'] };

/** What a key is made for: no token may use it for anything else, whatever the token says. */
function algorithmsOf(path: string, key: KeyObject): readonly string[] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0, namedCurve = '' } = {} } = key;
  if (type === 'ed25519') return ['EdDSA', 'Ed25519'];
  if (type === 'ec' && CURVES[namedCurve] !== undefined) return CURVES[namedCurve];
  if (type === 'rsa' && modulusLength >= 2048) return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
  throw bad(
    `${path} holds a key that no token can be checked with`,
    'Known are RSA of at least 2048 bits, the curves P-256 and P-384, and Ed25519.',
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AbtestError('bad-configuration', `${path} cannot be read`, {
      hint: 'It must be a file with the public keys of tokens.',
      cause,
    });
  }
}

function bad(message: string, hint: string, cause?: unknown): AbtestError {
  return new AbtestError('bad-configuration', message, { hint, cause });
}
