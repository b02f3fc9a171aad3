/** Responses of user metadata and upsell: pretty JSON, plain text, developer errors, the header for unknown facts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FactName } from '../../../index.js';
import { indentedJson } from '../../../internal/learners.js';
import { errorAnswerOf } from '../../http/http-errors.js';
import { logFailure } from '../../process/failure-log.js';
import { sendJson } from '../refusals.js';

/** Lists unknown facts in a header, so that they are not mistaken for facts that are not set. */
export function nameUnknown(reply: FastifyReply, unknown: readonly FactName[]): FastifyReply {
  return unknown.length === 0 ? reply : reply.header('Facts-Unknown', unknown.join(', '));
}

/** As Open edX's `JsonResponse`. */
export function sendText(reply: FastifyReply, text: string, type = 'application/json'): FastifyReply {
  return reply.header('Content-Type', type).send(Buffer.from(text));
}

export function sendMissing(reply: FastifyReply, what: 'user' | 'course'): FastifyReply {
  return sendText(reply.status(404), indentedJson({ message: `Provided ${what} is not found` }));
}

/** Open edX's `DeveloperErrorViewMixin`: its own body, and no `WWW-Authenticate`. */
export function answerDeveloperError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { status, detail, headers } = errorAnswerOf(error);
  const { 'WWW-Authenticate': _, ...rest } = headers;
  if (status >= 500) logFailure(request, error);
  return sendJson(reply.status(status).headers(rest), { developer_message: detail });
}
