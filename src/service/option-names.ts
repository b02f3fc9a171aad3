/** Typos in the options of the service, nested ones too: an option that is not known is never ignored. */
import { type OptionNames, requireKnownOptions } from '../internal/learners.js';
import type {
  AuthOptions,
  CookieOptions,
  CsrfOptions,
  SessionOptions,
  TokenOptions,
} from './auth/options.js';
import type { CorsOptions } from './http/cors.js';
import type { RateLimits } from './http/limits.js';
import type { LogOptions } from './process/logging.js';
import type { FactsOptions, ServiceOptions } from './service-options.js';

const SERVICE: OptionNames<ServiceOptions> = {
  store: true,
  isStoreInPlace: true,
  courses: true,
  bindings: true,
  facts: true,
  auth: true,
  development: true,
  cors: true,
  hosts: true,
  limits: true,
  log: true,
  trustProxy: true,
  metrics: true,
  basePath: true,
  now: true,
};
const FACTS: OptionNames<FactsOptions> = { provider: true, site: true, apiKey: true };
const AUTH: OptionNames<AuthOptions> = { token: true, session: true, csrf: true, cookies: true };
const TOKEN: OptionNames<TokenOptions> = {
  keys: true,
  staleIfError: true,
  issuer: true,
  audience: true,
  algorithms: true,
  usernameClaim: true,
  staffClaim: true,
  clockTolerance: true,
  cookie: true,
};
const SESSION: OptionNames<SessionOptions> = { secretFile: true, lifetime: true, cookieName: true };
const CSRF: OptionNames<CsrfOptions> = { trustedOrigins: true, cookieName: true, crossDomainCookie: true };
const COOKIES: OptionNames<CookieOptions> = { sameSite: true, domain: true };
const CORS: OptionNames<CorsOptions> = { origins: true, allowAllOrigins: true, allowInsecure: true };
const LIMITS: OptionNames<RateLimits> = {
  body: true,
  request: true,
  headers: true,
  keepAlive: true,
  linger: true,
  answer: true,
  validation: true,
  connections: true,
  rate: true,
  bulkRows: true,
  quota: true,
};
const LOG: OptionNames<LogOptions> = { level: true, stream: true };

/** @throws AbtestError `bad-argument` for an option that does not exist */
export function requireServiceOptions(options: ServiceOptions): void {
  requireKnownOptions('createService', options, SERVICE);
  const { auth, facts, cors, limits, log } = options;
  check('facts', facts, FACTS);
  check('auth', auth, AUTH);
  check('auth.token', auth?.token, TOKEN);
  check('auth.session', auth?.session, SESSION);
  check('auth.csrf', auth?.csrf, CSRF);
  check('auth.cookies', auth?.cookies, COOKIES);
  check('cors', cors, CORS);
  check('limits', limits, LIMITS);
  check('log', log, LOG);
}

function check<Options extends object>(
  name: string,
  given: Options | undefined,
  known: OptionNames<Options>,
): void {
  if (given !== undefined) requireKnownOptions(`createService, in "${name}",`, given, known);
}
