/** Which requests are answered: those of a browser on this machine for our own pages by our own name, and only to look. */
import type { IncomingMessage } from 'node:http';
import { type Stranger, strangerIn } from '../http/own-address.js';

interface PreviewRefusal {
  readonly status: 403 | 405 | 421;
  readonly reason: string;
}

const STRANGERS: Readonly<Record<Stranger, PreviewRefusal>> = {
  host: { status: 421, reason: 'The preview answers to its own address only.' },
  origin: { status: 403, reason: 'Other sites cannot read the preview.' },
  site: { status: 403, reason: 'Other sites cannot use the preview.' },
};

/** Why a request is refused; `null` for one that is answered. */
export function refusalOf(request: IncomingMessage): PreviewRefusal | null {
  const { method, url = '', headers } = request;
  const stranger = strangerIn(request);
  if (stranger !== null) return STRANGERS[stranger];
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, reason: 'The preview changes nothing: it answers GET and HEAD only.' };
  const own = PARTS.get(String(headers['sec-fetch-dest']));
  return own === undefined || own.test(url)
    ? null
    : { status: 403, reason: 'Content may ask for pictures of the course only.' };
}

/** All that a picture or a frame may be. The policy of content allows our origin, so a picture could name any page. */
const PARTS: ReadonlyMap<string, RegExp> = new Map([
  ['image', /^\/(static\/|icon\.svg$)/],
  ['iframe', /^\/frame\?/],
]);
