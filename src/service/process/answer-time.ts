/**
 * Limits the time to answer a request, with one timer for all requests: a timer and a signal for each would cost more
 * than the rest.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HttpError } from '../http/http-errors.js';
import { logFailure } from './failure-log.js';
import type { OpenRequests } from './open-requests.js';

/** Milliseconds. */
const MOST_TICK = 1000;

/** Answers 503 when `limit` milliseconds (plus up to a quarter, at most a second) have passed. */
export function limitAnswers(app: FastifyInstance, limit: number, requests: OpenRequests): void {
  const refuseLate = (): void => {
    for (const { reply } of requests.overdue(limit)) {
      if (reply.sent) continue;
      reply.send(new HttpError(503, 'The response took too long.'));
      ignore(reply);
    }
  };
  const clock = setInterval(refuseLate, Math.min(limit / 4, MOST_TICK)).unref();
  app.addHook('onClose', async () => clearInterval(clock));
}

/** A handler that finishes later cannot answer any more, which is not an error of its own; if it fails, the reason is logged. */
function ignore(reply: FastifyReply): void {
  reply.send = () => reply;
  reply.log = Object.create(reply.log, {
    error: { value: ({ err }: { err: unknown }) => logFailure(reply.request, err) },
  });
}
