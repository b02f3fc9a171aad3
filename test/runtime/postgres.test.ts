/** The runtime keeps its contract on PostgreSQL too. */
import { beforeAll } from 'vitest';
import type { PostgresServer } from '../storage/postgres-server.js';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { runtimeContract } from './contract.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await sharedPostgres();
});

runtimeContract('PostgreSQL', () => server.createDatabase());
