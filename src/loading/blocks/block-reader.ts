/** Reads blocks in the order of the import: each element by itself, its definition, its children, then its settings. */

import { isDict, plainOf } from '../../olx/policy/parse-python-json.js';
import type { XmlElement } from '../../xml/node.js';
import type { CourseTexts } from '../files/course-texts.js';
import { type ImportPolicy, policyEntry } from '../files/import-policy.js';
import { readSettings } from '../settings/settings.js';
import { checkMap, readSplitSettings } from '../settings/split-settings.js';
import { blockKind, isFragile, isUnique } from './block-kinds.js';
import { takeName, UsedNames } from './block-names.js';
import { type Definition, Definitions } from './definitions.js';
import {
  hasSources,
  isInNamespace,
  isPointer,
  metaOf,
  namePlace,
  settingsApart,
  shownKeys,
} from './elements.js';
import { isBlockType, isReadable, keyOf } from './keys.js';
import { strayTails } from './printed.js';
import { Dropped, ImportEnds, type LoadedBlock, Use } from './uses.js';

/** Python's recursion ends somewhere below; no course comes near it. */
const DEEPEST = 200;

/** The position of an element in the course. */
interface Spot {
  readonly parent: Use | null;
  /** Has the element been printed and parsed before it is read? */
  readonly again: boolean;
  readonly depth: number;
}

export class BlockReader {
  /** Of each key the definition that was read last. */
  readonly blocks = new Map<string, LoadedBlock>();
  /** Keys that were defined more than once, with all their definitions in the order of reading. */
  readonly redefined = new Map<string, LoadedBlock[]>();
  readonly #definitions: Definitions;
  readonly #policy: ImportPolicy;
  readonly #used = new UsedNames();
  readonly #open = new Set<string>();
  readonly #readings = new Map<string, Reading>();

  constructor(texts: CourseTexts, policy: ImportPolicy, folder = '') {
    this.#definitions = new Definitions(texts, folder);
    this.#policy = policy;
  }

  /**
   * Reads a root: what is raised is not caught.
   * @param fresh was it parsed, but not printed since?
   * @throws Dropped or ImportEnds
   */
  readRoot(element: XmlElement, path: string, fresh: boolean): Use {
    const use = new Use(element, null);
    this.#read(use, path, { parent: null, again: !fresh, depth: 0 });
    return use;
  }

