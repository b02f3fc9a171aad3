/** The HTTP service: Open edX's experiments API (v0) and our own (v1) over one store and some courses. */
import Fastify, { type FastifyInstance } from 'fastify';
import type { LoadedCourse, StoreWithData } from '../index.js';
import { courseKeyOf } from '../index.js';
import type { Principal } from './principal.js';
import { answerError } from './problem.js';
import { abtestRoutes } from './routes/abtest/routes.js';
import { experimentsRoutes } from './routes/experiments/routes.js';

export interface ServiceOptions {
  /** Closed by its owner, after the service. */
  readonly store: StoreWithData;
  readonly courses?: readonly LoadedCourse['course'][];
  /** Every request is answered for this person; refused by `serve` on anything but loopback. */
  readonly development?: { readonly username: string; readonly isStaff: boolean };
  readonly now?: () => Date;
}

/** Ready for `listen` or `inject`. `close` answers what was accepted and takes nothing more. */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const app = Fastify({
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    bodyLimit: 2 ** 20,
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false },
    },
  });
  const courses = new Map(
    (options.courses ?? []).map((course) => [courseKeyOf(course) ?? course.label, course]),
  );
  const context = { store: options.store, courses, now: options.now ?? (() => new Date()) };
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    const { development } = options;
    const principal: Principal | null = development ? { ...development, by: 'development' } : null;
    request.principal = principal;
  });
  app.setErrorHandler(answerError);
  await app.register(experimentsRoutes(context), { prefix: '/api/experiments/v0' });
  await app.register(abtestRoutes(context), { prefix: '/api/abtest/v1' });
  return app;
}
