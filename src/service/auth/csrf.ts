/** Checks that a request with a cookie was sent intentionally: Django's CSRF checks, with Django's messages. */
import type { FastifyRequest } from 'fastify';
import { AbtestError } from '../../index.js';
import { type CorsOptions, isCrossDomainAllowed } from '../http/cors.js';
import { HttpError } from '../http/http-errors.js';
import { equal, unmasked } from './csrf-token.js';
import type { CsrfOptions } from './options.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const FORMS = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;
const FORM_FIELD = 'csrfmiddlewaretoken';

/** What is left to check once the body has arrived. */
interface CsrfDue {
  /** The token of the session; `null` where the token is in a cookie of its own. */
  readonly ofSession: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while the CSRF token may still be in a form field. */
    csrfDue: CsrfDue | null;
  }
}

export class Csrf {
  readonly cookieName: string;
  readonly #options: CsrfOptions;
  readonly #cors: CorsOptions | undefined;

  /** @throws AbtestError `bad-configuration` for a trusted origin that no request can match */
  constructor(options: CsrfOptions = {}, cors?: CorsOptions) {
    for (const origin of options.trustedOrigins ?? []) checkTrusted(origin);
    this.cookieName = options.cookieName ?? 'csrftoken';
    this.#options = options;
    this.#cors = cors;
  }

  /** Makes all checks that need no body; a form may contain the token in a field. */
  check(request: FastifyRequest, ofSession: string | null): void {
    if (SAFE.has(request.method)) return;
    this.#checkOrigin(request);
    const header = request.headers['x-csrftoken'];
    const isForm = request.method === 'POST' && FORMS.test(request.headers['content-type'] ?? '');
    if (header === undefined && isForm) {
      // Without the cookie a form field cannot match.
      if (!request.cookies[this.cookieName]) throw failed('CSRF cookie not set.');
      request.csrfDue = { ofSession };
    } else this.#checkToken(request, ofSession, header, "the 'X-Csrftoken' HTTP header");
  }

  checkForm(request: FastifyRequest): void {
    const due = request.csrfDue;
    if (due === null) return;
    const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
    const field = Object.hasOwn(body, FORM_FIELD) ? Reflect.get(body, FORM_FIELD) : undefined;
    this.#checkToken(request, due.ofSession, field, 'POST');
    request.csrfDue = null;
  }

  // ---------------------------------------------------------------------------------------------------------------

  #checkToken(request: FastifyRequest, ofSession: string | null, given: unknown, from: string): void {
    const cookie = request.cookies[this.cookieName];
    if (!cookie) throw failed('CSRF cookie not set.');
    if (given === undefined || given === '') throw failed('CSRF token missing.');
    const token = typeof given === 'string' ? unmasked(given) : null;
    // Of two with this name ours, under a base path, comes first, and a page of the LMS beside it sends the token of the other.
    const known = [cookie, ...valuesOf(this.cookieName, request.headers.cookie)].map(unmasked);
    const matches = token !== null && known.some((each) => each !== null && equal(token, each));
    // A cookie planted by an attacker does not match the session's token.
    if (!matches || (ofSession !== null && !equal(token, ofSession))) {
      throw failed(`CSRF token from ${from} incorrect.`);
    }
  }

  #checkOrigin(request: FastifyRequest): void {
    const { origin, referer } = request.headers;
    const isAllowed = isCrossDomainAllowed(request, this.#cors);
    if (origin !== undefined) {
      const isListed = isAllowed && (this.#cors?.allowAllOrigins || this.#cors?.origins.includes(origin));
      if (!isListed && !this.#isTrusted(request, origin)) {
        throw failed(`Origin checking failed - ${origin} does not match any trusted origins.`);
      }
    } else if (request.protocol === 'https' && !isAllowed) this.#checkReferer(request, referer);
  }

  #checkReferer(request: FastifyRequest, referer: string | undefined): void {
    if (referer === undefined) throw failed('Referer checking failed - no Referer.');
    const url = URL.canParse(referer) ? new URL(referer) : null;
    if (url === null || url.host === '') throw failed('Referer checking failed - Referer is malformed.');
    if (url.protocol !== 'https:') {
      throw failed('Referer checking failed - Referer is insecure while host is secure.');
    }
    if (!this.#isTrusted(request, url.origin)) {
      throw failed(`Referer checking failed - ${url.origin} does not match any trusted origins.`);
    }
  }

  #isTrusted(request: FastifyRequest, origin: string): boolean {
    if (origin === originOf(`${request.protocol}://${request.host}`)) return true;
    return (this.#options.trustedOrigins ?? []).some((trusted) => {
      const [scheme, host] = trusted.split('://*.');
      if (host === undefined) return trusted === origin;
      return origin.startsWith(`${scheme}://`) && origin.endsWith(`.${host}`);
    });
  }
}

/** The values of all cookies with this name; the parser of cookies returns the first only. */
function valuesOf(name: string, header = ''): string[] {
  return header
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each.startsWith(`${name}=`))
    .map((each) => each.slice(name.length + 1));
}

function originOf(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}

function checkTrusted(origin: string): void {
  const plain = origin.replace('://*.', '://');
  if (originOf(plain) === plain && !plain.includes('*')) return;
  throw new AbtestError('bad-configuration', `"${origin}" is not an origin`, {
    hint: 'Write the scheme and the host: https://pages.example.com, or https://*.example.com for all its subdomains.',
  });
}

function failed(reason: string): HttpError {
  return new HttpError(403, `CSRF Failed: ${reason}`);
}
