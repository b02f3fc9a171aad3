/** Blocks shown neither as HTML nor as a form: a video with its links, any other block by its settings or its XML. */
import { type CourseNode, parseXml, type XmlElement } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { definitionOf, sourceLines } from './content-source.js';

const NAMES = new Set(['url_name', 'display_name', 'slug', 'xblock-family']);
/** The shown length of a long value, such as a set of drag-and-drop items in JSON. */
const MOST_VALUE_LETTERS = 300;

export function contentCard(preview: PreviewCourse, node: CourseNode): Piece {
  if (
    node.target === 'missing' ||
    node.target === 'outside' ||
    node.target === 'loop' ||
    node.target === 'pointer'
  )
    return html`<p class="soft">${WITHOUT[node.target]}</p>`;
  const content = definitionOf(preview.course, node);
  // An XBlock of a kind that Open edX never stores in a file is complete in its parent.
  const xml = content?.xml ?? (node.target === 'unknown' ? (node.pointer?.raw ?? null) : null);
  if (xml === null) return html`<p class="soft">The definition cannot be read.</p>`;
  const root = parseXml(xml).document?.root;
  if (root === undefined) return sourceLines(xml);
  if (node.tag === 'video') return video(root);
  return root.children.some((each) => each.type !== 'text' || each.value.trim() !== '')
    ? sourceLines(xml)
    : settings(root, []);
}

const WITHOUT = {
  missing: 'The file that this points to does not exist.',
  outside: 'This points outside the course and is ignored.',
  loop: 'This block contains itself; it is shown once.',
  pointer: 'This points to a file with another pointer, which Open edX does not follow.',
} as const;

function video(root: XmlElement): Html {
  const youtube = root.get('youtube_id_1_0') ?? youtubeOf(root.get('youtube'));
  const sources = [
    ...listOf(root.get('html5_sources')),
    ...[
      root.get('source'),
      ...root.elements.filter(({ name }) => name === 'source').map((each) => each.get('src')),
    ],
  ].filter((each): each is string => each !== null && each !== '');
  const transcripts = [
    ...root.elements
      .filter(({ name }) => name === 'transcript' || name === 'track')
      .map((each) => [each.get('language'), each.get('src')].filter(Boolean).join(': ')),
    ...[root.get('sub'), root.get('track')].filter(Boolean),
  ];
  return html`<dl class="settings">
${youtube && html`<dt>YouTube</dt><dd>${link(`https://www.youtube.com/watch?v=${encodeURIComponent(youtube)}`, youtube)}</dd>`}
${[...new Set(sources)].map((each) => html`<dt>File</dt><dd>${link(each, each)}</dd>`)}
${[...new Set(transcripts)].map((each) => html`<dt>Transcript</dt><dd>${each}</dd>`)}
${rows(root, ['youtube_id_1_0', 'youtube', 'html5_sources', 'source', 'sub', 'track'])}
</dl>`;
}

/** The video at normal speed in `0.75:aaa,1.00:bbb`, the format of 2012. */
function youtubeOf(speeds: string | null): string | null {
  return /(?:^|,)\s*1\.0+:([^,]*)/.exec(speeds ?? '')?.[1]?.trim() ?? null;
}

function listOf(json: string | null): string[] {
  try {
    const list: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  } catch {
    return json === null ? [] : [json];
  }
}

/** Only http and https URLs become links; other values are shown as text. */
function link(address: string, text: string): Piece {
  return /^https?:\/\//i.test(address)
    ? html`<a href="${address}" rel="noreferrer noopener" target="_blank">${text}</a>`
    : text;
}

function settings(root: XmlElement, without: readonly string[]): Piece {
  const all = rows(root, without);
  return all.length === 0
    ? html`<p class="soft">It has no settings.</p>`
    : html`<dl class="settings">${all}</dl>`;
}

function rows({ attributes }: XmlElement, without: readonly string[]): Html[] {
  return attributes
    .filter(({ name }) => !NAMES.has(name) && !without.includes(name))
    .map(({ name, value }) => html`<dt class="code">${name}</dt><dd>${shortened(value)}</dd>`);
}

function shortened(value: string): string {
  return value.length <= MOST_VALUE_LETTERS ? value : `${value.slice(0, MOST_VALUE_LETTERS)}…`;
}
