/** The public keys of a JSON Web Key Set, and which of them may have signed a token. */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** Keys of a set that are read; the rest is ignored. */
const MOST_KEYS = 100;
/** Keys that are tried for one token: each costs a verification. */
const MOST_TRIED = 10;
/** Bits of an RSA modulus. Longer ones would make each verification slow. */
const RSA_BITS = { least: 2048, most: 8192 };

/** The part of a token's header that selects keys. */
export interface TokenHeader {
  readonly alg?: string;
  readonly kid?: string;
}

interface PublicKey {
  /** `undefined` for a key without an id. */
  readonly kid?: string;
  readonly key: KeyObject;
  readonly algorithms: readonly string[];
}

export class KeySet {
  readonly #keys: readonly PublicKey[];
  /** Equal for sets with the same keys. */
  readonly fingerprint: string;

  constructor(keys: readonly PublicKey[]) {
    this.#keys = keys;
    this.fingerprint = JSON.stringify(
      keys.map(({ kid, key, algorithms }) => [kid, algorithms, key.export({ format: 'jwk' })]),
    );
  }

  has(kid: string): boolean {
    return this.#keys.some((key) => key.kid === kid);
  }

  /**
   * The keys to try, at most ten: those that the header names, else all that fit its algorithm. Open edX's tokens name none
   * by default.
   */
  matching({ alg = '', kid }: TokenHeader): readonly KeyObject[] {
    const fitting = this.#keys.filter(({ algorithms }) => algorithms.includes(alg));
    const named = kid === undefined ? [] : fitting.filter((key) => key.kid === kid);
    return (named.length > 0 ? named : fitting).slice(0, MOST_TRIED).map(({ key }) => key);
  }
}

/**
 * Reads a JSON Web Key Set (RFC 7517). Keys for other purposes, of unsupported kinds or too weak, and private and secret keys
 * are left out. @throws Error for a text that is not a key set, or has no usable key
 */
export function readKeySet(text: string): KeySet {
  const set: unknown = JSON.parse(text);
  const listed = isObject(set) ? set.keys : undefined;
  if (!Array.isArray(listed)) throw new TypeError('it has no list of keys');
  const keys = listed.slice(0, MOST_KEYS).flatMap((key) => readKey(key) ?? []);
  if (keys.length === 0) throw new TypeError('it has no key that can verify tokens');
  return new KeySet(keys);
}

/** Whether a text contains a private or a shared key, which nobody may publish. */
export function hasSecretKey(text: string): boolean {
  const { keys } = JSON.parse(text) as { keys: readonly unknown[] };
  return keys.some((key) => isObject(key) && isSecret(key));
}

const CURVES: Readonly<Record<string, readonly string[]>> = { prime256v1: ['ES256'], secp384r1: ['ES384'] };
const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** The algorithms that a key allows: a token may not use another one, whatever its header names. Empty for weak keys. */
export function algorithmsOf(key: KeyObject): readonly string[] {
  const { modulusLength = 0, namedCurve = '', publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return ['EdDSA', 'Ed25519'];
    case 'ec':
      return CURVES[namedCurve] ?? [];
    case 'rsa':
      // With the exponent 1 every text would be its own signature.
      return modulusLength >= RSA_BITS.least && modulusLength <= RSA_BITS.most && publicExponent >= 3n
        ? RSA
        : [];
    default:
      return [];
  }
}

// -------------------------------------------------------------------------------------------------------------------

function readKey(given: unknown): PublicKey | null {
  if (!isObject(given) || isSecret(given) || !isForSignatures(given)) return null;
  const { kid, alg } = given;
  try {
    const key = createPublicKey({ key: given as JsonWebKey, format: 'jwk' });
    const algorithms = algorithmsOf(key).filter((name) => alg === undefined || isSame(name, alg));
    if (algorithms.length === 0) return null;
    return { key, algorithms, ...(typeof kid === 'string' && { kid }) };
  } catch {
    // Node does not support its kind, or its numbers are invalid.
    return null;
  }
}

function isForSignatures({ use, key_ops: operations }: Readonly<Record<string, unknown>>): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

function isSecret(key: Readonly<Record<string, unknown>>): boolean {
  return key.kty === 'oct' || 'k' in key || 'd' in key;
}

/** `Ed25519` is the newer name of `EdDSA` with that curve. */
function isSame(name: string, alg: unknown): boolean {
  return name === alg || (name === 'EdDSA' && alg === 'Ed25519') || (name === 'Ed25519' && alg === 'EdDSA');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
