/** Open edX's test of requests from pages of its other domains, which may be made in spite of Django's referer check. */
import type { FastifyRequest } from 'fastify';
import type { CorsOptions } from '../http/cors.js';

/** Over https, from an https page whose origin is listed. The CSRF token is asked for nevertheless. */
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
