/** A limit to how long an answer may take: one clock for all requests, since a timer and a signal for each cost more than the rest. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Refusal } from '../http/http-errors.js';
import { logFailure } from './failure-log.js';
import { type OpenAnswer, OpenAnswers } from './open-answers.js';

declare module 'fastify' {
  interface FastifyReply {
    openAnswer: OpenAnswer | null;
  }
}

const LONGEST_TICK = 1000;

/** Answers 503 when `limit` milliseconds (and up to a quarter more, at most a second) have passed. */
export function limitAnswers(app: FastifyInstance, limit: number): void {
  const open = new OpenAnswers();
  const refuseLate = (): void => {
    const due = performance.now() - limit;
    for (let each = open.oldest; each !== null && each.since <= due; each = open.oldest) {
      open.remove(each);
      if (each.reply.sent) continue;
      each.reply.send(new Refusal(503, 'The answer took too long.'));
      ignore(each.reply);
    }
  };
  const clock = setInterval(refuseLate, Math.min(limit / 4, LONGEST_TICK)).unref();
  app.decorateReply('openAnswer', null);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.openAnswer = open.add(reply);
    done();
  });
  app.addHook('onResponse', (_request, reply, done) => {
    if (reply.openAnswer !== null) open.remove(reply.openAnswer);
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
