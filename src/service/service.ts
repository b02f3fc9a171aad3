/** The HTTP service: Open edX's experiments API (v0) and our own (v1) over one store and some courses. */
import cookie from '@fastify/cookie';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { AbtestError, type BoundExperiment, type Course, courseKeyOf, type StoreWithData } from '../index.js';
import { openAuthentication } from './auth/authenticate.js';
import type { AuthOptions } from './auth/options.js';
import { sessionRoutes } from './auth/session-routes.js';
import { SESSION_COOKIE } from './auth/sessions.js';
import { addDoor } from './http/authenticate-hook.js';
import { answerClientError, watchAnswers } from './http/client-errors.js';
import { type CorsOptions, registerCors } from './http/cors.js';
import { refuseStrangers } from './http/development-guard.js';
import { refuseOddHosts } from './http/host-header.js';
import { Refusal } from './http/http-errors.js';
import { readUsername } from './http/principal.js';
import { answerError } from './http/problem-details.js';
import { type AllLimits, DEFAULT_LIMITS, type Limits, openCounter } from './http/rate-limits.js';
import { plainHeaders, registerSecurityHeaders } from './http/security-headers.js';
import { describeRoutes } from './openapi/openapi.js';
import { limitAnswers } from './process/answer-time.js';
import { watchClosing } from './process/closing.js';
import { healthRoutes } from './process/health.js';
import { type LogOptions, logAnswers, loggerOptions, requestId } from './process/logging.js';
import { answerExperimentsError } from './v0/refusals.js';
import { experimentsRoutes } from './v0/routes.js';
import { abtestRoutes } from './v1/routes.js';

export interface ServiceOptions {
  /** Closed by its owner, after the service. */
  readonly store: StoreWithData;
  /** Asked by /readyz: would whoever opens the store now find the same one? Default: always. */
  readonly isStoreInPlace?: () => Promise<boolean>;
  /** A map goes by course key, and may change while the service runs. */
  readonly courses?: readonly Course[] | ReadonlyMap<string, Course>;
  /**
   * Experiments that are bound to flags of the store (`readBindings`). Their groups must be there in every course that
   * they hold for: `bindingsOf` says so beforehand.
   */
  readonly bindings?: readonly BoundExperiment[];
  /** Without it, and without `development`, nobody can log in. */
  readonly auth?: AuthOptions;
  /**
   * Every request is answered for this person, and every answer says so in a header. Not together with `auth`; only what
   * asks for loopback by its own address, and no page of another site, is answered.
   */
  readonly development?: { readonly username: string; readonly isStaff: boolean };
  readonly cors?: CorsOptions;
  readonly limits?: Limits;
  /** Structured logs, one JSON object a line. Default: no logs. */
  readonly log?: LogOptions;
  /** Proxies whose `X-Forwarded-…` headers are believed: addresses or networks, or `true` for whoever connects. */
  readonly trustProxy?: boolean | string | readonly string[];
  readonly now?: () => Date;
}

const V0 = '/api/experiments/v0';
const V1 = '/api/abtest/v1';

/**
 * Ready for `listen` or `inject`. `close` answers what was accepted and takes nothing more.
 * @throws AbtestError `bad-configuration` for options that are unsafe or cannot work
 */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  checkOptions(options);
  const { auth, cors, development, now = () => new Date() } = options;
  const limits = limitsOf(options.limits);
  const authentication = auth === undefined ? null : await openAuthentication(auth, cors, now);
  const app = Fastify(serverOptions(options, limits));
  if (limits.connections !== undefined) app.server.maxConnections = limits.connections;
  const { courses = [] } = options;
  const context = {
    store: options.store,
    courses: 'get' in courses ? courses : byKey(courses),
    bindings: options.bindings ?? [],
    now,
    limits,
  };
  watchClosing(app, limits.linger);
  watchAnswers(app);
  limitAnswers(app, limits.answer);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(async () => {
    throw new Refusal(404, 'There is nothing here.');
  });
  logAnswers(app);
  registerSecurityHeaders(app, development !== undefined);
  if (development !== undefined) refuseStrangers(app, cors);
  else refuseOddHosts(app);
  if (cors !== undefined) await registerCors(app, cors);
  await app.register(cookie);
  addDoor(app, { authentication, development, count: await openCounter(app, limits.rate) });
  await describeRoutes(app, authentication?.sessions?.cookieName ?? SESSION_COOKIE);
  await app.register(healthRoutes(options));
  await app.register(experimentsRoutes(context), { prefix: V0 });
  await app.register(abtestRoutes(context), { prefix: V1 });
  if (authentication !== null && authentication.sessions !== null) {
    const { sessions } = authentication;
    const needs = { sessions, csrf: authentication.csrf, cookie: auth?.csrf?.crossDomainCookie, cors };
    await app.register(sessionRoutes(needs), { prefix: V1 });
  }
  return app;
}

function serverOptions({ log, trustProxy = false, development }: ServiceOptions, limits: AllLimits) {
  const shortest = Math.min(limits.headers, limits.request);
  return {
    logger: loggerOptions(log),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    trustProxy: typeof trustProxy === 'object' ? [...trustProxy] : trustProxy,
    // The door says it in the form of each API.
    return503OnClosing: false,
    forceCloseConnections: 'idle' as const,
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    // Nothing comes and nothing goes: longer than any answer takes, so that it is a client that does not read.
    connectionTimeout: 2 * limits.answer,
    keepAliveTimeout: limits.keepAlive,
    http: {
      headersTimeout: limits.headers,
      connectionsCheckingInterval: Math.min(5_000, Math.max(50, Math.floor(shortest / 4))),
    },
    // The longest name that a store takes, each byte percent-encoded.
    routerOptions: { maxParamLength: 9_000 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      answerBadAddress(error, request, reply.headers(plainHeaders(request, development !== undefined))),
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

/** An address that no router can read is answered in the form of the API that it begins with. */
function answerBadAddress(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = request.url.startsWith(`${V0}/`) ? answerExperimentsError : answerError;
  answer(error, request, reply);
}

function limitsOf(given: Limits = {}): AllLimits {
  const limits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_LIMITS, ...limits };
}

function checkOptions({ auth, development }: ServiceOptions): void {
  if (development === undefined) return;
  if (auth !== undefined) {
    throw new AbtestError('bad-configuration', 'development mode and keys of tokens exclude each other', {
      hint: 'Development mode lets everybody in; leave it out where people log in.',
    });
  }
  if (readUsername(development.username) === null) {
    throw new AbtestError('bad-configuration', 'development mode needs the name of somebody', {
      hint: 'A text that is not empty, without blanks around it.',
    });
  }
}

/** By the name that requests use. */
function byKey(courses: readonly Course[]): Map<string, Course> {
  return new Map(courses.map((course) => [courseKeyOf(course) ?? course.label, course]));
}
