/** The cookies with the CSRF token: our own, and a second one that pages of another subdomain can read. */
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../http/loopback.js';
import { type CorsOptions, isCrossDomainAllowed } from '../http/cors.js';
import type { Csrf } from './csrf.js';
import { newCsrfToken, unmasked } from './csrf-token.js';
import type { CookieOptions, CsrfOptions } from './options.js';
import type { Sessions } from './sessions.js';

/** The lifetime of the cookie in seconds without sessions, as in Django. */
const A_YEAR = 31_449_600;

interface CsrfCookiesNeeds {
  readonly csrf: Csrf;
  readonly sessions: Sessions | null;
  /** The second cookie. */
  readonly crossDomainCookie: CsrfOptions['crossDomainCookie'];
  readonly cookies: CookieOptions | undefined;
  readonly cors: CorsOptions | undefined;
}

export class CsrfCookies {
  readonly #needs: CsrfCookiesNeeds;

  constructor(needs: CsrfCookiesNeeds) {
    this.#needs = needs;
  }

  /** Over plain http the cookies work on this machine only, for trying things out. */
  attributes(request: FastifyRequest): CookieSerializeOptions {
    const { sameSite = 'lax', domain } = this.#needs.cookies ?? {};
    const secure = request.protocol === 'https' || sameSite === 'none' || !isLoopback(request.hostname);
    // Under a base path another application of the same host may have cookies of these names.
    const path = `${request.basePath}/`;
    return { path, sameSite, secure, ...(domain !== undefined && { domain }) };
  }

  set(request: FastifyRequest, reply: FastifyReply, token: string): void {
    const { csrf, crossDomainCookie, cors } = this.#needs;
    const maxAge = this.#needs.sessions?.lifetime ?? A_YEAR;
    reply.setCookie(csrf.cookieName, token, { ...this.attributes(request), maxAge });
    if (crossDomainCookie === undefined || !isCrossDomainAllowed(request, cors)) return;
    const { name, domain } = crossDomainCookie;
    reply.setCookie(name, token, { ...this.#shared(request, domain), secure: true, maxAge });
  }

  /** Sets the token of the session, else the one that the browser has, else a new one; returns it. */
  async ensure(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const { csrf, sessions } = this.#needs;
    const session = sessions === null ? undefined : request.cookies[sessions.cookieName];
    const ofSession = session ? ((await sessions?.read(session))?.csrf ?? null) : null;
    const known = unmasked(request.cookies[csrf.cookieName] ?? '');
    const token = ofSession ?? known ?? newCsrfToken();
    this.set(request, reply, token);
    return token;
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    const { csrf, crossDomainCookie } = this.#needs;
    reply.clearCookie(csrf.cookieName, this.attributes(request));
    if (crossDomainCookie !== undefined) {
      reply.clearCookie(crossDomainCookie.name, this.#shared(request, crossDomainCookie.domain));
    }
  }

  /** Pages of the domain read the second cookie, and none of them is under our base path. */
  #shared(request: FastifyRequest, domain: string): CookieSerializeOptions {
    return { ...this.attributes(request), path: '/', domain };
  }
}
