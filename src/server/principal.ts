/** Who asks: the learner, or the member of staff, on whose behalf a request came. */

export interface Principal {
  readonly username: string;
  /** May act for others. Open edX's global `is_staff`. */
  readonly isStaff: boolean;
  /** How the request proved it. Only a `session` needs a CSRF token. */
  readonly by: 'token' | 'cookie-token' | 'session' | 'development';
}

declare module 'fastify' {
  interface FastifyRequest {
    /** `null` for nobody in particular. Set before any handler runs. */
    principal: Principal | null;
  }
}
