/** Answers with an ETag, so that clients need not load them again; some are the same for everyone behind one proxy. */
import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Builds the body when the base path is another one than before; a client that has it already gets 304. */
export function keptAnswer(
  build: (basePath: string) => string,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  let kept: { readonly basePath: string; readonly body: Buffer; readonly etag: string } | undefined;
  return (request, reply) => {
    const { basePath } = request;
    if (kept?.basePath !== basePath) {
      const text = build(basePath);
      kept = { basePath, body: Buffer.from(text), etag: etagOf(text) };
    }
    reply.header('ETag', kept.etag).header('Cache-Control', 'no-cache');
    if (isKnown(request.headers['if-none-match'], kept.etag)) return reply.status(304).send();
    return reply.send(kept.body);
  };
}

/**
 * A body with its tag, or 304 where the client has it.
 * @param body JSON
 * @param salt whose answer it is: those for two people may be the same
 */
export function answerWithTag(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string,
  salt: string,
): FastifyReply {
  const etag = etagOf(salt, body);
  reply.header('ETag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return reply.status(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

/** A strong tag of everything that the answer depends on. */
export function etagOf(...parts: readonly string[]): string {
  return `"${hash('sha256', `${parts.join('\0')}\0`, 'base64url').slice(0, 22)}"`;
}

/** Whether If-None-Match has the tag: by weak comparison, as it is defined (RFC 9110, 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim()));
}
