/** What the browser may do with each kind of response: the strictest policy under which the pages still work. */
import { contentPolicy, UNFRAMED } from '../http/content-policy.js';
import { securityHeaders } from '../http/security-headers.js';
import { FRAME_POLICY, FRAME_SANDBOX } from '../preview/content/content-frame.js';

const OWN = "'self'";

/** For our own pages, and for responses without a policy of their own. */
const VIEW_POLICY = contentPolicy({
  'style-src': OWN,
  'script-src': OWN,
  'img-src': OWN,
  'connect-src': OWN,
  'frame-src': OWN,
  'form-action': OWN,
  ...UNFRAMED,
});

/** For a document with foreign HTML: shown in our pages only, and equally restricted when it is opened by itself. */
export const CONTENT_POLICY = `sandbox ${FRAME_SANDBOX}; ${FRAME_POLICY}; frame-ancestors ${OWN}`;

/** For a file of the course: an SVG that is opened by itself runs and loads nothing. */
export const FILE_POLICY = `sandbox; ${contentPolicy({ 'style-src': "'unsafe-inline'", ...UNFRAMED })}`;

export const HEADERS: Readonly<Record<string, string>> = securityHeaders(VIEW_POLICY, {
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  xDnsPrefetchControl: { allow: false },
});
