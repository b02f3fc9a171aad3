/** Development mode answers programs and pages of this machine only: whoever reaches it is taken for the developer. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CorsOptions } from './cors.js';
import { Refusal } from './http-errors.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d{1,5}))?$/;
/** What a Host without a port means. */
const HTTP_PORT = '80';

/**
 * A browser on this machine can be made to ask by any page: by a name of its own that it points to loopback (DNS
 * rebinding), or across sites. The first is told by `Host`, the second by what browsers add to a request.
 */
export function refuseStrangers(app: FastifyInstance, cors: CorsOptions | undefined): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(refusalOf(request, cors?.origins ?? []));
  });
}

function refusalOf({ method, headers, socket }: FastifyRequest, listed: readonly string[]) {
  const host = headers.host?.toLowerCase() ?? '';
  const name = LOOPBACK.exec(host);
  // Without a network there is no port, and no browser.
  const port = String(socket.localPort ?? name?.[1] ?? HTTP_PORT);
  if (name === null || (name[1] ?? HTTP_PORT) !== port)
    return new Refusal(421, 'In development mode the service answers to its own address only.', {
      hint: `Ask for http://127.0.0.1:${port}; other names need keys, and real logins.`,
    });
  const { origin } = headers;
  if (origin !== undefined && listed.includes(origin)) return undefined;
  if ((origin === undefined || origin === `http://${host}`) && !isForeign(method, headers)) return undefined;
  return new Refusal(403, 'In development mode pages of other sites may not ask.', {
    hint: 'Start the service with --cors-origin for a page of yours.',
  });
}

/** Following a link to the service is fine; a form, a picture or a script of another page is not. */
function isForeign(method: string, headers: FastifyRequest['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return !isLink || (method !== 'GET' && method !== 'HEAD');
}
