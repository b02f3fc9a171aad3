/** The content of leaves inside a report: each complete in a sandboxed frame, up to a total size. */
import type { CourseNode } from '../../index.js';
import { type Html, html } from '../../presentation/html.js';
import { FRAME_SANDBOX, frameDocument } from '../content/content-frame.js';
import type { Reader } from '../content/content-reader.js';
import type { PreviewCourse } from '../page/preview-course.js';
import type { ReportImages } from './report-images.js';

export interface ReportFrames {
  frame(node: CourseNode, title: string, reader?: Reader): Html;
  /** The titles of the frames that the report has no room for. */
  readonly left: readonly string[];
}

/**
 * Characters of all frames together; browsers become slow with more.
 * @tested the tests fill it
 */
export const ALL_FRAMES = 32 * 1024 * 1024;

/** Why a frame is left out. */
export const FRAMES_FULL = `no room, since the content in this file has ${ALL_FRAMES / 2 ** 20} million characters already`;

/** Long enough to recognise that the content is high. */
const LOOKED_AT = 100_000;
const LINE_LETTERS = 55;
const LINE_HEIGHT = 1.5;
const PICTURE_HEIGHT = 14;
const SMALLEST = 5;
const LARGEST = 75;

export function reportFrames(preview: PreviewCourse, images: ReportImages): ReportFrames {
  let total = 0;
  const left: string[] = [];
  return {
    left,
    frame(node, title, reader) {
      const document = total > ALL_FRAMES ? null : frameDocument(preview, node, images, reader);
      const shown = document !== null && frameOf(document, title);
      if (shown) total += shown.text.length;
      if (shown && total <= ALL_FRAMES) return shown;
      left.push(title);
      return html`<p class="soft">Left out, since the report would be too large. <code>olx-abtest preview</code> shows it.</p>`;
    },
  };
}

function frameOf(document: string, title: string): Html {
  return html`<iframe class="content" title="${title}" sandbox="${FRAME_SANDBOX}" srcdoc="${document}" loading="lazy" style="height: ${heightOf(document)}rem"></iframe>`;
}

/** The estimated height of the content in rem; scripts correct it where they run. */
function heightOf(document: string): number {
  const start = document.indexOf('<body>');
  const body = document.slice(start, start + LOOKED_AT);
  const lines = body
    .split(/<\/?(?:p|div|li|ul|ol|tr|h[1-6]|br|table|section|label)\b/i)
    .map(
      (line) =>
        line
          .replace(/<[^<>]{0,2000}>/g, '')
          .replace(/\s+/g, ' ')
          .trim().length,
    )
    .reduce((sum, letters) => sum + Math.ceil(letters / LINE_LETTERS), 0);
  const pictures = body.match(/\ssrc="data:image/gi)?.length ?? 0;
  const height = lines * LINE_HEIGHT * 1.4 + pictures * PICTURE_HEIGHT + 2;
  return Math.round(Math.min(LARGEST, Math.max(SMALLEST, height)) * 10) / 10;
}
