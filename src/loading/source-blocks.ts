/** The blocks of the source, whether the import reads them or not: what can be lost. */
import { definitionPath, nameOf } from '../olx/course/names.js';
import { isLeaf } from '../olx/course/tags.js';
import type { XmlElement } from '../xml/node.js';
import { blockKind, holdsBlocks } from './blocks/block-kinds.js';
import type { CourseTexts } from './files/course-texts.js';

/**
 * An element of the source that is, or points to, a block.
 * @tested the judge of measured answers takes it apart
 */
export interface SourceBlock {
  readonly tag: string;
  /** `null`: it has none. */
  readonly name: string | null;
  readonly element: XmlElement;
}

export class SourceBlocks {
  readonly #texts: CourseTexts;
  readonly #folder: string;
  readonly #holds = new Map<XmlElement, boolean>();

  readonly #experiments: readonly string[];

  /** @param experiments tags that count as A/B blocks */
  constructor(texts: CourseTexts, folder = '', experiments: readonly string[] = ['split_test', 'abtest']) {
    this.#texts = texts;
    this.#folder = folder;
    this.#experiments = experiments;
  }

  isExperiment(tag: string): boolean {
    return this.#experiments.includes(tag);
  }

  /** The blocks directly inside; an empty element with a name points to the file of that name. */
  childrenOf(element: XmlElement): SourceBlock[] {
    const tag = element.name;
    if (blockKind(tag) === 'html' || isLeaf(tag)) return [];
    const inside = this.definitionOf(element) ?? element;
    const around = tag === 'abtest' ? inside.elements.filter(({ name }) => name !== 'meta') : [inside];
    const isKnown = holdsBlocks(tag);
    return around
      .flatMap(({ elements }) => elements)
      .filter(({ name }) => (isKnown ? !isSetting(tag, name) : isBlock(name)))
      .map((each) => ({ tag: each.name, name: nameOf(each), element: each }));
  }

  /** The root of the file that an empty element points to, as it is written. */
  definitionOf(element: XmlElement): XmlElement | null {
    const name = element.children.length === 0 ? nameOf(element) : null;
    if (name === null) return null;
    return this.#texts.asWritten(this.#folder + definitionPath(element.name, name));
  }

  /** `tag/name` of every block that is in an A/B block somewhere below the element. */
  inExperiments(root: XmlElement): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = [new Set<XmlElement>(), new Set<XmlElement>()] as const;
    const waiting: [XmlElement, boolean][] = [[root, false]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [element, isInside] = next;
      const definition = this.definitionOf(element) ?? element;
      if (seen[Number(isInside) as 0 | 1].has(definition)) continue;
      seen[Number(isInside) as 0 | 1].add(definition);
      const isBelow = isInside || this.isExperiment(element.name);
      if (!isBelow && !this.holdsExperiment(element)) continue;
      for (const { tag, name, element: child } of this.childrenOf(element)) {
        if (isBelow && name !== null) found.add(`${tag}/${name}`);
        waiting.push([child, isBelow]);
      }
    }
    return found;
  }

  /** Is the block an A/B block, or is there one below it? */
  holdsExperiment(element: XmlElement): boolean {
    const done = this.#holds.get(element);
    if (done !== undefined) return done;
    const waiting = [{ element, children: this.childrenOf(element), at: 0 }];
    for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
      if (this.#holds.get(top.element) === undefined) {
        // An answer of `false` for now ends circles.
        this.#holds.set(top.element, this.isExperiment(top.element.name));
      }
      const child = this.#holds.get(top.element) ? undefined : top.children[top.at];
      if (child === undefined) {
        waiting.pop();
        const outer = waiting.at(-1);
        if (outer !== undefined && this.#holds.get(top.element)) this.#holds.set(outer.element, true);
        continue;
      }
      top.at += 1;
      const known = this.#holds.get(child.element);
      if (known) this.#holds.set(top.element, true);
      else if (known === undefined)
        waiting.push({ element: child.element, children: this.childrenOf(child.element), at: 0 });
    }
    return this.#holds.get(element) ?? false;
  }
}

function isSetting(tag: string, name: string): boolean {
  return (
    name === 'meta' ||
    (tag === 'course' && (name === 'wiki' || name === 'textbook')) ||
    (tag === 'conditional' && name === 'show')
  );
}

/** Inside of what is no block of any known kind, only well-known blocks count. */
function isBlock(name: string): boolean {
  return blockKind(name) !== 'unknown' || name === 'abtest';
}
