/** The hook before every route: authenticates the caller and applies the rate limit. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authentication } from '../auth/authenticate.js';
import type { Principal } from './principal.js';
import type { Count } from './rate-limits.js';

declare module 'fastify' {
  interface FastifyRequest {
    isCounted: boolean;
  }
  interface FastifyInstance {
    /** Sets `request.principal` and counts the request, or throws. Runs automatically before every route that is not `open`. */
    authenticate(request: FastifyRequest): Promise<void>;
  }
}

interface AuthenticateOptions {
  readonly authentication: Authentication | null;
  readonly development: { readonly username: string; readonly isStaff: boolean } | undefined;
  readonly count: Count;
}

export function authenticateRequests(
  app: FastifyInstance,
  { authentication, development, count }: AuthenticateOptions,
): void {
  const principalOf = (request: FastifyRequest): Principal | null | Promise<Principal | null> => {
    if (development !== undefined) return { ...development, by: 'development' };
    return authentication === null ? null : authentication.principal(request);
  };
  const countOnce = async (request: FastifyRequest): Promise<void> => {
    if (request.isCounted) return;
    request.isCounted = true;
    await count(request);
  };
  const authenticate = async (request: FastifyRequest): Promise<void> => {
    try {
      const principal = principalOf(request);
      request.principal = principal instanceof Promise ? await principal : principal;
    } catch (error) {
      // Failed authentication counts against the address.
      await countOnce(request);
      throw error;
    }
    await countOnce(request);
  };
  app.decorateRequest('principal', null);
  app.decorateRequest('csrfDue', null);
  app.decorateRequest('isCounted', false);
  app.decorate('authenticate', authenticate);
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open) return;
    if (request.is404) await countOnce(request);
    else await authenticate(request);
  });
  if (authentication !== null) {
    app.addHook('preHandler', (request, _reply, done) => {
      if (request.csrfDue !== null) authentication.csrf.checkForm(request);
      done();
    });
  }
}
