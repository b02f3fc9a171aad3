/** Our own API against a running server, on SQLite and on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { type Running, start } from './service.js';
import { access } from './v1/access.js';
import { assignments } from './v1/assignments.js';
import { bulk } from './v1/bulk.js';
import { childrenTests } from './v1/children.js';
import { conduct } from './v1/conduct.js';
import { documents } from './v1/documents.js';
import { flags } from './v1/flags.js';
import { hostile } from './v1/hostile.js';
import { outcomeTests } from './v1/outcomes.js';
import { coursesOf, type Scene } from './v1/scene.js';
import { sessions } from './v1/sessions.js';

const ENGINES = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-v1-'));
    return { url: `sqlite:${join(folder, 'store.db')}`, stop: () => rm(folder, { recursive: true }) };
  },
  PostgreSQL: async () => {
    const server = await sharedPostgres();
    return { url: await server.createDatabase(), stop: async () => {} };
  },
};

describe.each(Object.entries(ENGINES))('v1 on %s', (_, open) => {
  let service: Running;
  let stop: () => Promise<void>;
  let url: string;
  let learners = 0;
  beforeAll(async () => {
    const store = await open();
    ({ stop, url } = store);
    service = await start(store.url, { courses: await coursesOf(), limits: { rate: false } });
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
  access(scene);
  assignments(scene);
  bulk(scene);
  childrenTests(scene);
  outcomeTests(scene);
  conduct(scene);
  documents(scene);
  flags(scene);
  hostile(scene);
  sessions(scene, () => url);
});
