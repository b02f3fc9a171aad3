/** Open edX's API key: a header that a caller without a login proves itself with. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Compared in a time that does not depend on the keys. */
export function hasApiKey({ headers }: FastifyRequest, expected: string | undefined): boolean {
  const given = headers['x-edx-api-key'];
  if (expected === undefined || typeof given !== 'string') return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
