/** The entry of the commit thread: one transaction for each message. */
import { parentPort, workerData } from 'node:worker_threads';
import { CLOSE, READY, type ThreadAnswer, type ThreadData } from './sqlite-commits.js';
import { isSameFile, type Run, SETTINGS, SqliteConnection } from './sqlite-connection.js';
import { sqliteModule } from './sqlite-module.js';

const port = parentPort!;
const { path, identity } = workerData as ThreadData;
const { DatabaseSync } = await sqliteModule();
// Opening would create the file again if it no longer exists.
if (!isSameFile(path, identity)) process.exit();
const database = new DatabaseSync(path);
database.exec(SETTINGS);
const connection = new SqliteConnection(database);

port.on('message', (message: readonly Run[] | typeof CLOSE) => {
  if (message === CLOSE) {
    database.close();
    port.close();
  } else port.postMessage(answer(message));
});
port.postMessage(READY);

function answer(runs: readonly Run[]): ThreadAnswer {
  try {
    return { changed: connection.changeAll(runs) };
  } catch (error) {
    const { message, code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
    return { failure: { message, code, errcode } };
  }
}
