/** Closes the port of a server without cutting off whom the system has let in. */
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';

/**
 * Open connections stay. Resolves when nobody can come any more: in the first turn of the event loop in which nobody came,
 * or when `patience` milliseconds are over. Node takes one connection a turn, and the system resets those that wait for
 * their turn when the port is closed; so the turns should be short, with nothing else to do.
 */
export function closePort(server: Server, patience: number): Promise<void> {
  const due = performance.now() + patience;
  let hasCome = true;
  const note = (): void => {
    hasCome = true;
  };
  server.on('connection', note).on('drop', note);
  return new Promise((resolve) => {
    const look = (): void => {
      if (hasCome && performance.now() < due) {
        hasCome = false;
        setImmediate(look);
        return;
      }
      server.off('connection', note).off('drop', note);
      // The one of HTTP would close idle connections as well, whose next request may be on its way.
      NetServer.prototype.close.call(server);
      resolve();
    };
    setImmediate(look);
  });
}
