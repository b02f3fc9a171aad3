/** A server that nobody should ever reach: it counts who does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Canary {
  readonly url: string;
  /** What was asked for; a connection without a question counts as `(connection)`. */
  readonly met: string[];
}

export async function canary(): Promise<Canary> {
  const met: string[] = [];
  const server = createServer((request, response) => {
    met.push(request.url ?? '');
    // Each visit connects anew, so that one which only connects is seen too.
    response.setHeader('connection', 'close').end();
  });
  server.on('connection', () => met.push('(connection)'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, met };
}
