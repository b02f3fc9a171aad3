/** For whoever keeps the service running: does it live, and can it answer? */
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import type { ServiceContext } from './context.js';

/** Milliseconds. */
const PATIENCE = 1_000;

const tags = ['health'];
const State = Type.Object({ status: Type.String() });
const answer = (meaning: string) => ({ ...State, 'x-response-description': meaning });

export function healthRoutes(context: ServiceContext): FastifyPluginAsync {
  return async (app) => {
    const live = { summary: 'The process lives', tags, response: { 200: answer('It does') } };
    app.get('/healthz', { config: { open: true }, schema: live }, async () => ({ status: 'alive' }));
    const response = {
      200: answer('It can'),
      503: answer('It cannot: the store does not answer, or the service is shutting down'),
    };
    const ready = { summary: 'The service can answer', tags, response };
    app.get('/readyz', { config: { open: true }, schema: ready }, async (_request, reply) => {
      if (app.isDraining()) return reply.status(503).send({ status: 'closing' });
      if (await answers(context)) return { status: 'ready' };
      return reply.status(503).header('Retry-After', '2').send({ status: 'store unavailable' });
    });
  };
}

async function answers({ store }: ServiceContext): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, false);
  });
  const asked = store.data.settingsVersion().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
