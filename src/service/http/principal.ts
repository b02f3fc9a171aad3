/** The caller: the learner, or the member of staff, on whose behalf a request is made. */

export interface Principal {
  readonly username: string;
  /** May act for others. Open edX's global `is_staff`. */
  readonly isStaff: boolean;
  /** How the request was authenticated. Only `session` and `cookie-token` require a CSRF token. */
  readonly by: 'token' | 'cookie-token' | 'session' | 'development';
}

declare module 'fastify' {
  interface FastifyRequest {
    /** `null` for an anonymous request. Set before any handler runs. */
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    /** Open to all: credentials are not checked, and requests are not counted. */
    readonly open?: boolean;
    /** Open to all, and counted by address. */
    readonly isPage?: boolean;
  }
}

/** Bytes of UTF-8: the most that every store accepts as a learner and as a user. */
const MOST_USERNAME_BYTES = 1000;

/**
 * The name if it is a possible username: a string that is not empty, has no surrounding white space and no control
 * characters, and fits into every store.
 */
export function readUsername(input: unknown): string | null {
  if (typeof input !== 'string' || input === '' || input.trim() !== input) return null;
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(input)) return null;
  return Buffer.byteLength(input) <= MOST_USERNAME_BYTES ? input : null;
}
