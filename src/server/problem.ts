/** Trouble as problem details (RFC 9457). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Diagnostic } from '../index.js';
import { logFailure } from './failure-log.js';
import { troubleOf } from './trouble.js';

export interface Problem {
  /** A reference that names the kind of problem; `about:blank` where the status says it all. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly diagnostics?: readonly Diagnostic[];
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, title, detail, hint, headers } = troubleOf(error);
  if (status >= 500) logFailure(request, error);
  return sendProblem(reply.headers(headers), {
    type: 'about:blank',
    title,
    status,
    detail,
    ...(hint !== '' && { hint }),
  });
}
