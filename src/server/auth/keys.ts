/** The public keys that tokens are checked with: from a file, or from a URL. */
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  type KeyObject,
} from 'jose';
import { AbtestError } from '../../index.js';
import type { KeySource } from './options.js';

export type PublicKeys = JWTVerifyGetKey;

/** The keys cannot be had now, which says nothing about the token. */
export class KeysUnavailable extends Error {}

/** Milliseconds. */
const TIMEOUT = 3_000;
const COOLDOWN = 30_000;
const KEPT = 10 * 60_000;

/** @throws AbtestError `bad-configuration` for keys that are none, or that should not be here */
export async function publicKeys(source: KeySource): Promise<PublicKeys> {
  if ('jwksUrl' in source) return remoteKeys(source.jwksUrl);
  if ('jwksFile' in source) return keySet(source.jwksFile, await textOf(source.jwksFile));
  const key = publicKey(source.publicKeyFile, await textOf(source.publicKeyFile));
  return async () => key;
}

function remoteKeys(text: string): PublicKeys {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLoopback)) {
    throw bad(
      `"${text}" is no URL to take keys from`,
      'It must begin with https://; http:// is for loopback.',
    );
  }
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT,
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
