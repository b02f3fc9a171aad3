/** Open edX's experiments API against a running server, on SQLite and on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { PostgresServer } from '../storage/postgres-server.js';
import { authorisation } from './experiments/authorisation.js';
import { bodies } from './experiments/bodies.js';
import { bulk } from './experiments/bulk.js';
import { fields } from './experiments/fields.js';
import { lists } from './experiments/lists.js';
import { type Cast, castOf } from './experiments/people.js';
import { putOnList } from './experiments/put-on-list.js';
import { statuses } from './experiments/statuses.js';
import { upstream } from './experiments/upstream.js';
import { type Running, start } from './service.js';

const ENGINES = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-v0-'));
    return { url: `sqlite:${join(folder, 'store.db')}`, stop: () => rm(folder, { recursive: true }) };
  },
  PostgreSQL: async () => {
    const server = await PostgresServer.start();
    return { url: await server.createDatabase(), stop: () => server.stop() };
  },
};

describe.each(Object.entries(ENGINES))('v0 on %s', (_, open) => {
  let service: Running;
  let cast: Cast;
  let stop: () => Promise<void>;
  let experiments = 100;
  beforeAll(async () => {
    const store = await open();
    stop = store.stop;
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
});
