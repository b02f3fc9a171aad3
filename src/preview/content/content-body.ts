/** The body of a content frame: foreign HTML, a problem, poll or assessment as a form, or nothing; and texts for comparison. */
import type { BlockContent, CourseNode, XmlElement } from '../../index.js';
import type { Html } from '../../presentation/html.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { AUTHOR, type Reader } from './content-reader.js';
import { definitionOf, rootOf } from './content-source.js';
import { textOfMarkup } from './content-text.js';
import { dragAndDrop, openAssessment } from './kinds/exercises.js';
import { poll, survey } from './kinds/polls.js';
import { pollQuestion, problemForm } from './problem/problem-form.js';

/** Kinds of blocks that are shown in a frame, since their texts may be HTML or name pictures. */
const FRAMED: Readonly<Record<string, (root: XmlElement, reader: Reader) => Html>> = {
  problem: problemForm,
  poll_question: pollQuestion,
  poll,
  survey,
  'drag-and-drop-v2': dragAndDrop,
  openassessment: openAssessment,
};

/** Whether blocks of this kind are shown in frames on every page. */
export function isFramed({ tag }: CourseNode): boolean {
  return tag === 'html' || Object.hasOwn(FRAMED, tag);
}

/** Markup for a sandboxed frame, never for the page itself; `null` for blocks that are shown in other ways. */
export function frameBody(preview: PreviewCourse, node: CourseNode, reader: Reader = AUTHOR): string | null {
  if (node.tag === 'html') return definitionOf(preview.course, node)?.html ?? null;
  if (!Object.hasOwn(FRAMED, node.tag)) return null;
  const root = rootOf(preview.course, node);
  return root === undefined ? null : FRAMED[node.tag]!(root, reader).text;
}

/** A key that is equal for two blocks with the same content: their sources, without names of blocks. */
export function sourceKey(preview: PreviewCourse, node: CourseNode): string {
  return sources(preview, node, new Set()).join('\n');
}

function sources(preview: PreviewCourse, node: CourseNode, met: Set<CourseNode>): string[] {
  if (met.has(node)) return [];
  met.add(node);
  const own = node.children.length > 0 ? [node.tag] : [leafKey(preview, node)];
  return [...own, ...node.children.flatMap((child) => sources(preview, child, met))];
}

function leafKey(preview: PreviewCourse, node: CourseNode): string {
  return contentKey(node, definitionOf(preview.course, node));
}

/** The key of a block without children, whose content was read before. */
export function contentKey(node: CourseNode, content: BlockContent | null): string {
  const markup = content?.html ?? content?.xml ?? node.target;
  const unnamed = markup.replace(
    /^(<[^\s/>]+)((?:[^<>"']|"[^"]*"|'[^']*')*)/,
    (_, tag: string, rest: string) => {
      return tag + rest.replace(/\s(url_name|filename|slug)\s*=\s*("[^"]*"|'[^']*')/g, '');
    },
  );
  return `${node.tag} ${unnamed.replace(/\s+/g, ' ').trim()}`;
}

/** The text that a reader would read, children included, with each block headed by its given name. */
export function readableText(preview: PreviewCourse, node: CourseNode, met = new Set<CourseNode>()): string {
  if (met.has(node)) return '';
  met.add(node);
  const body = node.children.length > 0 ? null : frameBody(preview, node);
  const own = body === null ? leafText(preview, node) : textOfMarkup(body);
  return [
    preview.titleOf(node) ?? '',
    own,
    ...node.children.map((child) => readableText(preview, child, met)),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

/** The settings of blocks without text, one per line. */
function leafText(preview: PreviewCourse, node: CourseNode): string {
  if (node.children.length > 0) return '';
  const root = rootOf(preview.course, node);
  if (root === undefined) return '';
  const settings = root.attributes.filter(
    ({ name }) => !/^(url_name|filename|slug|display_name)$/.test(name),
  );
  return [...settings.map(({ name, value }) => `${name}: ${value}`), textOfMarkup(root.raw)]
    .filter(Boolean)
    .join('\n');
}
