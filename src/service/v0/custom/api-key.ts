/** Open edX's API key: a header that authenticates a caller without a login. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Compares in constant time. */
export function hasApiKey({ headers }: FastifyRequest, expected: string | undefined): boolean {
  const given = headers['x-edx-api-key'];
  if (expected === undefined || typeof given !== 'string') return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
