/** What a block shows, as one text that only its content changes: not the layout of files, attribute order or policy format. */
import { createHash } from 'node:crypto';
import { contentOf } from '../../olx/block/content.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import { isAbTag, isLeaf } from '../../olx/course/tags.js';
import { isWhiteSpaceText } from '../../xml/characters.js';
import type { XmlElement, XmlNode } from '../../xml/node.js';
import { readXml } from '../../xml/parse.js';
import { escapeAttribute, escapeText } from '../../xml/references.js';

/** Attributes with the place of a block or its file, which exports change without a change of content. */
const LAYOUT = new Set([
  'url_name',
  'slug',
  'filename',
  'parent_url',
  'parent_sequential_url',
  'index_in_children_list',
]);

/** More blocks than a reader of a patch would read; only shared definitions multiply to so many. */
const MOST_PRINTED = 5000;

export class ContentTexts {
  readonly #course: Course;
  readonly #isLoose: boolean;
  readonly #own = new Map<CourseNode, string>();
  readonly #digests = new Map<CourseNode, string>();

  /** @param ignoreWhitespace are runs of white space one space, and none between tags? */
  constructor(course: Course, ignoreWhitespace: boolean) {
    this.#course = course;
    this.#isLoose = ignoreWhitespace;
  }

  /** Equal for two blocks that show the same, all that is inside included; A/B blocks inside count as one place each. */
  digest(node: CourseNode): string {
    const known = this.#digests.get(node);
    if (known !== undefined) return known;
    // A block inside of itself is only met again while its own digest is not known yet.
    this.#digests.set(node, 'loop');
    const hash = createHash('sha256').update(this.own(node));
    for (const child of insideOf(node)) hash.update('\0').update(this.digest(child));
    const digest = hash.digest('base64');
    this.#digests.set(node, digest);
    return digest;
  }

  /** The block without the blocks inside. */
  own(node: CourseNode): string {
    let text = this.#own.get(node);
    if (text === undefined) {
      text = isAbTag(node.tag) ? '<experiment/>' : this.#print(node);
      this.#own.set(node, text);
    }
    return text;
  }

  /** All of it, for a diff; cut off after `MOST_PRINTED` blocks. */
  text(node: CourseNode): string {
    const lines: string[] = [];
    let left = MOST_PRINTED;
    const print = (each: CourseNode, indent: string): void => {
      left -= 1;
      if (left < 0) return;
      lines.push(
        ...this.own(each)
          .split('\n')
          .map((line) => indent + line),
      );
      for (const child of insideOf(each)) print(child, `${indent}  `);
    };
    print(node, '');
    return `${lines.join('\n')}\n`;
  }

  #print(node: CourseNode): string {
    const element = node.element ?? this.#leafElement(node);
    const attributes = this.#attributes(node, element);
    const start = `<${node.tag}${attributes}>`;
    if (element === null) return `${start}(${node.target === 'found' ? 'not well-formed' : 'no definition'})`;
    if (node.tag === 'html') return `${start}\n${this.#spaced(contentOf(this.#course, node).html ?? '')}`;
    if (!isLeaf(node.tag)) return `${start}${this.#spaced(textIn(element))}`;
    return start + this.#inside(element, '\n  ');
  }

  #leafElement({ target, path, tag }: CourseNode): XmlElement | null {
    const { files } = this.#course;
    if (target !== 'found' || !isLeaf(tag)) return null;
    return readXml(files.read(path), files.display(path)).document?.root ?? null;
  }

  /** The policy wins over the XML, and the pointer over what it leads to. */
  #attributes(node: CourseNode, element: XmlElement | null): string {
    const values = new Map<string, string>();
    for (const source of [element, node.pointer])
      for (const { name, value } of source?.attributes ?? []) values.set(name, value);
    const entry = this.#course.policy?.entries?.[`${node.tag}/${node.urlName}`];
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      for (const [name, value] of Object.entries(entry))
        values.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    const names = [...values.keys()].filter((name) => !LAYOUT.has(name)).sort();
    return names.map((name) => ` ${name}="${escapeAttribute(values.get(name)!)}"`).join('');
  }

  /** Comments are dropped, and white space between elements where there is no other text, as the import drops them. */
  #inside({ children }: XmlElement, separator: string): string {
    const kept = children.filter(({ type }) => type !== 'comment');
    const isMixed = kept.some((each) => isText(each) && !isWhiteSpaceText(each.value));
    const shown = isMixed ? kept : kept.filter((each) => !isText(each));
    const between = isMixed ? '' : separator;
    return shown.map((each) => between + this.#node(each, `${separator}  `)).join('');
  }

  #node(node: XmlNode, separator: string): string {
    if (isText(node)) return this.#spaced(escapeText(node.value));
    if (node.type !== 'element') return node.raw;
    const attributes = [...node.attributes].sort((a, b) => (a.name < b.name ? -1 : 1));
    const written = attributes.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join('');
    return `<${node.name}${written}>${this.#inside(node, separator)}</${node.name}>`;
  }

  #spaced(text: string): string {
    const lines = text.replace(/\r\n?/g, '\n');
    if (!this.#isLoose) return lines;
    return lines
      .replace(/\s+/g, ' ')
      .replace(/> (?=<)/g, '>')
      .trim();
  }
}

function insideOf(node: CourseNode): readonly CourseNode[] {
  return isAbTag(node.tag) ? [] : node.children;
}

function isText(
  node: XmlNode,
): node is XmlNode & { readonly type: 'text' | 'cdata'; readonly value: string } {
  return node.type === 'text' || node.type === 'cdata';
}

/** Text of a block that holds blocks; white space alone is none. */
function textIn({ children }: XmlElement): string {
  const text = children.map((each) => (isText(each) ? each.value : '')).join('');
  return isWhiteSpaceText(text) ? '' : escapeText(text);
}
