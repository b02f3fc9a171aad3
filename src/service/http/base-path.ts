/** The path under which the service is reached: its own base path, or the one that a trusted proxy removed. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What comes before `/api` in the client's URL: empty, or `/abtest`. */
    basePath: string;
  }
}

const LONGEST = 200;

/** Segments of unreserved characters, which no proxy decodes or encodes, without a slash at the end. */
export function isBasePath(text: string): boolean {
  return text.length <= LONGEST && /^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(text);
}

/** A URL without the base path; URLs outside it, as of health checks and of proxies that remove it, are left as they are. */
export function withoutBasePath(url: string, basePath: string): string {
  if (!url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}

/** Registered before every hook that links to the service or sets cookies. */
export function registerBasePath(app: FastifyInstance, basePath: string): void {
  app.decorateRequest('basePath', basePath);
  app.addHook('onRequest', (request, _reply, done) => {
    request.basePath = removedByProxy(request) ?? basePath;
    done();
  });
}

/** `X-Forwarded-Prefix`, which anybody can send, counts from proxies that are trusted only. */
function removedByProxy(request: FastifyRequest): string | null {
  const given = request.headers['x-forwarded-prefix'];
  // The address of the connection and, if that is trusted, those that it forwards.
  const isTrusted = (request.ips?.length ?? 0) > 1;
  if (typeof given !== 'string' || !isTrusted) return null;
  const prefix = given.trim().replace(/\/+$/, '');
  return prefix === '' || isBasePath(prefix) ? prefix : null;
}
