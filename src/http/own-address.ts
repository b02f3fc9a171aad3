/**
 * The guard of a server that trusts this machine: it takes requests that name the server's own address, and that no page of
 * another site has made. A page can point a name of its own at loopback (DNS rebinding), which the `Host` header shows, or
 * send requests across sites, which `Origin` and the `Sec-Fetch-…` headers show.
 */
import type { IncomingMessage } from 'node:http';
import { isLoopback, LOOPBACK } from './loopback.js';

/** What is wrong: the address that was asked for, the page that asks, or what another site wants to do with the answer. */
export type Stranger = 'host' | 'origin' | 'site';

type Asked = Pick<IncomingMessage, 'method' | 'headers' | 'rawHeaders' | 'socket'>;

/** A name without a port means this one. */
const HTTP_PORT = 80;
const NAMES = ['localhost', LOOPBACK, '[::1]'];

/**
 * Why a request is to be refused; `null` for one that may be answered.
 * @param origins pages of other sites that may ask, such as `https://learning.example.com`
 */
export function strangerIn(request: Asked, origins: readonly string[] = []): Stranger | null {
  const { headers, rawHeaders, socket } = request;
  const host = headers.host?.toLowerCase() ?? '';
  if (hostsIn(rawHeaders) > 1 || !isOwn(host, socket)) return 'host';
  const { origin } = headers;
  if (origin !== undefined && origins.includes(origin)) return null;
  if (origin !== undefined && origin !== `http://${host}`) return 'origin';
  return isForeign(request) ? 'site' : null;
}

/** The address under which a server is asked, without a slash at its end. */
export function ownUrl(socket: Asked['socket']): string {
  return `http://${localAddress(socket) ?? LOOPBACK}:${socket.localPort ?? HTTP_PORT}`;
}

/** The number of `Host` headers: Node keeps the first of several, and a proxy may have used another one. */
export function hostsIn(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === 'host') count += 1;
  return count;
}

function isOwn(host: string, socket: Asked['socket']): boolean {
  const [, name = '', digits] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host) ?? [];
  const port = Number(digits ?? HTTP_PORT);
  // Without a network there is no port, and no browser.
  if (port !== (socket.localPort ?? port)) return false;
  return NAMES.includes(name) || (isLoopback(name) && name === localAddress(socket));
}

/** The IPv4 address that the connection came to, also where IPv6 carries it. */
function localAddress({ localAddress: address }: Asked['socket']): string | undefined {
  const plain = address?.replace(/^::ffff:/i, '');
  return plain?.includes(':') ? `[${plain}]` : plain;
}

/** Following a link is fine; a form, a frame, a picture or a script of another page is not, not even from another port. */
function isForeign({ method, headers }: Asked): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return !isLink || (method !== 'GET' && method !== 'HEAD');
}
