/** Checks the `Host` of requests: one well-formed host; in development mode only the service's own address on this machine. */
import type { FastifyInstance } from 'fastify';
import { failedCheck, hostsIn, ownUrl } from '../../http/own-address.js';
import type { CorsOptions } from './cors.js';
import { HttpError } from './http-errors.js';

/** The hosts that Django accepts; empty where an HTTP/1.0 request has none. */
const HOST = /^(?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)?$/i;

/** Refuses requests whose Host is malformed or given twice, since responses use it in their links. */
export function refuseOddHosts(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (HOST.test(request.host ?? '') && hostsIn(request.raw.rawHeaders) <= 1) done();
    else done(new HttpError(400, 'The Host header must be one valid host.'));
  });
}

/** In development mode every request has the developer's rights, so only requests from this machine are accepted. */
export function refuseForeignRequests(app: FastifyInstance, cors: CorsOptions | undefined): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const failed = failedCheck(raw, cors?.origins);
    if (failed === null) return done();
    if (failed === 'host') {
      const hint = `Use ${ownUrl(raw.socket)}, or start the service with keys to serve other names.`;
      return done(
        new HttpError(421, 'In development mode the service accepts requests to its own address only.', {
          hint,
        }),
      );
    }
    const hint = 'Start the service with --cors-origin to allow your own page.';
    done(new HttpError(403, 'In development mode requests from pages of other sites are refused.', { hint }));
  });
}
