/** Which pages of other origins may read responses, send cookies, and pass Open edX's cross-domain check. */
import fastifyCors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AbtestError } from '../../index.js';

export interface CorsOptions {
  /** With their scheme, as `https://learning.example.com`. Only these may send cookies. */
  readonly origins: readonly string[];
  /** Any page may read responses that need no cookie, and any https page counts as listed for CSRF (a token is still required). */
  readonly allowAllOrigins?: boolean;
  /** For development: requests and pages without https count as listed for CSRF. */
  readonly allowInsecure?: boolean;
}

const EVERY = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'Accept',
    'Authorization',
    'Content-Type',
    'If-None-Match',
    'X-CSRFToken',
    'X-Request-Id',
    'Use-JWT-Cookie',
  ],
  exposedHeaders: ['ETag', 'Facts-Unknown', 'Retry-After', 'X-Request-Id'],
  maxAge: 600,
};

/** @throws AbtestError `bad-configuration` for an origin that no browser would send */
export async function registerCors(app: FastifyInstance, options: CorsOptions): Promise<void> {
  for (const origin of options.origins) checkOrigin(origin);
  await app.register(fastifyCors, {
    delegator: async (request: FastifyRequest) => {
      // Only preflights are answered here: an OPTIONS request by itself goes to the route.
      const preflight = request.headers['access-control-request-method'] !== undefined;
      const { origin } = request.headers;
      if (origin !== undefined && options.origins.includes(origin)) {
        return { ...EVERY, preflight, origin: true, credentials: true };
      }
      return { ...EVERY, preflight, origin: options.allowAllOrigins ? '*' : false };
    },
  });
}

function checkOrigin(origin: string): void {
  const isWhole = URL.canParse(origin) && new URL(origin).origin === origin && !origin.includes('*');
  if (isWhole && /^https?:/.test(origin)) return;
  throw new AbtestError('bad-configuration', `"${origin}" is not an origin`, {
    hint: 'Write only the scheme and the host, as in https://learning.example.com.',
  });
}

/**
 * Whether a page of another domain may send cookies despite Django's referer check, by Open edX's conditions: over
 * https, from an https page whose origin is listed. The CSRF token is still required.
 */
export function isCrossDomainAllowed(request: FastifyRequest, cors: CorsOptions | undefined): boolean {
  if (cors === undefined) return false;
  const { referer = '' } = request.headers;
  const url = URL.canParse(referer) ? new URL(referer) : null;
  if (!cors.allowInsecure) {
    if (request.protocol !== 'https') return false;
    if (url?.protocol !== 'https:') return false;
  }
  return cors.allowAllOrigins === true || (url !== null && cors.origins.includes(url.origin));
}
