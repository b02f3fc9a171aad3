/** Accepts only reading requests from a browser on this machine, made by the preview's own pages to its own address. */
import type { IncomingMessage } from 'node:http';
import { failedCheck, type OriginCheck } from '../http/own-address.js';

interface PreviewRefusal {
  readonly status: 403 | 405 | 421;
  readonly reason: string;
}

const REFUSALS: Readonly<Record<OriginCheck, PreviewRefusal>> = {
  host: { status: 421, reason: 'The preview accepts requests to its own address only.' },
  origin: { status: 403, reason: 'Other sites cannot read the preview.' },
  site: { status: 403, reason: 'Other sites cannot use the preview.' },
};

/** Why a request is refused; `null` for one that is answered. */
export function refusalOf(request: IncomingMessage): PreviewRefusal | null {
  const { method, url = '', headers } = request;
  const failed = failedCheck(request);
  if (failed !== null) return REFUSALS[failed];
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, reason: 'The preview is read-only and accepts GET and HEAD only.' };
  const own = PARTS.get(String(headers['sec-fetch-dest']));
  return own === undefined || own.test(url)
    ? null
    : { status: 403, reason: 'Course content may load only images of the course.' };
}

/** The URLs that an image or a frame may request. The content policy allows our origin, so an image could name any page. */
const PARTS: ReadonlyMap<string, RegExp> = new Map([
  ['image', /^\/(static\/|icon\.svg$)/],
  ['iframe', /^\/frame\?/],
]);
