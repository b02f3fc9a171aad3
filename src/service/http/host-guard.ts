/** Checks the `Host` of requests: one well-formed host; in development mode only the service's own address on this machine. */
import type { FastifyInstance } from 'fastify';
import { failedCheck, hostsIn, ownUrl } from '../../http/own-address.js';
import { AbtestError } from '../../index.js';
import type { CorsOptions } from './cors.js';
import { HttpError } from './http-errors.js';

/** The hosts that Django accepts; empty where an HTTP/1.0 request has none. */
const HOST = /^(?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)?$/i;

/**
 * Refuses requests whose Host is malformed or given twice, since responses use it in their links.
 * @param hosts the accepted ones, as in Django's ALLOWED_HOSTS; health checks may use any address
 */
export function refuseOddHosts(app: FastifyInstance, hosts: readonly string[] | undefined): void {
  const isListed = hosts === undefined ? () => true : listOf(hosts);
  app.addHook('onRequest', (request, _reply, done) => {
    if (!HOST.test(request.host ?? '') || hostsIn(request.raw.rawHeaders) > 1) {
      done(new HttpError(400, 'The Host header must be one valid host.'));
    } else if (!isListed(request.host ?? '') && !request.routeOptions.config.open) {
      done(new HttpError(400, 'The service does not serve this host.'));
    } else done();
  });
}

/** Responses use the protocol in their links, and the CSRF checks depend on it. */
export function refuseOddProtocols(app: FastifyInstance): void {
  app.addHook('onRequest', ({ protocol }, _reply, done) => {
    if (protocol === 'http' || protocol === 'https') done();
    else done(new HttpError(400, 'The X-Forwarded-Proto header must be http or https.'));
  });
}

/** @throws AbtestError `bad-configuration` for an entry that no host can match */
function listOf(hosts: readonly string[]): (host: string) => boolean {
  const wrong = hosts.find((host) => host === '' || !HOST.test(host) || /:\d+$/.test(host));
  if (wrong !== undefined || hosts.length === 0) {
    throw new AbtestError('bad-configuration', `"${wrong ?? ''}" is not a host`, {
      hint: 'Write the name without a port: abtest.example.com, or .example.com for all its subdomains.',
    });
  }
  const names = hosts.map((host) => host.toLowerCase());
  return (host) => {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    return names.some((each) => each === name || (each.startsWith('.') && `.${name}`.endsWith(each)));
  };
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
