/** Closes the port of a server without cutting off whom the system has let in. */
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';

/** Milliseconds in which nobody came: those who ended a connection a moment ago come back at once, all together. */
const QUIET = 3;
/** Milliseconds of a turn in which hardly anybody can have come unseen. */
const SHORT = 0.1;

/**
 * Open connections stay. Resolves when nobody can come any more: after a short turn of the event loop in which nobody came,
 * as nobody had for a while; where it does not get so quiet within `patience` milliseconds, after the first turn in which
 * nobody came, and where there is none for as long again, anyway. Node takes one connection a turn, and the system resets
 * those that wait for theirs when the port is closed; so nothing else should keep the event loop busy.
 */
export function closePort(server: Server, patience: number): Promise<void> {
  const due = performance.now() + patience;
  let hasCome = true;
  let lastCame = 0;
  let turnBegan = 0;
  const note = (): void => {
    hasCome = true;
  };
  server.on('connection', note).on('drop', note);
  return new Promise((resolve) => {
    const look = (): void => {
      const now = performance.now();
      if (hasCome) lastCame = now;
      const isQuiet = now - turnBegan < SHORT && now - lastCame >= QUIET;
      const isEnough = isQuiet || (!hasCome && now >= due) || now >= due + patience;
      if (!isEnough) {
        hasCome = false;
        turnBegan = now;
        setImmediate(look);
        return;
      }
      // The one of HTTP would close idle connections as well, whose next request may be on its way.
      NetServer.prototype.close.call(server);
      server.off('connection', note).off('drop', note);
      resolve();
    };
    setImmediate(look);
  });
}
