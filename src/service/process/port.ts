/** Closes the listening socket of a server without resetting connections in the backlog. */
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';

/** Milliseconds without a new connection: clients whose connections were just closed reconnect at once, all together. */
const QUIET = 3;
/** Milliseconds of an event-loop turn that is short enough for no connection to have been missed. */
const SHORT = 0.1;
/** Milliseconds without the processor before the last turn: on a busy machine the system then lets the process finish that turn. */
const REST = 1;

/**
 * Open connections stay open. Resolves once no new connection can arrive. That is after a short event-loop turn with no
 * new connection, if none arrived for QUIET ms before it. If that does not happen within `patience` ms, after the first
 * turn without a connection; after 2 × `patience` ms, unconditionally. Node accepts one connection a turn, and the
 * system resets those that are still in the backlog when the socket is closed; so nothing else should keep the event
 * loop busy. A connection that the system completes between the last turn and the closing is reset all the same.
 */
export function closePort(server: Server, patience: number): Promise<void> {
  const due = performance.now() + patience;
  let hasCome = true;
  let lastCame = 0;
  let turnBegan = 0;
  let isRested = false;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  // Compiles the function, which otherwise takes longer than the last turn, with clients connecting meanwhile.
  new NetServer().close();
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
      if (!isEnough || !isRested) {
        isRested = isEnough;
        if (isEnough) Atomics.wait(cell, 0, 0, REST);
        hasCome = false;
        turnBegan = performance.now();
        setImmediate(look);
        return;
      }
      // The HTTP server's own `close` would also close idle connections, whose next request may be in transit.
      NetServer.prototype.close.call(server);
      server.off('connection', note).off('drop', note);
      resolve();
    };
    setImmediate(look);
  });
}
