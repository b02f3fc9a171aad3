/** The OpenFeature Remote Evaluation Protocol against a running server, with the clients of npm, on SQLite and on PostgreSQL. */
import { afterAll } from 'vitest';
import { oddRequests } from './ofrep/odd-requests.js';
import { bindings, closeClients, ofrepCourses } from './ofrep/scene.js';
import { serverProvider } from './ofrep/server-provider.js';
import { webProvider } from './ofrep/web-provider.js';
import { onEachEngine } from './on-each-engine.js';

afterAll(closeClients);

onEachEngine(
  'OFREP',
  async () => ({ courses: await ofrepCourses(), bindings: bindings() }),
  (scene) => {
    serverProvider(scene);
    webProvider(scene);
    oddRequests(scene);
  },
);
