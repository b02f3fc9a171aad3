/** The HTTP service: Open edX's experiments API (v0) and our own (v1) over one store and any number of courses. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { openAuthentication } from './auth/authenticate.js';
import { Csrf } from './auth/csrf.js';
import { CsrfCookies } from './auth/csrf-cookies.js';
import { csrfRoutes } from './auth/csrf-routes.js';
import { keysReport } from './auth/keys/keys.js';
import { sessionRoutes } from './auth/session-routes.js';
import { SESSION_COOKIE } from './auth/sessions.js';
import { authenticateRequests } from './http/authenticate-hook.js';
import { registerBasePath, withoutBasePath } from './http/base-path.js';
import { answerClientError, refuseTunnel } from './http/client-errors.js';
import { compressLargeAnswers } from './http/compression.js';
import { registerCors } from './http/cors.js';
import { refuseForeignRequests, refuseOddHosts, refuseOddProtocols } from './http/host-guard.js';
import type { AllLimits } from './http/limits.js';
import { answerError } from './http/problem-details.js';
import { openCounter } from './http/rate-limits.js';
import { headersWithoutRoute, registerSecurityHeaders } from './http/security-headers.js';
import { answerUnrouted } from './http/unrouted.js';
import { describeRoutes } from './openapi/openapi.js';
import { requireServiceOptions } from './option-names.js';
import { limitAnswers } from './process/answer-time.js';
import { watchClosing } from './process/closing.js';
import { boundConnections } from './process/connections.js';
import { healthRoutes } from './process/health.js';
import { logAnswers, loggerOptions, requestId } from './process/logging.js';
import { OpenRequests } from './process/open-requests.js';
import { checkOptions, contextOf, type ServiceOptions } from './service-options.js';
import { customRoutes } from './v0/custom/routes.js';
import { answerExperimentsError } from './v0/refusals.js';
import { experimentsRoutes } from './v0/routes.js';
import { abtestRoutes } from './v1/routes.js';

export type {
  AuthOptions,
  CookieOptions,
  CsrfOptions,
  SessionOptions,
  TokenAlgorithm,
  TokenKeySource,
  TokenOptions,
} from './auth/options.js';
export type { CorsOptions } from './http/cors.js';
export type { RateLimits } from './http/limits.js';
export type { LogOptions } from './process/logging.js';
export type { FactsOptions, ServiceOptions } from './service-options.js';

const V0 = '/api/experiments/v0';
const V1 = '/api/abtest/v1';
/** As in the LMS: front ends add it to the host of the service that they write to. */
const CSRF = '/csrf/api/v1';

/**
 * Ready for `listen` or `inject`. `close` answers the accepted requests and accepts no more.
 * @throws AbtestError `bad-configuration` for options that are unsafe or cannot work, `bad-argument` for one that does not exist
 * @example
 * const development = { username: 'ada', isStaff: false };
 * const service = await createService({ store, courses: [course], development });
 * const answer = await service.inject('/healthz');
 * console.log(answer.statusCode); // → 200
 * await service.close();
 */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  requireServiceOptions(options);
  checkOptions(options);
  const { auth, cors, development } = options;
  const metrics = options.metrics ? (await import('./process/metrics.js')).openMetrics() : null;
  const context = contextOf(
    metrics === null ? options : { ...options, store: metrics.measured(options.store) },
  );
  const { limits, now } = context;
  const requests = new OpenRequests();
  const app = Fastify(serverOptions(options, limits, requests));
  const reportKeys = keysReport(app);
  const authentication =
    auth === undefined
      ? null
      : await openAuthentication(auth, { cors, now, store: options.store, reportKeys });
  app.decorate('keys', authentication?.keys ?? null);
  app.decorate('sessions', authentication?.sessions ?? null);
  if (limits.connections !== undefined) boundConnections(app, limits.connections);
  registerBasePath(app, options.basePath ?? '');
  metrics?.watch(app);
  app.server.on('connect', (_request, socket: Socket) => refuseTunnel(socket));
  watchClosing(app, limits.linger, requests);
  requests.watch(app);
  limitAnswers(app, limits.answer, requests);
  app.setErrorHandler(answerError);
  answerUnrouted(app);
  logAnswers(app);
  compressLargeAnswers(app);
  registerSecurityHeaders(app, development !== undefined);
  refuseOddProtocols(app);
  if (development !== undefined) refuseForeignRequests(app, cors);
  else refuseOddHosts(app, options.hosts);
  if (cors !== undefined) await registerCors(app, cors);
  await app.register(cookie);
  authenticateRequests(app, { authentication, development, counter: openCounter(limits.rate) });
  await describeRoutes(app, authentication?.sessions?.cookieName ?? SESSION_COOKIE);
  await app.register(healthRoutes({ ...options, keys: authentication?.keys }));
  const cookies = new CsrfCookies({
    csrf: authentication?.csrf ?? new Csrf(),
    sessions: authentication?.sessions ?? null,
    crossDomainCookie: auth?.csrf?.crossDomainCookie,
    cookies: auth?.cookies,
    cors,
  });
  await app.register(csrfRoutes(cookies), { prefix: CSRF });
  await app.register(experimentsRoutes(context), { prefix: V0 });
  if (options.facts !== undefined) {
    await app.register(customRoutes(context, options.facts, cookies), { prefix: `${V0}/custom` });
  }
  const pseudonym = (learner: string) => authentication?.sessions?.pseudonym(learner) ?? null;
  await app.register(abtestRoutes({ ...context, pseudonym }), { prefix: V1 });
  if (authentication?.sessions) {
    await app.register(sessionRoutes({ sessions: authentication.sessions, cookies }), { prefix: V1 });
  }
  return app;
}

function serverOptions(
  { log, trustProxy = false, development, basePath }: ServiceOptions,
  limits: AllLimits,
  requests: OpenRequests,
) {
  const shortest = Math.min(limits.headers, limits.request);
  return {
    logger: loggerOptions(log),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    ...(basePath !== undefined && {
      rewriteUrl: ({ url = '/' }: IncomingMessage) => withoutBasePath(url, basePath),
    }),
    trustProxy: typeof trustProxy === 'object' ? [...trustProxy] : trustProxy,
    // A hook sends the 503 in the format of each API.
    return503OnClosing: false,
    forceCloseConnections: 'idle' as const,
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    // Without traffic for longer than any response takes: the client does not read.
    connectionTimeout: 2 * limits.answer,
    keepAliveTimeout: limits.keepAlive,
    http: {
      headersTimeout: limits.headers,
      connectionsCheckingInterval: Math.min(5_000, Math.max(50, Math.floor(shortest / 4))),
    },
    // The longest name that a store accepts, each byte percent-encoded.
    routerOptions: { maxParamLength: 9_000 },
    clientErrorHandler: (error: Error, socket: Socket) => answerClientError(error, socket, requests),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      answerBadAddress(
        error,
        request,
        reply.headers(headersWithoutRoute(request, development !== undefined)),
      ),
    ajv: {
      customOptions: {
        removeAdditional: false as const,
        coerceTypes: false as const,
        useDefaults: false as const,
        allErrors: false,
      },
    },
  };
}

/** A URL that the router cannot parse is answered in the format of the API whose prefix it has. */
function answerBadAddress(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = request.url.startsWith(`${V0}/`) ? answerExperimentsError : answerError;
  answer(error, request, reply);
}
