/** The HTTP service: Open edX's experiments API (v0) and our own (v1) over one store and some courses. */
import Fastify, { type FastifyInstance } from 'fastify';
import { type Course, courseKeyOf, type StoreWithData } from '../index.js';
import type { AuthOptions } from './auth/options.js';
import type { CorsOptions } from './cors.js';
import type { Limits } from './limits.js';
import { describeRoutes } from './openapi.js';
import type { Principal } from './principal.js';
import { answerError } from './problem.js';
import { abtestRoutes } from './routes/abtest/routes.js';
import { experimentsRoutes } from './routes/experiments/routes.js';

export interface ServiceOptions {
  /** Closed by its owner, after the service. */
  readonly store: StoreWithData;
  /** A map goes by course key, and may change while the service runs. */
  readonly courses?: readonly Course[] | ReadonlyMap<string, Course>;
  /** Without it, and without `development`, nobody can log in. */
  readonly auth?: AuthOptions;
  /**
   * Every request is answered for this person, and every answer says so in a header. Not together with `auth`; refused by
   * `serve` on anything but loopback.
   */
  readonly development?: { readonly username: string; readonly isStaff: boolean };
  readonly cors?: CorsOptions;
  readonly limits?: Limits;
  /** Structured logs, one JSON object a line, to `stream` (default stdout). Default: no logs. */
  readonly log?: {
    readonly level?: 'error' | 'warn' | 'info' | 'debug';
    readonly stream?: { write(line: string): void };
  };
  /** Proxies whose `X-Forwarded-…` headers are believed: addresses or networks, or `true` for whoever connects. */
  readonly trustProxy?: boolean | string | readonly string[];
  readonly now?: () => Date;
}

/** Ready for `listen` or `inject`. `close` answers what was accepted and takes nothing more. */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const app = Fastify({
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    bodyLimit: 2 ** 20,
    // The longest name that a store takes, each character percent-encoded; the header limit of Node is 16 KiB.
    routerOptions: { maxParamLength: 2 ** 14 },
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false },
    },
  });
  const { courses = [] } = options;
  const context = {
    store: options.store,
    courses: 'get' in courses ? courses : byKey(courses),
    now: options.now ?? (() => new Date()),
  };
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    const { development } = options;
    const principal: Principal | null = development ? { ...development, by: 'development' } : null;
    request.principal = principal;
  });
  app.setErrorHandler(answerError);
  await describeRoutes(app);
  await app.register(experimentsRoutes(context), { prefix: '/api/experiments/v0' });
  await app.register(abtestRoutes(context), { prefix: '/api/abtest/v1' });
  return app;
}

/** By the name that requests use. */
export function byKey(courses: readonly Course[]): Map<string, Course> {
  return new Map(courses.map((course) => [courseKeyOf(course) ?? course.label, course]));
}
