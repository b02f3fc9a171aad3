/** Errors as problem details (RFC 9457). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Diagnostic } from '../../index.js';
import { logFailure } from '../process/failure-log.js';
import { errorAnswerOf, HttpError } from './http-errors.js';

interface Problem {
  /** A reference that identifies the kind of problem; `about:blank` where the status is enough. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly diagnostics?: readonly Diagnostic[];
}

/** Paths of ours begin with the path under which the client reaches the service. */
function sendProblem(reply: FastifyReply, { type, hint, ...problem }: Problem): FastifyReply {
  const { basePath } = reply.request;
  const reference = type.startsWith('/') ? `${basePath}${type}` : type;
  return reply
    .status(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: reference,
        ...problem,
        hint: hint?.replace(/^See GET \//, `See GET ${basePath}/`),
      }),
    );
}

/** A refusal with more than a status: its kind, and the findings of the rules. */
export class ProblemError extends HttpError {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.status, problem.detail, { hint: problem.hint ?? '' });
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, title, detail, hint, headers } = errorAnswerOf(error);
  if (status >= 500) logFailure(request, error);
  if (error instanceof ProblemError) return sendProblem(reply.headers(headers), error.problem);
  return sendProblem(reply.headers(headers), {
    type: 'about:blank',
    title,
    status,
    detail,
    ...(hint !== '' && { hint }),
  });
}
