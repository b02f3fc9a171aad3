/** The cookies with the CSRF token: our own, and a second one that pages of another subdomain can read. */
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../http/loopback.js';
import { type CorsOptions, isCrossDomainAllowed } from '../http/cors.js';
import type { Csrf } from './csrf.js';
import { newCsrfToken, unmasked } from './csrf-token.js';
import type { CsrfOptions } from './options.js';
import type { Sessions } from './sessions.js';

/** The lifetime of the cookie in seconds without sessions, as in Django. */
const A_YEAR = 31_449_600;

interface CsrfCookiesNeeds {
  readonly csrf: Csrf;
  readonly sessions: Sessions | null;
  /** The second cookie. */
  readonly cookie: CsrfOptions['crossDomainCookie'];
  readonly cors: CorsOptions | undefined;
}

export class CsrfCookies {
  readonly #needs: CsrfCookiesNeeds;

  constructor(needs: CsrfCookiesNeeds) {
    this.#needs = needs;
  }

  /** Over plain http the cookies work on this machine only, for trying things out. */
  attributes(request: FastifyRequest): CookieSerializeOptions {
    const sameSite = this.#needs.sessions?.sameSite ?? 'lax';
    const secure = request.protocol === 'https' || sameSite === 'none' || !isLoopback(request.hostname);
    // Under a base path another application of the same host may have cookies of these names.
    return { path: `${request.basePath}/`, sameSite, secure };
  }

  set(request: FastifyRequest, reply: FastifyReply, token: string): void {
    const { csrf, cookie, cors } = this.#needs;
    const maxAge = this.#needs.sessions?.lifetime ?? A_YEAR;
    reply.setCookie(csrf.cookieName, token, { ...this.attributes(request), maxAge });
    if (cookie === undefined || !isCrossDomainAllowed(request, cors)) return;
    const { name, domain } = cookie;
    reply.setCookie(name, token, { ...this.attributes(request), domain, secure: true, maxAge });
  }

  /** Sets the token of the session, else the one that the browser has, else a new one. */
  async ensure(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { csrf, sessions } = this.#needs;
    const session = sessions === null ? undefined : request.cookies[sessions.cookieName];
    const ofSession = session ? ((await sessions?.read(session))?.csrf ?? null) : null;
    const known = unmasked(request.cookies[csrf.cookieName] ?? '');
    this.set(request, reply, ofSession ?? known ?? newCsrfToken());
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    const { csrf, cookie } = this.#needs;
    reply.clearCookie(csrf.cookieName, this.attributes(request));
    if (cookie !== undefined) {
      reply.clearCookie(cookie.name, { ...this.attributes(request), domain: cookie.domain });
    }
  }
}
