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
    /**
     * Sets `request.principal` and counts the request, or throws; synchronous where possible. Runs automatically before
     * every route that is not `open`.
     */
    authenticate(request: FastifyRequest): Promise<void> | null;
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
  const admit = (request: FastifyRequest, principal: Principal | null): void => {
    request.principal = principal;
    countOnce(request);
  };
  /** Failed authentication counts against the address. */
  const refuse = (request: FastifyRequest, error: unknown): never => {
    countOnce(request);
    throw error;
  };
  const authenticate = (request: FastifyRequest): Promise<void> | null => {
    let principal: Principal | null | Promise<Principal | null>;
    try {
      principal = principalOf(request);
    } catch (error) {
      return refuse(request, error);
    }
    if (principal instanceof Promise) {
      return principal.then(
        (found) => admit(request, found),
        (error) => refuse(request, error),
      );
    }
    admit(request, principal);
    return null;
  };
  /** `null` when it is done. */
  const enter = (request: FastifyRequest): Promise<void> | null => {
    const { config } = request.routeOptions;
    if (config.isPage) counter.countPage(request);
    if (config.open) return null;
    if (!request.is404) return authenticate(request);
    countOnce(request);
    return null;
  };
  app.decorateRequest('principal', null);
  app.decorateRequest('csrfDue', null);
  app.decorateRequest('isCounted', false);
  app.decorate('authenticate', authenticate);
  app.decorate('charge', counter.charge);
  // A promise would cost every request a turn of the event loop, and most tokens are known.
  app.addHook('onRequest', (request, _reply, done) => {
    let pending: Promise<void> | null;
    try {
      pending = enter(request);
    } catch (error) {
      return done(error as Error);
    }
    if (pending === null) done();
    else pending.then(() => done(), done);
  });
  if (authentication !== null) {
    app.addHook('preHandler', (request, _reply, done) => {
      if (request.csrfDue !== null) authentication.csrf.checkForm(request);
      done();
    });
  }
}
