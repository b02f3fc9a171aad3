/** Verifies tokens: signature, issuer, audience, times, and what Open edX's own services check. */
import { hash, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { HttpError } from '../http/http-errors.js';
import { type Principal, readUsername } from '../http/principal.js';
import type { TokenHeader } from './keys/key-set.js';
import type { Keys } from './keys/keys.js';
import type { TokenOptions } from './options.js';
import { algorithmsOf, DEFAULT_TOLERANCE } from './token-options.js';
import { type Verified, VerifiedTokens } from './verified-tokens.js';

/** Bytes. Open edX's tokens have about 1,500. */
const MOST_TOKEN_BYTES = 8192;
/** The newest major version of tokens that Open edX's services accept. */
const MAJOR_VERSION = 1;

export class Tokens {
  readonly #keys: Keys;
  readonly #options: TokenOptions;
  readonly #algorithms: readonly string[];
  readonly #now: () => Date;
  #known: VerifiedTokens;
  /** Of the keys that verified the known tokens. */
  #generation: number;

  constructor(options: TokenOptions, keys: Keys, now: () => Date) {
    this.#options = options;
    this.#algorithms = algorithmsOf(options);
    this.#keys = keys;
    this.#now = now;
    this.#known = new VerifiedTokens(now);
    this.#generation = keys.generation;
  }

  /**
   * Synchronous for a recently verified token.
   * @throws HttpError 401 for an invalid token, 403 for one of a restricted application, 503 when the keys are unavailable
   */
  principal(token: string, by: Principal['by']): Principal | Promise<Principal> {
    if (token.length > MOST_TOKEN_BYTES) throw new HttpError(401, 'Error decoding token.');
    this.#forgetReplaced();
    const digest = hash('sha256', token, 'base64');
    const known = this.#known.get(digest);
    if (known !== null) return principalOf(known, by);
    return this.#verify(token).then((verified) => {
      this.#forgetReplaced();
      this.#known.set(digest, verified);
      return principalOf(verified, by);
    });
  }

  // ---------------------------------------------------------------------------------------------------------------

  /** A replaced key may have been revoked. */
  #forgetReplaced(): void {
    if (this.#generation === this.#keys.generation) return;
    this.#generation = this.#keys.generation;
    this.#known = new VerifiedTokens(this.#now);
  }

  async #verify(token: string): Promise<Verified> {
    try {
      const header = headerOf(token);
      if (!this.#algorithms.includes(header.alg ?? '')) throw new errors.JOSEAlgNotAllowed();
      const { generation } = this.#keys;
      let payload = await this.#firstVerified(token, await this.#keys.candidates(header));
      // Without the id of its key a token of a new key looks like a forged one.
      // Another request may have fetched that key meanwhile.
      const isReplaced = async () => this.#keys.generation !== generation || (await this.#keys.renew());
      if (payload === null && (await isReplaced())) {
        payload = await this.#firstVerified(token, await this.#keys.candidates(header));
      }
      if (payload === null) throw new errors.JWSSignatureVerificationFailed();
      return this.#read(payload);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** The payload, or `null` when no key verifies the signature. @throws JOSEError when the token is invalid otherwise */
  async #firstVerified(token: string, keys: readonly KeyObject[]): Promise<JWTPayload | null> {
    const { issuer, audience, clockTolerance = DEFAULT_TOLERANCE } = this.#options;
    const options = {
      algorithms: [...this.#algorithms],
      issuer: [issuer].flat() as string[],
      audience: [audience].flat() as string[],
      clockTolerance,
      requiredClaims: ['exp', 'iat'],
      currentDate: this.#now(),
    };
    for (const key of keys) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (error) {
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      }
    }
    return null;
  }

  #read(payload: JWTPayload): Verified {
    const {
      usernameClaim = 'preferred_username',
      staffClaim = 'administrator',
      clockTolerance = DEFAULT_TOLERANCE,
    } = this.#options;
    const now = this.#now().getTime() / 1000;
    if (payload.iat! > now + clockTolerance || !isSupported(payload.version)) {
      throw new HttpError(401, 'Invalid token.');
    }
    const username = Object.hasOwn(payload, usernameClaim) ? readUsername(payload[usernameClaim]) : null;
    if (username === null) throw new HttpError(401, 'Invalid payload.');
    // Only the value true means staff: the string "false" must not count as true.
    const isStaff = Object.hasOwn(payload, staffClaim) && payload[staffClaim] === true;
    // Only these values mean that it is not restricted, as in Python.
    const isRestricted = !NOT_RESTRICTED.has(payload.is_restricted);
    return { username, isStaff, isRestricted, expires: payload.exp! };
  }
}

const NOT_RESTRICTED: ReadonlySet<unknown> = new Set([undefined, null, false, 0, '']);

/** A token without a version is of the first one. */
function isSupported(version: unknown): boolean {
  if (version === undefined) return true;
  const major = typeof version === 'string' ? /^(0|[1-9]\d*)\.\d+\.\d+/.exec(version)?.[1] : undefined;
  return major !== undefined && Number(major) <= MAJOR_VERSION;
}

function principalOf({ username, isStaff, isRestricted }: Verified, by: Principal['by']): Principal {
  if (!isRestricted) return { username, isStaff, by };
  throw new HttpError(403, 'You do not have permission to perform this action.', {
    hint: 'Use a token of an application that is not restricted in the LMS.',
  });
}

function headerOf(token: string): TokenHeader {
  try {
    return decodeProtectedHeader(token) as TokenHeader;
  } catch {
    // jose throws a TypeError for everything that is not a token.
    throw new HttpError(401, 'Error decoding token.');
  }
}

/** In the wording of Open edX's token library; the exact reason is not disclosed. */
function refusalOf(error: unknown): unknown {
  if (error instanceof HttpError) return error;
  if (error instanceof errors.JWTExpired) return new HttpError(401, 'Token has expired.');
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return new HttpError(401, 'Error decoding token.');
  }
  if (error instanceof errors.JOSEError) return new HttpError(401, 'Invalid token.');
  return new HttpError(503, 'Token signing keys are temporarily unavailable.', { cause: error });
}
