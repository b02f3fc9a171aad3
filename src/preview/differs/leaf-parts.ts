/** What a block consists of for a comparison: its text, answers, settings, styles and scripts, each as plain strings. */
import { type BlockContent, type CourseNode, parseXml, type XmlElement } from '../../index.js';
import { textOfMarkup } from '../content/content-text.js';
import { problemParts } from './problem-parts.js';

/** The parts that learners notice, in the order in which they are described. */
export const LOUD_PARTS = [
  'kind of question',
  'video',
  'text',
  'pictures',
  'question',
  'answers',
  'right answer',
  'explanation',
  'hints',
] as const;
/** The parts that are folded away. */
export const QUIET_PARTS = ['script', 'style', 'markup', 'settings'] as const;

export type PartName = (typeof LOUD_PARTS)[number] | (typeof QUIET_PARTS)[number];

/** By name of the part; a list is compared entry by entry. A part that the block does not have is absent. */
export type LeafParts = Readonly<Partial<Record<PartName, readonly string[]>>>;

/** Names and ids differ between any two blocks, and are no difference for learners. */
const NAMES = /^(url_name|filename|slug|display_name|xblock-family|upstream.*|.*_id_hint)$/;
const STYLE = /<style\b[^>]*>([\s\S]*?)<\/style\s*>|\sstyle\s*=\s*("[^"]*"|'[^']*')|<link\b[^>]*>/gi;
const PICTURE = /<img\b[^>]*>/gi;
const SOURCE = /\ssrc\s*=\s*["']?([^"'\s>]+)/i;
const SCRIPT = /<script\b[^>]*>[\s\S]*?<\/script\s*>/gi;
/** Longer sources are compared by their text alone. */
const MOST_LETTERS = 200_000;
const VIDEO = /^(youtube(_id_1_0)?|html5_sources|edx_video_id|source)$/;

/** The same text has the same parts: a course that is read again is mostly unchanged. */
const known = new Map<string, LeafParts>();
const MOST_KNOWN = 20_000;

/** @param content the definition of the block, if it has one */
export function leafParts({ tag, target }: CourseNode, content: BlockContent | null): LeafParts {
  if (content === null) return {};
  const key = `${tag}\n${target}\n${content.html ?? ''}\n${content.xml ?? ''}`;
  let parts = known.get(key);
  if (parts === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    parts = partsOf(tag, target, content);
    known.set(key, parts);
  }
  return parts;
}

function partsOf(tag: string, target: string, content: BlockContent): LeafParts {
  if (tag === 'html') return htmlParts(content.html ?? '');
  const root = content.xml === null ? undefined : parseXml(content.xml).document?.root;
  if (root === undefined) return { markup: [content.xml ?? target] };
  return tag === 'problem' ? { ...problemParts(root), ...settingsOf(root) } : cardParts(tag, root);
}

function htmlParts(markup: string): LeafParts {
  const found = (pattern: RegExp): string[] =>
    markup.length > MOST_LETTERS
      ? []
      : [...markup.matchAll(pattern)].map(([each]) => each.replace(/\s+/g, ' ').trim());
  const text = textOfMarkup(markup.replace(PICTURE, ' '));
  return {
    ...(text !== '' && { text: [text] }),
    ...list(
      'pictures',
      found(PICTURE).map((each) => SOURCE.exec(each)?.[1] ?? ''),
    ),
    ...list('style', found(STYLE)),
    ...list('script', found(SCRIPT)),
    markup: [markup.replace(/\s+/g, ' ').trim()],
  };
}

/** A poll, a video, and every other block that is made of settings. */
function cardParts(tag: string, root: XmlElement): LeafParts {
  const attributes = root.attributes.filter(({ name }) => !NAMES.test(name));
  const texts = attributes.filter(
    ({ name }) => name === 'question' || name === 'prompt' || name === 'feedback',
  );
  const answers = attributes.filter(({ name }) => name === 'answers' || name === 'questions');
  const videos = tag === 'video' ? attributes.filter(({ name }) => VIDEO.test(name)) : [];
  const told = new Set([...texts, ...answers, ...videos]);
  return {
    ...list(
      'question',
      texts.map(({ value }) => value),
    ),
    ...list(
      'answers',
      answers.flatMap(({ value }) => labelsIn(value)),
    ),
    ...list(
      'video',
      videos.map(({ value }) => value),
    ),
    ...list('text', [textOfMarkup(innerOf(root))].filter(Boolean)),
    ...list(
      'settings',
      attributes.filter((each) => !told.has(each)).map(({ name, value }) => `${name}: ${value}`),
    ),
    markup: [innerOf(root).replace(/\s+/g, ' ').trim()],
  };
}

function innerOf(root: XmlElement): string {
  return root.children.map(({ raw }) => raw).join('');
}

function settingsOf(root: XmlElement): LeafParts {
  const settings = root.attributes.filter(({ name }) => !NAMES.test(name) && name !== 'markdown');
  return list(
    'settings',
    settings.map(({ name, value }) => `${name}: ${value}`),
  );
}

function list(name: PartName, values: readonly string[]): LeafParts {
  return values.length === 0 ? {} : { [name]: values };
}

/** The labels in the JSON of a poll or a survey; other JSON as it is. */
function labelsIn(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [text];
  }
  const labels: string[] = [];
  const visit = (each: unknown, depth: number): void => {
    if (depth > 8 || each === null || typeof each !== 'object') return;
    if (Array.isArray(each)) {
      const [, label] = each as unknown[];
      // A survey's answers are pairs of an id and a label.
      if (each.length === 2 && typeof label === 'string') labels.push(label);
      else for (const inner of each) visit(inner, depth + 1);
      return;
    }
    const { label, img } = each as { label?: unknown; img?: unknown };
    const picture = typeof img === 'string' && img !== '' ? ` [picture: ${img}]` : '';
    if (typeof label === 'string') labels.push(`${label}${picture}`);
    else for (const inner of Object.values(each)) visit(inner, depth + 1);
  };
  visit(value, 0);
  return labels.length === 0 ? [text] : labels;
}
