/** Blocks shown neither as HTML nor as a form: videos and other players, and any other block by its settings or its XML. */
import { type CourseNode, parseXml, type XmlElement } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { AUTHOR, type Reader } from './content-reader.js';
import { definitionXml, sourceLines } from './content-source.js';
import { indentedXml } from './indented-xml.js';
import { settingsList } from './kinds/block-settings.js';
import { discussion, lti, video, wordCloud } from './kinds/players.js';

const KINDS: Readonly<Record<string, (root: XmlElement, title: string, reader: Reader) => Html>> = {
  video,
  lti,
  lti_consumer: lti,
  discussion,
  word_cloud: (root, _, reader) => wordCloud(root, reader),
};

const WITHOUT = {
  missing: 'The file that this points to does not exist.',
  outside: 'This points outside the course and is ignored.',
  loop: 'This block contains itself; it is shown once.',
  pointer: 'This points to a file with another pointer, which Open edX does not follow.',
} as const;

/** Containers: where nothing is in them, learners see nothing. */
const EMPTY = new Set(['vertical', 'unit', 'sequential', 'chapter', 'course', 'wrapper', 'randomize']);

/** HTML for the page itself: everything that an author wrote is escaped. */
export function contentCard(preview: PreviewCourse, node: CourseNode, reader: Reader = AUTHOR): Piece {
  const { target, tag } = node;
  if (target === 'missing' || target === 'outside' || target === 'loop' || target === 'pointer')
    return html`<p class="soft">${WITHOUT[target]}</p>`;
  const xml = definitionXml(preview.course, node);
  if (xml === null) return html`<p class="soft">The definition cannot be read.</p>`;
  const root = parseXml(xml).document?.root;
  if (root === undefined) return sourceLines(xml);
  if (Object.hasOwn(KINDS, tag)) return KINDS[tag]!(root, preview.nameOf(node), reader);
  const isBare = root.children.every((each) => each.type === 'text' && each.value.trim() === '');
  if (isBare && EMPTY.has(tag)) return html`<p class="soft">Nothing is in it: learners see nothing here.</p>`;
  if (!reader.showsAnswers)
    return html`<p class="soft">A block of the kind ${tag}, which the preview cannot draw.</p>`;
  if (!isBare) return sourceLines(indentedXml(root));
  return settingsList(root) || html`<p class="soft">It has no settings.</p>`;
}
