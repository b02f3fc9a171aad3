/** Who asks: the learner, or the member of staff, on whose behalf a request came. */

export interface Principal {
  readonly username: string;
  /** May act for others. Open edX's global `is_staff`. */
  readonly isStaff: boolean;
  /** How the request proved it. Only a `session` and a `cookie-token` need a CSRF token. */
  readonly by: 'token' | 'cookie-token' | 'session' | 'development';
}

declare module 'fastify' {
  interface FastifyRequest {
    /** `null` for nobody in particular. Set before any handler runs. */
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    /** Answered to everybody: credentials are not looked at, and requests are not counted. */
    readonly open?: boolean;
  }
}

/** Bytes of UTF-8: what every store takes as a learner and as a user. */
const MOST_USERNAME_BYTES = 1000;

/**
 * The name if it can be somebody's: a text that is not empty, has no blanks around it and no control characters in it,
 * and fits into every store.
 */
export function readUsername(input: unknown): string | null {
  if (typeof input !== 'string' || input === '' || input.trim() !== input) return null;
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(input)) return null;
  return Buffer.byteLength(input) <= MOST_USERNAME_BYTES ? input : null;
}
