/** The errors of the OpenFeature Remote Evaluation Protocol: its own shape, since its clients understand no other. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorAnswerOf } from '../http/http-errors.js';
import { logFailure } from '../process/failure-log.js';

type OfrepErrorCode =
  | 'PARSE_ERROR'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL'
  | 'FLAG_NOT_FOUND';

/** An evaluation that failed: 404 for an unknown flag, else 400; one of several in the answer to a bulk request. */
export class EvaluationError extends Error {
  readonly code: OfrepErrorCode;

  constructor(code: OfrepErrorCode, message: string) {
    super(message);
    this.name = 'EvaluationError';
    this.code = code;
  }
}

/** `key` is absent for bulk requests. */
export function failureOf(key: string | undefined, { code, message }: EvaluationError) {
  return { ...(key !== undefined && { key }), errorCode: code, errorDetails: message };
}

/** The statuses that the protocol has for errors without a code. */
const WITHOUT_CODE = [401, 403, 429];

/** Every error of the client that the protocol has no status for, such as a body that is too large, becomes its 400. */
export function answerEvaluationError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { key, '*': unencoded } = request.params as { readonly key?: string; readonly '*'?: string };
  const flag = key ?? unencoded;
  if (error instanceof EvaluationError) {
    const status = error.code === 'FLAG_NOT_FOUND' && flag !== undefined ? 404 : 400;
    return reply.status(status).send(failureOf(flag, error));
  }
  const { status, detail, headers } = errorAnswerOf(error);
  reply.headers(headers);
  if (status >= 500) {
    logFailure(request, error);
    return reply.status(status).send({ errorDetails: detail });
  }
  if (WITHOUT_CODE.includes(status)) return reply.status(status).send({ errorDetails: detail });
  const refused = new EvaluationError(isOfBody(error, status) ? 'PARSE_ERROR' : 'GENERAL', detail);
  return reply.status(400).send(failureOf(flag, refused));
}

/** Fastify's errors of bodies that are too large, of another type, or not JSON. */
function isOfBody(error: unknown, status: number): boolean {
  const { code = '' } = error as { readonly code?: string };
  return status === 413 || status === 415 || error instanceof SyntaxError || code.startsWith('FST_ERR_CTP_');
}
