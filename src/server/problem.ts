/** Trouble as problem details (RFC 9457). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AbtestError, type Diagnostic, type ErrorCode } from '../index.js';

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

/** Which status each code of an operational error is answered with. */
export const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  'bad-argument': 400,
  'learner-missing': 400,
  'not-found': 404,
  conflict: 409,
  'store-unavailable': 503,
  'store-locked': 503,
  'store-full': 507,
};

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Thrown by a handler to be answered as it stands. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

export function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(reply, error.problem);
  if (error instanceof AbtestError) {
    const status = STATUS[error.code] ?? 500;
    return sendProblem(reply, {
      type: 'about:blank',
      title: error.code,
      status,
      detail: status === 500 ? 'The service failed; its log says why.' : error.message,
      ...(error.hint !== '' && status !== 500 && { hint: error.hint }),
    });
  }
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  const detail = statusCode >= 500 ? 'The service failed; its log says why.' : message;
  return sendProblem(reply, { type: 'about:blank', title: 'Refused', status: statusCode, detail });
}
