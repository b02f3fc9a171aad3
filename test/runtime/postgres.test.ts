/** The runtime keeps its contract on PostgreSQL too. */
import { afterAll, beforeAll } from 'vitest';
import { PostgresServer } from '../storage/postgres-server.js';
import { runtimeContract } from './contract.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server?.stop());

runtimeContract('PostgreSQL', () => server.createDatabase());
