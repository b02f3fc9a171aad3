/** Headers that every answer carries. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

/** Answers are data for programs: nothing of them is to run, to be framed, or to stay in a cache. */
export function registerSecurityHeaders(app: FastifyInstance, isDevelopment: boolean): void {
  const fixed = fixedHeaders(isDevelopment);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(fixed);
    reply.header('x-request-id', request.id);
    done();
  });
}

/** Those that an answer carries even where there was no route to it. */
export function plainHeaders({ id }: FastifyRequest, isDevelopment: boolean): Record<string, string> {
  return { ...ownHeaders(isDevelopment), 'x-request-id': id };
}

function fixedHeaders(isDevelopment: boolean): Record<string, string> {
  const headers = ownHeaders(isDevelopment);
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader() {},
  };
  // Asked once: the headers are the same for all requests.
  helmet(optionsFor(isDevelopment))({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error !== undefined) throw error;
  });
  return headers;
}

function ownHeaders(isDevelopment: boolean): Record<string, string> {
  return {
    'cache-control': 'no-store',
    ...(isDevelopment && { 'x-development-mode': 'nobody is asked who they are' }),
  };
}

function optionsFor(isDevelopment: boolean): HelmetOptions {
  return {
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
    // These speak to browsers about pages and old plug-ins; the one page (`/api/`) has no script and no link out.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    // Over http browsers ignore it, and in front of loopback it would be a trap.
    strictTransportSecurity: isDevelopment ? false : { maxAge: 15_552_000, includeSubDomains: false },
  };
}
