/**
 * The guard of a server that trusts all programs on this machine: it accepts requests that name the server's own
 * address and do not come from a page of another site. Such a page can resolve its own host name to loopback (DNS
 * rebinding), which the `Host` header reveals, or send cross-site requests, which the `Origin` and `Sec-Fetch-…`
 * headers reveal.
 */
import type { IncomingMessage } from 'node:http';
import { isLoopback, LOOPBACK } from './loopback.js';

/** The check that failed: the requested address, the origin of the page, or how another site uses the response. */
export type OriginCheck = 'host' | 'origin' | 'site';

type Asked = Pick<IncomingMessage, 'method' | 'headers' | 'rawHeaders' | 'socket'>;

/** The port of a `Host` header without one. */
const HTTP_PORT = 80;
const NAMES = ['localhost', LOOPBACK, '[::1]'];

/**
 * The check that a request fails; `null` for one that may be answered.
 * @param origins pages of other sites that may send requests, such as `https://learning.example.com`
 */
export function failedCheck(request: Asked, origins: readonly string[] = []): OriginCheck | null {
  const { headers, rawHeaders, socket } = request;
  const host = headers.host?.toLowerCase() ?? '';
  if (hostsIn(rawHeaders) > 1 || !isOwn(host, socket)) return 'host';
  const { origin } = headers;
  if (origin !== undefined && origins.includes(origin)) return null;
  if (origin !== undefined && origin !== `http://${host}`) return 'origin';
  return isForeign(request) ? 'site' : null;
}

/** The server's address as a URL, without a trailing slash. */
export function ownUrl(socket: Asked['socket']): string {
  return `http://${localAddress(socket) ?? LOOPBACK}:${socket.localPort ?? HTTP_PORT}`;
}

/** The number of `Host` headers: Node keeps the first of several, and a proxy may have used another. */
export function hostsIn(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === 'host') count += 1;
  return count;
}

function isOwn(host: string, socket: Asked['socket']): boolean {
  const [, name = '', digits] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host) ?? [];
  const port = Number(digits ?? HTTP_PORT);
  // Without a network socket there is no port, and no browser.
  if (port !== (socket.localPort ?? port)) return false;
  return NAMES.includes(name) || (isLoopback(name) && name === localAddress(socket));
}

/** The IPv4 address that the connection came to, also when it is mapped into IPv6. */
function localAddress({ localAddress: address }: Asked['socket']): string | undefined {
  const plain = address?.replace(/^::ffff:/i, '');
  return plain?.includes(':') ? `[${plain}]` : plain;
}

/** Following a link is allowed; forms, frames, images and scripts of another page are not, not even from another port. */
function isForeign({ method, headers }: Asked): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return !isLink || (method !== 'GET' && method !== 'HEAD');
}
