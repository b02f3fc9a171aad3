/** Authenticates a request by a token in the header, a token in a cookie, or a session, in this order. */
import type { FastifyRequest } from 'fastify';
import type { StoreWithData } from '../../index.js';
import type { CorsOptions } from '../http/cors.js';
import { HttpError } from '../http/http-errors.js';
import type { Principal } from '../http/principal.js';
import { checkCookieOptions } from './cookie-options.js';
import { Csrf } from './csrf.js';
import { FileKeys } from './keys/file-keys.js';
import type { Keys, KeysReport } from './keys/keys.js';
import { RemoteKeys } from './keys/remote-keys.js';
import type { AuthOptions, TokenOptions } from './options.js';
import { Sessions } from './sessions.js';
import { checkTokenOptions } from './token-options.js';
import { Tokens } from './tokens.js';

export interface Authentication {
  readonly csrf: Csrf;
  readonly sessions: Sessions | null;
  readonly keys: Keys;
  /** Synchronous where possible; `null` for an anonymous request. @throws HttpError 401, 403, 503 */
  principal(request: FastifyRequest): Principal | null | Promise<Principal | null>;
}

interface AuthenticationNeeds {
  readonly cors: CorsOptions | undefined;
  readonly now: () => Date;
  readonly store: StoreWithData;
  readonly reportKeys: KeysReport;
}

export async function openAuthentication(
  options: AuthOptions,
  { cors, now, store, reportKeys: report }: AuthenticationNeeds,
): Promise<Authentication> {
  checkTokenOptions(options.token);
  checkCookieOptions(options);
  const { keys: source, staleIfError } = options.token;
  const keys: Keys =
    'jwksUrl' in source
      ? RemoteKeys.open(source.jwksUrl, { now, report, staleIfError })
      : await FileKeys.open(source);
  const tokens = new Tokens(options.token, keys, now);
  const sessions = options.session
    ? await Sessions.open(options.session, { now, ended: store.data.endedSessions })
    : null;
  const csrf = new Csrf(options.csrf, cors);
  const fromCookies = async (request: FastifyRequest): Promise<Principal | null> => {
    const fromToken = await cookieToken(request, options.token, tokens);
    if (fromToken !== null) {
      csrf.check(request, null);
      return fromToken;
    }
    const cookie = sessions === null ? undefined : request.cookies[sessions.cookieName];
    const session = cookie ? await sessions!.read(cookie) : null;
    if (session === null) return null;
    csrf.check(request, session.csrf);
    return { username: session.username, isStaff: session.isStaff, by: 'session' };
  };
  return {
    csrf,
    sessions,
    keys,
    principal(request) {
      const token = bearer(request.headers.authorization);
      return token === null ? fromCookies(request) : tokens.principal(token, 'token');
    },
  };
}

/** The token of an Authorization header; `null` without a header, and for other authentication schemes. */
function bearer(header: string | undefined): string | null {
  if (header === undefined) return null;
  const plain = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : '';
  if (plain !== '' && !plain.includes(' ') && !plain.includes('\t')) return plain;
  const [scheme = '', ...rest] = header.trim().split(/\s+/);
  if (!/^(jwt|bearer)$/i.test(scheme)) return null;
  if (rest.length === 0) throw new HttpError(401, 'Invalid Authorization header. No credentials provided.');
  if (rest.length > 1) {
    throw new HttpError(401, 'Invalid Authorization header. Credentials string should not contain spaces.');
  }
  return rest[0]!;
}

/** An invalid cookie is ignored; an error while fetching keys is not. */
async function cookieToken(
  request: FastifyRequest,
  {
    cookie = { headerPayload: 'edx-jwt-cookie-header-payload', signature: 'edx-jwt-cookie-signature' },
  }: TokenOptions,
  tokens: Tokens,
): Promise<Principal | null> {
  if (cookie === false) return null;
  const { cookies } = request;
  const token =
    'whole' in cookie
      ? cookies[cookie.whole]
      : cookies[cookie.headerPayload] &&
        cookies[cookie.signature] &&
        `${cookies[cookie.headerPayload]}.${cookies[cookie.signature]}`;
  if (!token) return null;
  try {
    return await tokens.principal(token, 'cookie-token');
  } catch (error) {
    if (error instanceof HttpError && error.statusCode === 401) return null;
    throw error;
  }
}
