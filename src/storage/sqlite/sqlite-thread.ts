/** The entry of the commit thread: one transaction for each message. */
import { parentPort, workerData } from 'node:worker_threads';
import { answerOf, CLOSE, READY, type ThreadData } from './sqlite-commits.js';
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
    // Then nothing keeps the thread running.
    database.close();
    port.close();
  } else {
    port.postMessage(answerOf(connection, message));
  }
});
port.postMessage(READY);
