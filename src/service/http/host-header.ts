/** Refuses requests whose Host is none, or two: answers hold it in their links. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from './http-errors.js';

/** As Django takes it; empty where HTTP/1.0 sends none. */
const HOST = /^(?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)?$/i;

export function refuseOddHosts(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (HOST.test(request.host ?? '') && hostsIn(request.raw.rawHeaders) <= 1) done();
    else done(new Refusal(400, 'The Host of the request is not one host.'));
  });
}

/** Node keeps the first of several, and proxies may have kept another one. */
function hostsIn(headers: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < headers.length; at += 2)
    if (headers[at]!.length === 4 && headers[at]!.toLowerCase() === 'host') count += 1;
  return count;
}
