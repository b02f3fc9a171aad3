/** A limit to how long an answer may take: one clock for all requests, since a timer and a signal for each cost more than the rest. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { logFailure } from './failure-log.js';
import { Refusal } from './trouble.js';

const LONGEST_TICK = 1000;

/** Answers 503 when `limit` milliseconds (and up to a quarter more, at most a second) have passed. */
export function limitAnswers(app: FastifyInstance, limit: number): void {
  /** The oldest first. */
  const open = new Map<FastifyReply, number>();
  const refuseLate = (): void => {
    const due = performance.now() - limit;
    for (const [reply, since] of open) {
      if (since > due) return;
      open.delete(reply);
      if (reply.sent) continue;
      reply.send(new Refusal(503, 'The answer took too long.'));
      ignore(reply);
    }
  };
  const clock = setInterval(refuseLate, Math.min(limit / 4, LONGEST_TICK)).unref();
  app.addHook('onRequest', (_request, reply, done) => {
    open.set(reply, performance.now());
    done();
  });
  app.addHook('onResponse', (_request, reply, done) => {
    open.delete(reply);
    done();
  });
  app.addHook('onClose', async () => clearInterval(clock));
}

/** A handler that comes to its end later has nobody to answer, which is no mistake of its own; why it failed is worth knowing. */
function ignore(reply: FastifyReply): void {
  reply.send = () => reply;
  reply.log = Object.create(reply.log, {
    error: { value: ({ err }: { err: unknown }) => logFailure(reply.request, err) },
  });
}
