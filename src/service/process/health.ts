/** Health checks for the operator: is the process up, and can it answer? */
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import type { StoreWithData } from '../../index.js';
import type { Keys } from '../auth/keys/keys.js';

/** Milliseconds to wait for the store. */
const STORE_ANSWERS_WITHIN = 1_000;

/** Milliseconds for which an answer of the store is kept: probes of any number cost the store one question. */
const STORE_ASKED_EVERY = 1_000;

const tags = ['health'];
const State = Type.Object({
  status: Type.String(),
  keys: Type.Optional(Type.String({ description: '`stale` while the URL of the key set fails' })),
});
const answer = (meaning: string) => ({ ...State, 'x-response-description': meaning });

interface Health {
  readonly store: StoreWithData;
  readonly isStoreInPlace?: () => Promise<boolean>;
  /** Without logins there are none. */
  readonly keys: Keys | undefined;
}

export function healthRoutes(health: Health): FastifyPluginAsync {
  return async (app) => {
    const live = { summary: 'Liveness', tags, response: { 200: answer('The process is up') } };
    app.get('/healthz', { config: { open: true }, schema: live }, async () => ({ status: 'alive' }));
    const response = {
      200: answer('Ready to serve requests'),
      503: answer('Not ready: the store or the key set is unavailable, or the service is shutting down'),
    };
    const ready = { summary: 'Readiness', tags, response };
    const state = askedAtMostEvery(STORE_ASKED_EVERY, () => stateOf(health));
    app.get('/readyz', { config: { open: true, isPage: true }, schema: ready }, async (_request, reply) => {
      if (app.isDraining()) return reply.status(503).send({ status: 'closing' });
      const keys = health.keys?.state;
      const status = keys === 'unavailable' ? 'keys unavailable' : await state();
      if (status === 'ready') return { status, ...(keys === 'stale' && { keys }) };
      return reply.status(503).header('Retry-After', '2').send({ status });
    });
  };
}

/** The answer of the last `milliseconds`, also while it is awaited; else a new one. */
function askedAtMostEvery(milliseconds: number, ask: () => Promise<string>): () => Promise<string> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<string> | undefined;
  return () => {
    const time = performance.now();
    if (answer === undefined || time - askedAt >= milliseconds) {
      askedAt = time;
      answer = ask();
    }
    return answer;
  };
}

async function stateOf({ store, isStoreInPlace = async () => true }: Health): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, STORE_ANSWERS_WITHIN, 'store unavailable');
  });
  const asked = Promise.all([isStoreInPlace(), store.data.settingsVersion()]).then(
    ([isInPlace]) => (isInPlace ? 'ready' : 'store replaced'),
    () => 'store unavailable',
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
