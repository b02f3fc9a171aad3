/** Open edX's experiments API against a running server, on SQLite and on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresServer } from '../storage/postgres-server.js';
import { type Running, start, V0 } from './service.js';
import { authorisation } from './v0/authorisation.js';
import { bodies } from './v0/bodies.js';
import { bulk } from './v0/bulk.js';
import { fields } from './v0/fields.js';
import { lists } from './v0/lists.js';
import { parity } from './v0/parity.js';
import { type Cast, castOf } from './v0/people.js';
import { putOnList } from './v0/put-on-list.js';
import { rawRequests } from './v0/raw-requests.js';
import { statuses } from './v0/statuses.js';
import { upstream } from './v0/upstream.js';

const ENGINES = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-v0-'));
    const url = `sqlite:${join(folder, 'store.db')}`;
    return { url, stop: () => rm(folder, { recursive: true }), server: null };
  },
  PostgreSQL: async () => {
    const server = await PostgresServer.start();
    return { url: await server.createDatabase(), stop: () => server.stop(), server };
  },
};

describe.each(Object.entries(ENGINES))('v0 on %s', (engine, open) => {
  let service: Running;
  let cast: Cast;
  let stop: () => Promise<void>;
  let server: PostgresServer | null;
  let experiments = 100;
  beforeAll(async () => {
    const store = await open();
    ({ stop, server } = store);
    service = await start(store.url);
    cast = await castOf(service);
  });
  afterAll(async () => {
    await service?.close();
    await stop?.();
  });
  const scene = {
    service: () => service,
    cast: () => cast,
    fresh: () => {
      experiments += 1;
      return experiments;
    },
  };
  authorisation(scene);
  putOnList(scene);
  fields(scene);
  lists(scene);
  statuses(scene);
  bulk(scene);
  bodies(scene);
  upstream(scene);
  parity(scene);
  rawRequests(scene);

  it.runIf(engine === 'PostgreSQL')(
    'an unavailable database gives 503 until it is available again',
    async () => {
      await server!.kill();
      const away = { detail: 'The store is temporarily unavailable.' };
      for (const [who, method, path, body] of [
        ['ada', 'GET', '/data/', undefined],
        ['ada', 'GET', '/data/1/', undefined],
        ['ada', 'PUT', '/data/', { experiment_id: 1, key: 'away', value: 'v' }],
        ['nobody', 'GET', '/key-value/?page=last', undefined],
        ['staff', 'PUT', '/key-value/bulk_upsert/', [{ experiment_id: 1, key: 'away', value: 'v' }]],
      ] as const) {
        const answer = await cast[who].ask(method, V0 + path, body);
        expect([path, answer.status, answer.body]).toEqual([path, 503, away]);
        expect(answer.headers.get('Retry-After')).toBe('2');
      }
      expect((await service.nobody.ask('GET', '/readyz')).status).toBe(503);
      await server!.restart();
      await vi.waitUntil(async () => (await service.nobody.ask('GET', '/readyz')).status === 200, 60_000);
      const answer = await cast.ada.ask('GET', `${V0}/data/?key=away`);
      expect([answer.status, answer.body.count]).toEqual([200, 0]);
    },
  );
});
