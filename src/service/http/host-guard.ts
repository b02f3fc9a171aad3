/** Which hosts the service answers to: one well-formed host; in development mode its own address on this machine only. */
import type { FastifyInstance } from 'fastify';
import { hostsIn, ownUrl, strangerIn } from '../../http/own-address.js';
import type { CorsOptions } from './cors.js';
import { HttpError } from './http-errors.js';

/** As Django takes it; empty where HTTP/1.0 sends none. */
const HOST = /^(?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)?$/i;

/** Refuses requests whose Host is malformed, or given twice: answers hold it in their links. */
export function refuseOddHosts(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (HOST.test(request.host ?? '') && hostsIn(request.raw.rawHeaders) <= 1) done();
    else done(new HttpError(400, 'The Host of the request is not one host.'));
  });
}

/** In development mode every request is answered as the developer's, so that only this machine's own may ask. */
export function refuseStrangers(app: FastifyInstance, cors: CorsOptions | undefined): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const stranger = strangerIn(raw, cors?.origins);
    if (stranger === null) return done();
    if (stranger === 'host') {
      const hint = `Ask for ${ownUrl(raw.socket)}; other names need keys, and real logins.`;
      return done(
        new HttpError(421, 'In development mode the service answers to its own address only.', { hint }),
      );
    }
    const hint = 'Start the service with --cors-origin for a page of yours.';
    done(new HttpError(403, 'In development mode pages of other sites may not ask.', { hint }));
  });
}
