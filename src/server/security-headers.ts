/** Headers that every answer carries. */
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Answers are data for programs: nothing of them is to run, to be framed, or to stay in a cache. */
export async function registerSecurityHeaders(app: FastifyInstance, isDevelopment: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Listed origins may read answers; who may is said by CORS.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    // Over http browsers ignore it, and in front of loopback it would be a trap.
    strictTransportSecurity: isDevelopment ? false : { maxAge: 15_552_000, includeSubDomains: false },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(plainHeaders(request, isDevelopment));
  });
}

/** Those that an answer carries even where there was no route to it. */
export function plainHeaders({ id }: FastifyRequest, isDevelopment: boolean): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    'X-Request-Id': id,
    ...(isDevelopment && { 'X-Development-Mode': 'nobody is asked who they are' }),
  };
}
