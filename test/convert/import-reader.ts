/**
 * What Open edX's import makes of a course, as far as experiments need it: written from the measured rules with libxml2 and none of
 * the code under test.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { XmlDocument, XmlElement, type XmlTreeNode } from 'libxml2-wasm';

export interface Leaf {
  readonly type: string;
  readonly text?: string;
  readonly experiment?: string;
  readonly groups?: Groups;
}
/** Group name to what the group shows; `null`: nothing. */
export type Groups = Record<string, readonly Leaf[] | null>;

interface Shown {
  readonly experiment: string;
  readonly groups: Groups;
  readonly draft: boolean;
  /** Is there a way from the course by chapters and sequentials? */
  readonly reachable: boolean;
  /** The LMS's look-up for staff fails on a child that no map entry names. */
  readonly staffFails: boolean;
}

interface Imported {
  /** Why the whole import fails. */
  readonly fails: string | null;
  readonly shown: readonly Shown[];
  readonly lost: readonly string[];
  readonly partitions: readonly Partition[];
}

interface Partition {
  readonly id: number;
  readonly name: string;
  readonly scheme: string;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
}

interface Block {
  readonly tag: string;
  readonly name: string;
  children: string[];
  text: string;
  map: Record<string, string>;
  partition: number;
}

class ImportFails extends Error {}

const CONTAINERS = new Set(
  'course chapter sequential videosequence problemset section vertical wrapper conditional randomize split_test library_content'.split(
    ' ',
  ),
);
const RENAMED = new Set(
  'problem sequential video course chapter poll_question vertical videosequence problemset'.split(' '),
);
const READ_ONLY = new Set(['enrollment_track', 'content_type_gate', 'team']);

export function importCourse(files: ReadonlyMap<string, Uint8Array>): Imported {
  const lost: string[] = [];
  try {
    const course = new Reader(files, '', lost);
    const root = course.root();
    const partitions = course.partitions();
    const shown = course.shown(root, partitions, false);
    const drafts = new Reader(files, 'drafts/', lost);
    for (const unit of drafts.units(course)) shown.push(...drafts.shown(unit, partitions, true));
    return { fails: null, shown, lost, partitions };
  } catch (error) {
    if (error instanceof ImportFails) return { fails: error.message, shown: [], lost, partitions: [] };
    throw error;
  }
}

class Reader {
  readonly blocks = new Map<string, Block>();
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #prefix: string;
  readonly #lost: string[];
  readonly #used = new Set<string>();
  readonly #open = new Set<string>();
  #run = '';
  #courseAttributes: Record<string, string> = {};

  constructor(files: ReadonlyMap<string, Uint8Array>, prefix: string, lost: string[]) {
    this.#files = files;
    this.#prefix = prefix;
    this.#lost = lost;
  }

