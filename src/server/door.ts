/** What every request passes before its route: is the service open, and who asks? */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authentication } from './auth/authenticate.js';
import type { Count } from './limits.js';
import type { Principal } from './principal.js';
import { Refusal } from './trouble.js';

declare module 'fastify' {
  interface FastifyRequest {
    isCounted: boolean;
  }
  interface FastifyInstance {
    /** Sets `request.principal` and counts the request, or throws. Runs by itself before every route that is not `open`. */
    authenticate(request: FastifyRequest): Promise<void>;
    /** For balancers of load: not ready from now on, while requests are still answered. */
    drain(): void;
    readonly isDraining: () => boolean;
  }
}

export interface DoorOptions {
  readonly authentication: Authentication | null;
  readonly development: { readonly username: string; readonly isStaff: boolean } | undefined;
  readonly count: Count;
}

export function addDoor(app: FastifyInstance, { authentication, development, count }: DoorOptions): void {
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
      // Who tries out tokens is counted by address.
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
    app.addHook('preHandler', async (request) => authentication.csrf.checkForm(request));
  }
}

/** Hears first that the service is closing, before its connections do. */
export function watchClosing(app: FastifyInstance): void {
  let draining = false;
  let closing = false;
  app.decorate('isDraining', () => draining || closing);
  app.decorate('drain', () => {
    draining = true;
  });
  app.addHook('preClose', async () => {
    closing = true;
  });
  // Hooks that have nothing to wait for call back: each promise would cost every request a turn.
  app.addHook('onRequest', (request, _reply, done) => {
    const isRefused = closing && !request.routeOptions.config.open;
    done(isRefused ? new Refusal(503, 'The service is closing.') : undefined);
  });
  // Else a client that keeps its connection would hold the service open until that is idle for long enough.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('Connection', 'close');
    done();
  });
}
