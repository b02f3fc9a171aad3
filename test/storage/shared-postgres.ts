/** One PostgreSQL server for all test files that a process runs, each with databases of its own; it is started for the first. */
import { sharedFolder } from '../run-folder.js';
import { PostgresServer } from './postgres-server.js';

let server: Promise<PostgresServer> | undefined;

/** Not to be stopped or killed: `PostgresServer.start` is for tests that do. */
export function sharedPostgres(): Promise<PostgresServer> {
  server ??= PostgresServer.start(sharedFolder('postgres'));
  return server;
}
