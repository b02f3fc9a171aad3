/** The end of the service: what has come is answered, what comes while it closes is told so, and idle connections end. */
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import type { OpenRequests } from './open-requests.js';
import { closePort } from './port.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** For balancers of load: not ready from now on, and each answer ends its connection; requests are still answered. */
    drain(): void;
    readonly isDraining: () => boolean;
  }
}

/** Milliseconds for the port to get quiet. */
const QUIET_WITHIN = 500;

/**
 * What `close` does first. Whoever the system has let in is taken, and the port is closed. For `linger` milliseconds those
 * who are connected may still ask, once: an idle connection's next request may be on its way. From then on 503.
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
    // Answers that no route gives.
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
  };
  app.decorate('isDraining', () => draining);
  app.decorate('drain', drain);
  // Hooks that have nothing to wait for call back: each promise would cost every request a turn.
  app.addHook('onRequest', (request, _reply, done) => {
    const enter = (): void => {
      const isRefused = closing && !request.routeOptions.config.open;
      done(isRefused ? new HttpError(503, 'The service is closing.') : undefined);
    };
    if (held === null) enter();
    else held.push(enter);
  });
  // Else a client that keeps its connection would hold the service open until that is idle for long enough.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (draining) reply.header('Connection', 'close');
    done();
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
      // What has arrived by now is read before idle connections are closed.
      await turn();
    }
    closing = true;
    // Node would wait for them.
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
