/** The bound of open connections: where it is reached, those without a request make room. */
import type { FastifyInstance } from 'fastify';

/**
 * Closes connections beyond the bound at once. At the bound it also closes idle ones, which their clients open again: else
 * clients that leave connections open between requests would keep the others out for `keepAlive` milliseconds.
 */
export function boundConnections({ server }: FastifyInstance, most: number): void {
  server.maxConnections = most;
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
    if (open >= most) server.closeIdleConnections();
  });
}
