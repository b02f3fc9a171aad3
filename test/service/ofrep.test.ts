/** The OpenFeature Remote Evaluation Protocol against a running server, with the clients of npm, on SQLite and on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { PostgresServer } from '../storage/postgres-server.js';
import { oddRequests } from './ofrep/odd-requests.js';
import { bindings, closeClients, ofrepCourses, type Scene } from './ofrep/scene.js';
import { serverProvider } from './ofrep/server-provider.js';
import { webProvider } from './ofrep/web-provider.js';
import { type Running, start } from './service.js';

const ENGINES = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-ofrep-'));
    return { url: `sqlite:${join(folder, 'store.db')}`, stop: () => rm(folder, { recursive: true }) };
  },
  PostgreSQL: async () => {
    const server = await PostgresServer.start();
    return { url: await server.createDatabase(), stop: () => server.stop() };
  },
};

afterAll(closeClients);

describe.each(Object.entries(ENGINES))('OFREP on %s', (_, open) => {
  let service: Running;
  let stop: () => Promise<void>;
  let learners = 0;
  beforeAll(async () => {
    const store = await open();
    stop = store.stop;
    const options = { courses: await ofrepCourses(), bindings: bindings(), limits: { rate: false as const } };
    service = await start(store.url, options);
  });
  afterAll(async () => {
    await service?.close();
    await stop?.();
  });
  const scene: Scene = {
    service: () => service,
    learner: () => {
      learners += 1;
      return `learner_${learners}`;
    },
  };
  serverProvider(scene);
  webProvider(scene);
  oddRequests(scene);
});
