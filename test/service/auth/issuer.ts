/** An issuer of tokens for tests: keys of each kind, and tokens of any content under any header. */
import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { AUDIENCE, ISSUER } from '../service.js';

/** Seconds: the time of every service that uses this issuer. */
export const NOW = Math.floor(Date.now() / 1000);
export const now = () => new Date(NOW * 1000);

export interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const rsaPair = (modulusLength = 2048): Pair => generateKeyPairSync('rsa', { modulusLength });
export const ecPair = (namedCurve = 'P-256'): Pair => generateKeyPairSync('ec', { namedCurve });
export const edPair = (): Pair => generateKeyPairSync('ed25519');

export function jwkOf({ publicKey }: Pair, more: object = {}): JsonWebKey {
  return { ...publicKey.export({ format: 'jwk' }), ...more };
}

/** The claims of a token as Open edX's LMS issues them to its own applications. */
export const CLAIMS = {
  aud: AUDIENCE,
  iss: ISSUER,
  iat: NOW,
  exp: NOW + 600,
  preferred_username: 'ada',
  administrator: false,
  scopes: ['user_id', 'email', 'profile'],
  version: '1.2.0',
  filters: [],
  is_restricted: false,
  grant_type: 'password',
};

export const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of these parts; a claim that is `undefined` is left out. Open edX names no key. */
export function signed(
  { privateKey }: Pair,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = { alg: 'RS256' },
): string {
  return signedText(privateKey, `${b64(header)}.${b64({ ...CLAIMS, ...claims })}`, String(header.alg));
}

export function signedText(key: KeyObject, text: string, alg: string): string {
  const digest = /^(RS|PS|ES)/.test(alg) ? `sha${alg.slice(2, 5)}` : null;
  const signature = sign(digest, Buffer.from(text), {
    key,
    dsaEncoding: 'ieee-p1363',
    ...(alg.startsWith('PS') && { padding: 6, saltLength: Number(alg.slice(2)) / 8 }),
  });
  return `${text}.${signature.toString('base64url')}`;
}

export function withHmac(
  secret: string | Buffer,
  alg: string,
  claims: object = {},
  header: object = {},
): string {
  const text = `${b64({ alg, ...header })}.${b64({ ...CLAIMS, ...claims })}`;
  const digest = `sha${/\d+$/.exec(alg)?.[0] ?? 256}`;
  return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`;
}
