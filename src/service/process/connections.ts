/** The bound of open connections: where it is reached, those without a request make room. */
import type { FastifyInstance } from 'fastify';

/**
 * Connections beyond the bound are closed at once. Clients that leave connections open between requests would keep the others out
 * for `keepAlive` milliseconds: therefore idle connections are closed when the bound is near. Clients open them again.
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