  #child(element: XmlElement, path: string, spot: Spot, tail: ReturnType<typeof strayTails>): Use {
    const use = new Use(element, spot.parent);
    spot.parent?.addChild(use);
    try {
      const text = tail.get(element);
      if (text !== undefined)
        throw new Dropped({ why: 'text-after', place: text.place, text: text.raw.trim() });
      if (spot.depth > DEEPEST) throw new Dropped({ why: 'too-deep', place: element.tagPlace });
      this.#read(use, path, spot);
    } catch (thrown) {
      if (!(thrown instanceof Dropped)) throw thrown;
      use.drop = thrown.drop;
    }
    return use;
  }

  #read(use: Use, path: string, spot: Spot): void {
    const { element, tag } = use;
    takeName(use, this.#used, spot.again);
    if (isInNamespace(element) || !isBlockType(tag))
      throw new Dropped({ why: 'namespace', place: element.tagPlace });
    if (!isReadable(use.readAs))
      throw new Dropped({ why: 'name', place: namePlace(element), name: use.readAs });
    use.pointer = blockKind(tag) !== 'external' && isPointer(element, tag);
    const known = use.pointer ? this.#known(use) : undefined;
    if (known !== undefined) return this.#repeat(use, known);
    const definition = this.#definitions.of(use, path, spot.parent === null && !spot.again);
    if (!this.#open.has(definition.path) || !use.pointer) this.#define(use, definition, spot);
    else throw new ImportEnds('a block contains itself', element.tagPlace, use, { shown: definition.path });
  }

  #define(use: Use, definition: Definition, spot: Spot): void {
    if (use.pointer) this.#open.add(definition.path);
    try {
      const inside = this.#definitions.inside(use, definition);
      const children = this.#children(use, inside, spot);
      this.#keep(this.#finish(use, definition, inside, children));
    } finally {
      if (use.pointer) {
        this.#open.delete(definition.path);
        this.#remember(use);
      }
    }
  }

  #children(use: Use, inside: Definition, spot: Spot): string[] {
    if (blockKind(use.tag) !== 'container' || inside.root === null) return [];
    if (use.tag === 'split_test' && !inside.attributes.has('group_id_to_child'))
      throw new Dropped({ why: 'group-map', place: inside.root.tagPlace, what: 'missing' });
    const tails = strayTails(inside.root);
    const keys: string[] = [];
    for (const element of settingsApart(use.tag, inside.root)) {
      if (use.tag === 'conditional' && element.name === 'show') {
        keys.push(...shownKeys(element));
        continue;
      }
      const child = this.#child(
        element,
        inside.path,
        { parent: use, again: !inside.fresh, depth: spot.depth + 1 },
        tails,
      );
      if (child.block !== null) keys.push(child.block.key);
      else if (isFragile(use.tag) && child.drop?.why !== 'text-after')
        throw new Dropped({ why: 'child', place: element.tagPlace, child });
    }
    return keys;
  }

  #finish(use: Use, definition: Definition, inside: Definition, children: readonly string[]): LoadedBlock {
    const { tag, readAs: name } = use;
    if (tag === 'split_test') checkMap(use, inside.root ?? use.element, inside.attributes);
    if (tag === 'conditional' && !hasSources(definition.attributes))
      throw new Dropped({ why: 'sources', place: use.element.tagPlace });
    if (tag === 'poll_question' && !inside.root?.elements.some((each) => each.name === 'answer'))
      throw new Dropped({ why: 'poll-without-answer', place: use.element.tagPlace });
    const { fault, partitions, nullName } = this.#settings(use, definition, inside);
    if (fault !== null) throw fault;
    return {
      key: keyOf(tag, name),
      tag,
      name,
      use,
      path: definition.path,
      root: definition.root,
      attributes: definition.attributes,
      children,
      childBlocks: children.flatMap((key) => this.blocks.get(key) ?? []),
      partitions,
      split:
        tag === 'split_test' ? readSplitSettings(use, inside.root ?? use.element, inside.attributes) : null,
      nullName,
    };
  }

  #settings(use: Use, definition: Definition, inside: Definition) {
    const { tag, readAs: name, element } = use;
    const entry = policyEntry(this.#policy, tag, name);
    if (entry !== undefined && !isDict(entry)) {
      const place = definition.root?.tagPlace ?? element.tagPlace;
      if (use.parent === null) throw new ImportEnds('a map or policy entry is not an object', place, use);
      throw new Dropped({ why: 'policy-entry', place, shown: plainOf(entry) });
    }
    const isPlatform = blockKind(tag) !== 'external' && blockKind(tag) !== 'discussion';
    const attributes = isPlatform ? definition.attributes : new Map<string, string>();
    const policy = isPlatform ? (entry ?? null) : null;
    const read = readSettings(tag, { attributes, meta: metaOf(inside.root), policy });
    const nullName = attributes.get('display_name') === 'null' || policy?.get('display_name') === null;
    if (read.fault === null) return { fault: null, partitions: read.partitions, nullName };
    const { root } = definition;
    const own = root?.attribute(read.fault.name)?.place ?? root?.tagPlace ?? element.tagPlace;
    if (use.parent === null) {
      const { name: setting, shown, refusal } = read.fault;
      const cause = refusal?.cause ?? 'a partition, group or policy value is of the wrong kind';
      throw new ImportEnds(cause, own, use, {
        shown: refusal?.shown ?? shown,
        path: [setting, ...(refusal?.path ?? [])],
      });
    }
    return {
      fault: new Dropped({ why: 'setting', place: own, setting: read.fault }),
      partitions: null,
      nullName,
    };
  }

  #keep(block: LoadedBlock): void {
    const before = this.blocks.get(block.key);
    if (before !== undefined) {
      const all = this.redefined.get(block.key) ?? [before];
      all.push(block);
      this.redefined.set(block.key, all);
    }
    this.blocks.set(block.key, block);
    block.use.block = block;
  }

  /** A definition that was read twice reads the same ever after, since all its names are used by then. */
  #known({ tag, readAs }: Use): Reading | undefined {
    if (isUnique(tag) || this.#readings.size === 0) return undefined;
    const known = this.#readings.get(keyOf(tag, readAs));
    return known !== undefined && known.times >= 2 ? known : undefined;
  }

  #remember(use: Use): void {
    // The second use of such a name is another block, or none; and a leaf is read as fast as it is looked up.
    if (isUnique(use.tag) || blockKind(use.tag) !== 'container') return;
    const key = keyOf(use.tag, use.readAs);
    const before = this.#readings.get(key);
    this.#readings.set(key, { times: (before?.times ?? 0) + 1, use });
  }

  #repeat(use: Use, { use: before }: Reading): void {
    if (before.drop !== null) throw new Dropped(before.drop);
    use.block = before.block;
    this.#restore(before);
  }

  /** Puts back the definitions of a subtree that others of the same names have taken the place of. */
  #restore(use: Use): void {
    const { block } = use;
    if (block === null || this.blocks.get(block.key) === block) return;
    this.blocks.set(block.key, block);
    for (const child of use.children) this.#restore(child);
  }
}

interface Reading {
  readonly times: number;
  readonly use: Use;
}