  root(): string {
    const bytes = this.#files.get('course.xml');
    if (bytes === undefined || !isUtf8(bytes)) throw new ImportFails('course.xml');
    const element = parse(Buffer.from(bytes).toString());
    if (element === null) throw new ImportFails('course.xml is not XML');
    this.#run = element.attr('url_name')?.value ?? '';
    if (this.#run === '') throw new ImportFails('no run');
    const key = this.#block(element, 'course');
    if (key === null) throw new ImportFails('the course cannot be read');
    return key;
  }

  /** Drafts of units, each with the children that the drafts store has. */
  units(published: Reader): string[] {
    const found: string[] = [];
    for (const [path, bytes] of [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const match = /^drafts\/vertical\/(.+)\.xml$/.exec(path);
      if (match === null) continue;
      const name = match[1]!.replaceAll('/', ':');
      if (!isUtf8(bytes)) {
        this.#lost.push(path);
        continue;
      }
      const text = Buffer.from(bytes).toString();
      if (!text.includes('index_in_children_list')) continue;
      const element = /<\?xml[^>]*encoding/.test(text) ? null : parse(text);
      const parent =
        element?.attr('parent_url')?.value ?? element?.attr('parent_sequential_url')?.value ?? '';
      const [, tag, own] = /([^/+@]+)(?:\/|\+block@)([^/+@]+)$/.exec(parent) ?? [];
      const isParent = published.blocks.has(`${tag}/${own}`) || this.blocks.has(`${tag}/${own}`);
      if (
        element === null ||
        !isParent ||
        !/^\d+$/.test(element.attr('index_in_children_list')?.value ?? '')
      ) {
        this.#lost.push(path);
        continue;
      }
      this.#used.add(`vertical/${name}`);
      this.#define(element, 'vertical', name);
      found.push(`vertical/${name}`);
    }
    return found;
  }

  partitions(): Partition[] {
    const paths = [`policies/${this.#run}/policy.json`, `policies/${this.#run}.json`];
    const entries = paths
      .map((path) => json(this.#files.get(path)))
      .find((each) => Object.keys(each).length > 0);
    const own = (entries?.[`course/${this.#run}`] ?? {}) as Record<string, unknown>;
    const written = own.user_partitions ?? JSON.parse(this.#courseAttributes.user_partitions ?? '[]');
    return (written as Partition[]).map((each) => {
      if (READ_ONLY.has(each.scheme)) throw new ImportFails(`scheme ${each.scheme}`);
      return { ...each, scheme: each.scheme ?? 'random' };
    });
  }

  /** Every use of a split_test, in the order of the outline. */
  shown(root: string, partitions: readonly Partition[], draft: boolean): Shown[] {
    const found: Shown[] = [];
    const walk = (key: string, above: readonly string[]): void => {
      const block = this.blocks.get(key);
      if (block === undefined || above.includes(key)) return;
      if (block.tag === 'split_test') found.push(this.#shownBy(block, partitions, draft, above));
      for (const child of block.children) walk(child, [...above, key]);
    };
    walk(root, []);
    return found;
  }

  #shownBy(block: Block, partitions: readonly Partition[], draft: boolean, above: readonly string[]): Shown {
    const [, chapter = '', sequential = ''] = above.map((key) => key.split('/')[0]!);
    return {
      ...this.#groupsOf(block, partitions),
      draft,
      reachable: draft || (chapter === 'chapter' && sequential === 'sequential'),
      staffFails: block.children.some(
        (child) => !Object.values(block.map).some((key) => isKeyOf(key, child)),
      ),
    };
  }

  #groupsOf(block: Block, partitions: readonly Partition[]): { experiment: string; groups: Groups } {
    const partition = partitions.find(({ id }) => id === block.partition);
    const groups: Record<string, readonly Leaf[] | null> = Object.create(null);
    for (const { id, name } of partition?.groups ?? []) {
      const key = block.map[String(id)];
      const child = block.children.find((each) => key !== undefined && isKeyOf(key, each));
      groups[name] = child === undefined ? null : this.#leaves(child, partitions);
    }
    return { experiment: partition?.name ?? '', groups };
  }

  #leaves(key: string, partitions: readonly Partition[]): Leaf[] {
    const block = this.blocks.get(key);
    if (block === undefined) return [];
    if (block.tag === 'split_test') return [{ type: 'abtest', ...this.#groupsOf(block, partitions) }];
    if (CONTAINERS.has(block.tag)) return block.children.flatMap((child) => this.#leaves(child, partitions));
    return [{ type: block.tag, text: block.text }];
  }

  #block(element: XmlElement, tag = element.name): string | null {
    const raw = element.toString();
    const name = nameOf(element) || `${tag}_${createHash('sha1').update(raw).digest('hex').slice(0, 12)}`;
    const key = `${tag}/${name}`;
    if (name.includes('%')) throw new ImportFails(`% in ${key}`);
    if (!/^[\p{L}\p{N}_\-~.:]+$/u.test(name)) return this.#drop(key);
    const own = RENAMED.has(tag) && this.#used.has(key) ? `${tag}_${name}_renamed${this.#used.size}` : name;
    this.#used.add(`${tag}/${own}`);
    const attributes = element.attrs.map((each) => each.name);
    const isPointer = attributes.every((each) => each === 'url_name' || each === 'slug');
    const isCourse = tag === 'course' && attributes.length === 3;
    if ((!isPointer && !isCourse) || element.firstChild !== null) return this.#define(element, tag, own);
    const path = `${this.#prefix}${tag}/${own.replaceAll(':', '/')}.xml`;
    const bytes = this.#files.get(path);
    if (bytes === undefined || this.#open.has(path)) return this.#drop(key);
    if (!isUtf8(bytes) || bytes[0] === 0xef) return this.#drop(key);
    const definition = parse(Buffer.from(bytes).toString());
    if (definition === null) return this.#drop(key);
    this.#open.add(path);
    const found = this.#define(definition, tag, own);
    this.#open.delete(path);
    return found;
  }

  #drop(key: string): null {
    this.#lost.push(key);
    return null;
  }

  #define(element: XmlElement, tag: string, name: string): string | null {
    const key = `${tag}/${name}`;
    const block: Block = { tag, name, children: [], text: '', map: {}, partition: -1 };
    if (tag === 'split_test') {
      try {
        block.map = JSON.parse(element.attr('group_id_to_child')?.value ?? '{}') as Record<string, string>;
      } catch {
        return this.#drop(key);
      }
      block.partition = Number(element.attr('user_partition_id')?.value ?? -1);
    }
    if (tag === 'course')
      for (const { name: own, value } of element.attrs) this.#courseAttributes[own] = value;
    if (CONTAINERS.has(tag)) block.children = this.#children(element);
    else if (!this.#fill(block, element)) return this.#drop(key);
    this.blocks.set(key, block);
    return key;
  }

  #children(element: XmlElement): string[] {
    const found: string[] = [];
    let node = element.firstChild;
    while (node !== null) {
      const at: XmlTreeNode = node;
      node = at.next;
      if (!(at instanceof XmlElement)) continue;
      if (['wiki', 'textbook', 'meta', 'tabs', 'grading_policy', 'show'].includes(at.name)) continue;
      if (tailOf(at).trim() !== '') this.#drop(`${at.name} before text`);
      else {
        const key = this.#block(at);
        if (key !== null) found.push(key);
      }
    }
    return found;
  }

  #fill(block: Block, element: XmlElement): boolean {
    const filename = block.tag === 'html' ? element.attr('filename')?.value : undefined;
    if (filename === undefined) {
      block.text = element.content.replace(/<[^>]*>/g, '');
      if (block.tag === 'problem') block.text = block.text.replace(/\s+/g, '');
      return true;
    }
    const folder = `html/${block.name.replaceAll(':', '/')}`.replace(/\/[^/]*$/, '');
    const bytes = this.#files.get(`${this.#prefix}${folder}/${filename}.html`);
    if (bytes === undefined || !isUtf8(bytes)) return false;
    block.text = Buffer.from(bytes)
      .toString()
      .replace(/<[^>]*>/g, '')
      .trim();
    return true;
  }
}

function parse(text: string): XmlElement | null {
  const plain = text.replace(/^\ufeff/, '').replace(/^(<\?xml[^>]*?)\s+encoding=("[^"]*"|'[^']*')/, '$1');
  try {
    return XmlDocument.fromString(plain).root;
  } catch {
    return null;
  }
}

function tailOf(element: XmlElement): string {
  let text = '';
  for (let node = element.next; node !== null && !(node instanceof XmlElement); node = node.next)
    if (['XmlText', 'XmlCData'].includes(node.constructor.name)) text += node.content;
  return text;
}

function nameOf(element: XmlElement): string {
  const clean = (text: string): string => text.replace(/[^\p{L}\p{N}_\-~.:%]/gu, '_').replace(/_+/g, '_');
  const [url, slug, name, title] = ['url_name', 'slug', 'name', 'display_name'].map(
    (each) => element.attr(each)?.value,
  );
  return (
    url ?? slug ?? (name === undefined ? undefined : clean(name)) ?? (title === undefined ? '' : clean(title))
  );
}

function isKeyOf(key: string, child: string): boolean {
  const [tag, ...name] = child.split('/');
  return key.endsWith(`/${child}`) || key.endsWith(`type@${tag}+block@${name.join('/')}`);
}

function json(bytes: Uint8Array | undefined): Record<string, unknown> {
  if (bytes === undefined || !isUtf8(bytes) || bytes[0] === 0xef) return {};
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
