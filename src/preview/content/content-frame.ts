/** The document inside a content frame: foreign HTML, or a problem as a form, with our own head. */
import { contentPolicy } from '../../http/content-policy.js';
import type { CourseNode } from '../../index.js';
import { html, trusted } from '../../presentation/html.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { frameBody } from './content-body.js';
import { type FrameOptions, outsideNotice, quietHtml } from './content-outside.js';
import { withFormulas } from './formula/formula-markup.js';

/** The permissions of a frame; scripts, forms, popups and access to the surrounding page are not among them. */
export const FRAME_SANDBOX = 'allow-same-origin';
/** The policy of the framed document; a report includes it in the document, a server also sends it as a header. */
export const FRAME_POLICY = contentPolicy({ 'style-src': "'unsafe-inline'", 'img-src': "'self' data:" });

/**
 * A complete HTML document with `FRAME_POLICY`. It must be shown only in a sandboxed frame: it contains the author's
 * markup unchanged, except for tags that could reach outside in spite of the sandbox.
 */
export function frameDocument(preview: PreviewCourse, node: CourseNode, options: FrameOptions): string {
  const body = frameBody(preview, node);
  const language = preview.course.root?.element?.get('language') ?? '';
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}">
<meta http-equiv="x-dns-prefetch-control" content="off">
<meta name="referrer" content="no-referrer">
<base target="_blank">
<title>${preview.nameOf(node)}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${body === null ? html`<p class="olx-notice">This block has no content to show.</p>` : outsideNotice(body)}
${body !== null && trusted(quietHtml(withFormulas(body), options))}
</body>
</html>
`.text;
}

/** Content is written for white paper, so it keeps a white background in dark mode as well. */
const STYLE = `
:root { color-scheme: light; }
body { margin: 0; padding: .75rem; background: #fff; color: #1b1f27; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
body > :first-child { margin-top: 0; } body > :last-child { margin-bottom: 0; }
math.tml-display { display: block math; margin: .5em 0; max-width: 100%; overflow-x: auto; overflow-y: hidden; } math * { border-color: currentColor; }
.tml-sml-pad { padding-left: .05em; } .tml-med-pad { padding-left: .1em; } .tml-lrg-pad { padding-left: .15em; }
.olx-tex { background: #f6f7f9; border-radius: 4px; padding: .1em .3em; }
img, video, table, pre, svg { max-width: 100%; } img { height: auto; max-height: 60rem; object-fit: contain; } pre { overflow-x: auto; }
outside-a[href] { color: #0b57b0; text-decoration: underline; }
outside-iframe, outside-embed, outside-object { display: block; border: 1px dashed #8a93a3; border-radius: 6px; padding: .5rem .75rem; margin: .5rem 0; color: #545c6b; }
outside-iframe::before, outside-embed::before { content: "Not loaded here: " attr(src); overflow-wrap: anywhere; }
outside-object::before { content: "Not loaded here: " attr(data); overflow-wrap: anywhere; }
.olx-notice { border: 1px dashed #8a93a3; border-radius: 6px; padding: .3rem .6rem; margin: 0 0 .75rem; color: #545c6b; font-size: .875rem; }
.olx-response { border-left: 3px solid #d5d9e0; padding-left: .75rem; margin: .75rem 0; }
.olx-kind, .olx-aside { color: #545c6b; font-size: .8125rem; margin: 0 0 .25rem; }
.olx-label { font-weight: 600; margin: .25rem 0; }
.olx-choices, .olx-right { list-style: none; padding-left: 0; } .olx-choices p { display: inline; }
.olx-right { color: #1b6b34; font-size: .875rem; }
.olx-hint { color: #545c6b; font-style: italic; margin: .25rem 0 .25rem 1.5rem; }
.olx-fold pre { max-height: 8rem; overflow: auto; font-size: .8125rem; }
.olx-fold { background: #f6f7f9; border-radius: 6px; padding: .5rem .75rem; margin: .75rem 0; }
`;
