/** Who is answered: a browser on this machine that asks for our own pages by our own name, and only to look. */
import type { IncomingHttpHeaders } from 'node:http';

export interface Refusal {
  readonly status: 400 | 403 | 405 | 421;
  readonly reason: string;
}

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** The hosts under which the preview is asked for; anything else is another site that was pointed at this machine. */
export function ownHosts(port: number): ReadonlySet<string> {
  // Browsers leave out the port of plain HTTP.
  return new Set(NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
}

/** Why a request is refused; `null` for one that is answered. */
export function refusalOf(
  method: string,
  address: string,
  headers: IncomingHttpHeaders,
  hosts: ReadonlySet<string>,
): Refusal | null {
  const host = headers.host?.toLowerCase() ?? '';
  if (!hosts.has(host)) return { status: 421, reason: 'The preview answers to its own address only.' };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, reason: 'The preview changes nothing: it answers GET and HEAD only.' };
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, reason: 'Other sites cannot read the preview.' };
  if (isForeign(headers)) return { status: 403, reason: 'Other sites cannot use the preview.' };
  const own = PARTS.get(String(headers['sec-fetch-dest']));
  return own === undefined || own.test(address)
    ? null
    : { status: 403, reason: 'Content may ask for pictures of the course only.' };
}

/** All that a picture or a frame may be. The policy of content allows our origin, so a picture could name any page. */
const PARTS: ReadonlyMap<string, RegExp> = new Map([
  ['image', /^\/(static\/|icon\.svg$)/],
  ['iframe', /^\/frame\?/],
]);

/** Following a link to the preview is fine; loading parts of it from elsewhere is not, not even from another port. */
function isForeign(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}
