/** Verifies tokens: issuer, audience, expiry and signature. */
import { hash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { AbtestError } from '../../index.js';
import { HttpError } from '../http/http-errors.js';
import { type Principal, readUsername } from '../http/principal.js';
import type { PublicKeys } from './keys.js';
import { ALGORITHMS, type TokenOptions } from './options.js';
import { type Verified, VerifiedTokens } from './verified-tokens.js';

/** Bytes. Open edX's tokens have about 1,500. */
const MOST_TOKEN_BYTES = 8192;
const DEFAULT_ALGORITHMS = ['RS256', 'RS512', 'ES256', 'EdDSA'] as const;

export class Tokens {
  readonly #keys: PublicKeys;
  readonly #options: TokenOptions;
  readonly #now: () => Date;
  readonly #known: VerifiedTokens;

  /** @throws AbtestError `bad-configuration` for options that would accept tokens too widely */
  constructor(options: TokenOptions, keys: PublicKeys, now: () => Date) {
    checkOptions(options);
    this.#options = options;
    this.#keys = keys;
    this.#now = now;
    this.#known = new VerifiedTokens(now);
  }

  /**
   * Synchronous for a recently verified token.
   * @throws HttpError 401 for an invalid token, 503 when the keys are unavailable
   */
  principal(token: string, by: Principal['by']): Principal | Promise<Principal> {
    if (token.length > MOST_TOKEN_BYTES) throw new HttpError(401, 'Error decoding token.');
    const digest = hash('sha256', token, 'base64');
    const known = this.#known.get(digest);
    if (known !== null) return principalOf(known, by);
    return this.#verify(token).then((verified) => {
      this.#known.set(digest, verified);
      return principalOf(verified, by);
    });
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #verify(token: string): Promise<Verified> {
    const { issuer, audience, algorithms = DEFAULT_ALGORITHMS, clockTolerance = 5 } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        algorithms: [...algorithms],
        issuer: [issuer].flat() as string[],
        audience: [audience].flat() as string[],
        clockTolerance,
        requiredClaims: ['exp'],
        currentDate: this.#now(),
      });
      return this.#read(payload);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  #read(payload: JWTPayload): Verified {
    const { usernameClaim = 'preferred_username', staffClaim = 'administrator' } = this.#options;
    const username = Object.hasOwn(payload, usernameClaim) ? readUsername(payload[usernameClaim]) : null;
    if (username === null) throw new HttpError(401, 'Invalid payload.');
    // Only the value true means staff: the string "false" must not count as true.
    const isStaff = Object.hasOwn(payload, staffClaim) && payload[staffClaim] === true;
    return { username, isStaff, expires: payload.exp! };
  }
}

function principalOf({ username, isStaff }: Verified, by: Principal['by']): Principal {
  return { username, isStaff, by };
}

/** In the wording of Open edX's token library; the exact reason is not disclosed. */
function refusalOf(error: unknown): unknown {
  if (error instanceof HttpError) return error;
  if (error instanceof errors.JWTExpired) return new HttpError(401, 'Token has expired.');
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return new HttpError(401, 'Error decoding token.');
  }
  if (error instanceof errors.JOSEError) return new HttpError(401, 'Invalid token.');
  // `KeysUnavailable`, or a key that is too weak to be used: the token may be valid.
  return new HttpError(503, 'Token signing keys are temporarily unavailable.', { cause: error });
}

function checkOptions({ issuer, audience, algorithms, clockTolerance = 5 }: TokenOptions): void {
  const isThere = (names: string | readonly string[] | undefined): boolean =>
    [names ?? []].flat().length > 0 &&
    [names].flat().every((name) => typeof name === 'string' && name !== '');
  if (!isThere(issuer)) throw bad('Tokens need an issuer', 'Set the issuer whose tokens to accept.');
  if (!isThere(audience)) throw bad('Tokens need an audience', 'Set the audience that tokens must have.');
  const unknown = algorithms?.find((name) => !ALGORITHMS.includes(name));
  if (unknown !== undefined || algorithms?.length === 0) {
    throw bad(
      unknown === undefined ? 'No algorithm is allowed' : `The algorithm "${unknown}" is not supported`,
      `Use one of: ${ALGORITHMS.join(', ')}.`,
    );
  }
  if (!(clockTolerance >= 0 && clockTolerance <= 60)) {
    throw bad(
      `The clock tolerance is ${clockTolerance} seconds; it must be 0 to 60`,
      'Synchronise the clocks instead (NTP).',
    );
  }
}

function bad(message: string, hint: string): AbtestError {
  return new AbtestError('bad-configuration', message, { hint });
}
