/** The document inside a content frame: foreign HTML, or a problem as a form, with our own head. */
import { contentPolicy } from '../../http/content-policy.js';
import type { CourseNode } from '../../index.js';
import { isPicture } from '../../presentation/file-kinds.js';
import { html, type Piece, trusted } from '../../presentation/html.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { frameBody, isFramed } from './content-body.js';
import { contentCard } from './content-card.js';
import { type FrameOptions, outsideNotice, quietHtml } from './content-outside.js';
import { AUTHOR, type Reader } from './content-reader.js';
import { FRAME_STYLE } from './content-style.js';
import { textOfMarkup } from './content-text.js';
import { withFormulas } from './formula/formula-markup.js';
import { hasStaticFiles, staticName } from './static-names.js';

const MISSING_SHOWN = 5;
/** What is seen without a text of its own. */
const SEEN =
  /<(?:img|svg|math|picture|canvas|video|audio|object|embed|iframe|input|select|textarea|button|progress|meter|hr|table)\b|\sstyle\s*=/i;

/** The permissions of a frame; scripts, forms, popups and access to the surrounding page are not among them. */
export const FRAME_SANDBOX = 'allow-same-origin';
/** The policy of the framed document; a report includes it in the document, a server also sends it as a header. */
export const FRAME_POLICY = contentPolicy({ 'style-src': "'unsafe-inline'", 'img-src': "'self' data:" });

/**
 * A complete HTML document with `FRAME_POLICY`. It must be shown only in a sandboxed frame: it contains the author's
 * markup unchanged, except for tags that could reach outside in spite of the sandbox.
 */
export function frameDocument(
  preview: PreviewCourse,
  node: CourseNode,
  options: FrameOptions,
  reader: Reader = AUTHOR,
): string {
  const written = bodyOf(preview, node, reader);
  const pictures = new Set<string>();
  const asset = (path: string): string | null => {
    pictures.add(path);
    return options.asset(path);
  };
  const foreign = written && withFormulas(withLearner(written, reader));
  const body = foreign && trusted(quietHtml(foreign, { asset }));
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
<style>${trusted(FRAME_STYLE)}</style>
</head>
<body>
${body === null ? html`<p class="olx-notice">This block has no content to show.</p>` : [missingNotice(preview, pictures), outsideNotice(written ?? ''), emptyNotice(written ?? '')]}
${body}
</body>
</html>
`.text;
}

/** A block of another kind is framed too where all of a unit is; its card is made for pages, so it has no foreign markup. */
function bodyOf(preview: PreviewCourse, node: CourseNode, reader: Reader): string | null {
  const body = frameBody(preview, node, reader);
  return body === null && !isFramed(node) ? html`${contentCard(preview, node, reader)}`.text : body;
}

/** The text that Open edX replaces by the identifier of the learner, filled with the name that the reader entered. */
function withLearner(markup: string, { learner }: Reader): string {
  return learner === null ? markup : markup.replaceAll('%%USER_ID%%', () => html`${learner}`.text);
}

/** Pictures that the course does not have; not where it comes without its folder `static/`. */
function missingNotice({ course }: PreviewCourse, pictures: ReadonlySet<string>): Piece {
  const missing = [...pictures].filter((path) => isPicture(path) && staticName(course, path) === null);
  if (missing.length === 0 || !hasStaticFiles(course)) return null;
  const names = missing.slice(0, MISSING_SHOWN).join(', ');
  const more = missing.length > MISSING_SHOWN && ` and ${missing.length - MISSING_SHOWN} more`;
  return html`<p class="olx-notice">Missing in the folder static: ${names}${more}</p>`;
}

/** Many courses hold blocks of nothing but styles or scripts, whose frame would be blank. */
function emptyNotice(markup: string): Piece {
  if (SEEN.test(markup) || textOfMarkup(markup) !== '') return null;
  return html`<p class="olx-notice">This block shows nothing by itself.</p>`;
}
