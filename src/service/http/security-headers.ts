/** Headers that every answer of the service carries. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contentPolicy, UNFRAMED } from '../../http/content-policy.js';
import { securityHeaders } from '../../http/security-headers.js';

const HSTS = { maxAge: 15_552_000, includeSubDomains: false };

/** Answers are data for programs: nothing of them is to run, to be framed, or to stay in a cache. */
export function registerSecurityHeaders(app: FastifyInstance, isDevelopment: boolean): void {
  const fixed = {
    ...securityHeaders(contentPolicy(UNFRAMED), {
      // Listed origins may read answers; who may is said by CORS.
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      xFrameOptions: { action: 'deny' },
      // Over http browsers ignore it, and in front of loopback it would be a trap.
      strictTransportSecurity: isDevelopment ? false : HSTS,
    }),
    ...plainHeaders(isDevelopment),
  };
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(fixed);
    reply.header('x-request-id', request.id);
    done();
  });
}

/** Those that an answer carries even where there was no route to it. */
export function headersWithoutRoute({ id }: FastifyRequest, isDevelopment: boolean): Record<string, string> {
  return { ...plainHeaders(isDevelopment), 'x-request-id': id };
}

function plainHeaders(isDevelopment: boolean): Record<string, string> {
  return {
    'cache-control': 'no-store',
    ...(isDevelopment && { 'x-development-mode': 'nobody is asked who they are' }),
  };
}
