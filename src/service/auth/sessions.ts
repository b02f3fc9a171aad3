/** Sessions without a table: a cookie that only this service can create and read. */
import { createHmac, hkdfSync, randomUUID } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { readSecretFile } from '../../disk/secret-file.js';
import { AbtestError, type StoreWithData } from '../../index.js';
import { readUsername } from '../http/principal.js';
import { newCsrfToken } from './csrf-token.js';
import type { SessionOptions } from './options.js';

/** The default name of the cookie. */
export const SESSION_COOKIE = 'olx_abtest_session';
const SHORTEST_SECRET = 32;
/** Distinguishes sessions from tokens of other issuers: its own type, issuer, audience, and encryption instead of a signature. */
const TYPE = 'olx-abtest-session';
/** A key of its own: a pseudonym reveals nothing about sessions. */
const PSEUDONYM = 'olx-abtest-pseudonym';
const ALGORITHM = { alg: 'dir', enc: 'A256GCM', typ: TYPE } as const;

interface Session {
  readonly username: string;
  readonly isStaff: boolean;
  /** The CSRF token of this session. */
  readonly csrf: string;
}

interface SessionsNeeds {
  readonly now: () => Date;
  /** The sessions that were ended, of all instances of the service. */
  readonly ended: StoreWithData['data']['endedSessions'];
}

declare module 'fastify' {
  interface FastifyInstance {
    /** `reload` for a new secret. `null` without sessions. */
    readonly sessions: Pick<Sessions, 'reload'> | null;
  }
}

export class Sessions {
  readonly #options: SessionOptions;
  #key: Uint8Array;
  #pseudonymKey: Uint8Array;
  readonly #now: () => Date;
  readonly #ended: SessionsNeeds['ended'];
  readonly cookieName: string;
  /** Seconds. */
  readonly lifetime: number;

  private constructor(secret: Uint8Array, options: SessionOptions, { now, ended }: SessionsNeeds) {
    this.#options = options;
    this.#key = derived(secret, TYPE);
    this.#pseudonymKey = derived(secret, PSEUDONYM);
    this.#now = now;
    this.#ended = ended;
    this.cookieName = options.cookieName ?? SESSION_COOKIE;
    this.lifetime = options.lifetime ?? 4 * 3600;
  }

  /** @throws AbtestError `bad-configuration` for a secret that cannot be read or is too short */
  static async open(options: SessionOptions, needs: SessionsNeeds): Promise<Sessions> {
    return new Sessions(await secretIn(options), options, needs);
  }

  /** Reads the secret again; with another one all sessions end. @throws AbtestError as `open`; the current one is kept */
  async reload(): Promise<void> {
    const secret = await secretIn(this.#options);
    this.#key = derived(secret, TYPE);
    this.#pseudonymKey = derived(secret, PSEUDONYM);
  }

  /** A name for telemetry that is the same on every instance with this secret, and does not reveal the learner's. */
  pseudonym(learner: string): string {
    return createHmac('sha256', this.#pseudonymKey).update(learner).digest('base64url').slice(0, 22);
  }

  async begin(person: Pick<Session, 'username' | 'isStaff'>): Promise<Session & { readonly cookie: string }> {
    const session = { ...person, csrf: newCsrfToken() };
    const time = Math.floor(this.#now().getTime() / 1000);
    const cookie = await new EncryptJWT({ staff: session.isStaff, csrf: session.csrf })
      .setProtectedHeader(ALGORITHM)
      .setSubject(session.username)
      .setJti(randomUUID())
      .setIssuer(TYPE)
      .setAudience(TYPE)
      .setIssuedAt(time)
      .setExpirationTime(time + this.lifetime)
      .encrypt(this.#key);
    return { ...session, cookie };
  }

  /** `null` for a cookie that is not a valid session, or no longer. @throws AbtestError when the store fails */
  async read(cookie: string): Promise<Session | null> {
    const found = await this.#decrypted(cookie);
    return found === null || (await this.#ended.has(found.id)) ? null : found.session;
  }

  /** Ends the session of a cookie: copies of the cookie do not work any more. */
  async end(cookie: string): Promise<void> {
    const found = await this.#decrypted(cookie);
    if (found !== null) await this.#ended.add(found.id, found.expires, this.#now());
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #decrypted(cookie: string): Promise<{ session: Session; id: string; expires: Date } | null> {
    try {
      const { payload } = await jwtDecrypt(cookie, this.#key, {
        keyManagementAlgorithms: [ALGORITHM.alg],
        contentEncryptionAlgorithms: [ALGORITHM.enc],
        typ: TYPE,
        issuer: TYPE,
        audience: TYPE,
        requiredClaims: ['exp', 'sub', 'csrf', 'jti'],
        currentDate: this.#now(),
      });
      const username = readUsername(payload.sub);
      if (username === null || typeof payload.csrf !== 'string') return null;
      const session = { username, isStaff: payload.staff === true, csrf: payload.csrf };
      return { session, id: payload.jti!, expires: new Date(payload.exp! * 1000) };
    } catch {
      // Whatever the error, the cookie is not a session, and the request is anonymous.
      return null;
    }
  }
}

async function secretIn({ secretFile }: SessionOptions): Promise<Uint8Array> {
  const hint = `Create one with (umask 077; openssl rand -out ${secretFile} 64).`;
  const secret = await readSecretFile(secretFile, hint);
  if (secret.length >= SHORTEST_SECRET && new Set(secret).size >= 8) return secret;
  const message = `${secretFile} is too short or too simple for the session secret`;
  throw new AbtestError('bad-configuration', message, { hint });
}

function derived(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), purpose, 32));
}
