/** Graceful shutdown: open requests are answered, new ones get 503, and idle connections are closed. */
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import type { OpenRequests } from './open-requests.js';
import { closePort } from './port.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** For load balancers: reports not ready from now on, and each response closes its connection; requests are still answered. */
    drain(): void;
    readonly isDraining: () => boolean;
  }
}

/** Milliseconds to wait until no new connections arrive. */
const QUIET_WITHIN = 500;

/**
 * Runs first in `close`. Accepts the connections already in the backlog, then closes the listening socket. For `linger`
 * milliseconds each open connection may send one more request: an idle connection's next request may be in transit.
 * Afterwards 503.
 */
export function watchClosing(app: FastifyInstance, linger: number, requests: OpenRequests): void {
  const { server } = app;
  let draining = false;
  let closing = false;
  /** Requests that wait until the port is closed. */
  let held: (() => void)[] | null = null;
  const drain = (): void => {
    if (draining) return;
    draining = true;
    for (const { reply } of requests.open()) reply.raw.shouldKeepAlive = false;
    // Otherwise a client that keeps its connection open would delay the shutdown until the idle timeout.
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
  };
  app.decorate('isDraining', () => draining);
  app.decorate('drain', drain);
  // Hooks without asynchronous work use callbacks: each promise would cost every request a turn of the event loop.
  app.addHook('onRequest', (request, _reply, done) => {
    const enter = (): void => {
      const isRefused = closing && !request.routeOptions.config.open;
      done(isRefused ? new HttpError(503, 'The service is closing.') : undefined);
    };
    if (held === null) enter();
    else held.push(enter);
  });
  app.addHook('preClose', async () => {
    drain();
    if (server.listening) {
      const left = new Promise<void>((resolve) => server.once('close', resolve));
      const waiting: (() => void)[] = [];
      held = waiting;
      await closePort(server, QUIET_WITHIN);
      held = null;
      for (const enter of waiting) enter();
      await atMost(linger, left);
      // Data that has arrived by now is read before idle connections are closed.
      await turn();
    }
    closing = true;
    // Node would wait for these connections.
    for (const socket of requests.silentConnections()) socket.destroy();
  });
}

async function atMost(milliseconds: number, event: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([event, over]);
  clearTimeout(timer);
}
