/** The same tests of a service over SQLite and over PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { ServiceOptions } from '../../src/service/service.js';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { type Running, start } from './service.js';

/** An empty store of each engine, by its URL; `stop` removes what only it has. */
export const ENGINES = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-service-'));
    return { url: `sqlite:${join(folder, 'store.db')}`, stop: () => rm(folder, { recursive: true }) };
  },
  PostgreSQL: async () => {
    const server = await sharedPostgres();
    return { url: await server.createDatabase(), stop: async () => {} };
  },
};

/** What tests of a route need; the URL is the store's. */
interface Scene {
  readonly service: () => Running;
  readonly url: () => string;
  /** Somebody new. */
  readonly learner: () => string;
}

/** Describes the tests once for each engine, each time with a service of their own. */
export function onEachEngine(
  name: string,
  options: () => Promise<Partial<ServiceOptions>>,
  tests: (scene: Scene) => void,
): void {
  describe.each(Object.entries(ENGINES))(`${name} on %s`, (_, open) => {
    let service: Running;
    let stop: () => Promise<void>;
    let url: string;
    let learners = 0;
    beforeAll(async () => {
      ({ stop, url } = await open());
      service = await start(url, { limits: { rate: false }, ...(await options()) });
    });
    afterAll(async () => {
      await service?.close();
      await stop?.();
    });
    tests({
      service: () => service,
      url: () => url,
      learner: () => {
        learners += 1;
        return `learner_${learners}`;
      },
    });
  });
}
