/** The hook before every route: authenticates the caller and applies the rate limit. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authentication } from '../auth/authenticate.js';
import type { Principal } from './principal.js';
import type { Counter } from './rate-limits.js';

declare module 'fastify' {
  interface FastifyRequest {
    isCounted: boolean;
  }
  interface FastifyInstance {
    /** Sets `request.principal` and counts the request, or throws. Runs automatically before every route that is not `open`. */
    authenticate(request: FastifyRequest): Promise<void>;
    /** Counts work for this user as so many requests. */
    charge(request: FastifyRequest, requests: number): void;
  }
}

interface AuthenticateOptions {
  readonly authentication: Authentication | null;
  readonly development: { readonly username: string; readonly isStaff: boolean } | undefined;
  readonly counter: Counter;
}

export function authenticateRequests(
  app: FastifyInstance,
  { authentication, development, counter }: AuthenticateOptions,
): void {
  const principalOf = (request: FastifyRequest): Principal | null | Promise<Principal | null> => {
    if (development !== undefined) return { ...development, by: 'development' };
    return authentication === null ? null : authentication.principal(request);
  };
  const countOnce = (request: FastifyRequest): void => {
    if (request.isCounted) return;
    request.isCounted = true;
    counter.count(request);
  };
  const authenticate = async (request: FastifyRequest): Promise<void> => {
    try {
      const principal = principalOf(request);
      request.principal = principal instanceof Promise ? await principal : principal;
    } catch (error) {
      // Failed authentication counts against the address.
      countOnce(request);
      throw error;
    }
    countOnce(request);
  };
  app.decorateRequest('principal', null);
  app.decorateRequest('csrfDue', null);
  app.decorateRequest('isCounted', false);
  app.decorate('authenticate', authenticate);
  app.decorate('charge', counter.charge);
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions;
    if (config.isPage) counter.countPage(request);
    if (config.open) return;
    if (request.is404) countOnce(request);
    else await authenticate(request);
  });
  if (authentication !== null) {
    app.addHook('preHandler', (request, _reply, done) => {
      if (request.csrfDue !== null) authentication.csrf.checkForm(request);
      done();
    });
  }
}
