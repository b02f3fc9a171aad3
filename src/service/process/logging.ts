/** The log of the service: requests and their results, without users and learners. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';

export interface LogOptions {
  readonly level?: 'error' | 'warn' | 'info' | 'debug';
  /** Default stdout. */
  readonly stream?: { write(line: string): void };
}

/** For Fastify: URLs, headers and bodies contain names and tokens, so they are never logged. */
export function loggerOptions(log: LogOptions | undefined) {
  if (log === undefined) return false;
  return {
    level: log.level ?? 'info',
    ...(log.stream !== undefined && { stream: log.stream }),
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, route: routeOf(request) }),
      res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
      // Messages contain client data; `logFailure` logs more, without names.
      err: (error: Error & { code?: string }) => ({ type: error.name, message: error.code ?? '', stack: '' }),
    },
  };
}

export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { principal } = request;
    lineOf(request.log, reply.statusCode)(
      {
        method: request.method,
        route: routeOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(principal !== null && { by: principal.by, staff: principal.isStaff }),
      },
      'answered',
    );
    done();
  });
  app.addHook('onRequestAbort', async (request) => {
    request.log.info({ method: request.method, route: routeOf(request) }, 'aborted by the client');
  });
}

function lineOf(log: FastifyBaseLogger, status: number): FastifyBaseLogger['info'] {
  return (status >= 500 ? log.error : log.info).bind(log);
}

/** The route's pattern, with `:id` in place of the value. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unknown' : (request.routeOptions?.url ?? 'unknown');
}

/** The client's own id when it is short and plain, so that two logs can be correlated. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : randomUUID();
}
