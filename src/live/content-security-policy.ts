/** What the browser may do with each kind of answer: the strictest policy under which the pages still work. */
import { FRAME_POLICY, FRAME_SANDBOX } from '../preview/content/content-frame.js';

/** For our own pages, and for all that needs no policy of its own. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For a document with foreign HTML: shown in our pages only, and as powerless when it is opened by itself. */
export const CONTENT_POLICY = `sandbox ${FRAME_SANDBOX}; ${FRAME_POLICY}; frame-ancestors 'self'`;

/** For a file of the course: an SVG that is opened by itself runs nothing and loads nothing. */
export const FILE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};
