/** Headers of every response of the service. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contentPolicy, UNFRAMED } from '../../http/content-policy.js';
import { securityHeaders } from '../../http/security-headers.js';

const HSTS = { maxAge: 15_552_000, includeSubDomains: false };

/** Responses are data for programs: they must not be executed, framed or cached. */
export function registerSecurityHeaders(app: FastifyInstance, isDevelopment: boolean): void {
  const fixed = {
    ...securityHeaders(contentPolicy(UNFRAMED), {
      // Listed origins may read responses; CORS decides which.
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      xFrameOptions: { action: 'deny' },
      // Browsers ignore it over http, and on loopback it would break later visits over http.
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

/** The headers of a response that is sent without a route. */
export function headersWithoutRoute({ id }: FastifyRequest, isDevelopment: boolean): Record<string, string> {
  return { ...plainHeaders(isDevelopment), 'x-request-id': id };
}

function plainHeaders(isDevelopment: boolean): Record<string, string> {
  return {
    'cache-control': 'no-store',
    ...(isDevelopment && { 'x-development-mode': 'authentication is disabled' }),
  };
}
