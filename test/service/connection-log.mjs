/** Preloaded into a service: at its end it writes which connections it accepted, and when its port was closed, to `CONNECTION_LOG`. */
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { Server } from 'node:net';

/** Milliseconds of a clock that all processes of the machine share. */
const now = () => Number(process.hrtime.bigint()) / 1e6;

const accepted = [];
let portClosedAt = null;
subscribe('net.server.socket', ({ socket }) => accepted.push({ port: socket.remotePort, at: now() }));
const { close } = Server.prototype;
Server.prototype.close = function closeLogged(...parameters) {
  const wasListening = this.listening;
  const result = close.apply(this, parameters);
  if (wasListening) portClosedAt = now();
  return result;
};
process.on('exit', () =>
  writeFileSync(process.env.CONNECTION_LOG, JSON.stringify({ accepted, portClosedAt })),
);
