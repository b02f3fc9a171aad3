/** Headers that every answer carries. */
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers are data for programs: nothing of them is to run, to be framed, or to stay in a cache. */
export async function registerSecurityHeaders(app: FastifyInstance, isDevelopment: boolean): Promise<void> {
  await app.register(helmet, {
    global: false,
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
  // Worked out for the first request: they are the same for all, and helmet would work them out for each.
  let headers: Record<string, string> | undefined;
  app.addHook('onRequest', (request, reply, done) => {
    headers ??= headersOf(reply);
    reply.headers(headers);
    reply.headers(plainHeaders(request, isDevelopment));
    done();
  });
}

function headersOf(reply: FastifyReply): Record<string, string> {
  const before = new Set(reply.raw.getHeaderNames());
  reply.helmet();
  const names = reply.raw.getHeaderNames().filter((name) => !before.has(name));
  return Object.fromEntries(names.map((name) => [name, String(reply.raw.getHeader(name))]));
}

/** Those that an answer carries even where there was no route to it. */
export function plainHeaders({ id }: FastifyRequest, isDevelopment: boolean): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    'X-Request-Id': id,
    ...(isDevelopment && { 'X-Development-Mode': 'nobody is asked who they are' }),
  };
}
