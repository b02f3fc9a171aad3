/** Which blocks of a converted course the experiments concern, and which names the others use. */
import type { XmlElement } from '../../xml/node.js';
import { blocksInside, type Documents, keyOf } from './documents.js';

/** A `%` in a name ends the import of the whole course. */
function isFatal(tag: string, key: string): boolean {
  return tag !== 'course' && key.includes('%');
}

/** Blocks inside blocks; a course needs ten, and only an attack has more than this. */
export const DEEPEST = 2000;

/** The uses of one store: the published blocks, or the drafts. */
export class Uses {
  readonly #documents: Documents;
  readonly #prefix: string;
  readonly #isConverted: (key: string) => boolean;
  readonly #concerned = new Map<XmlElement, boolean>();
  readonly #open = new Set<XmlElement>();
  /** Names outside of the experiments, and the file of their definition; `null` where it is written out. */
  readonly #outside = new Map<string, string | null>();
  readonly #seen = new Set<XmlElement>();

  /** @param isConverted is this `tag/name` a block that the conversion made? */
  constructor(documents: Documents, prefix: string, isConverted: (key: string) => boolean) {
    this.#documents = documents;
    this.#prefix = prefix;
    this.#isConverted = isConverted;
  }

  /** Is the element a converted block, or does it hold one? So is a name that makes the whole import fail. */
  isConcerned(element: XmlElement): boolean {
    const known = this.#concerned.get(element);
    if (known !== undefined) return known;
    if (this.#open.has(element) || this.#open.size > DEEPEST) return false;
    this.#open.add(element);
    const key = keyOf(element);
    const definition = this.#documents.definition(element, this.#documents.target(element, this.#prefix));
    const is =
      (key !== null && (this.#isConverted(key) || isFatal(element.name, key))) ||
      (definition !== null && blocksInside(definition).some((child) => this.isConcerned(child)));
    this.#open.delete(element);
    this.#concerned.set(element, is);
    return is;
  }

  /**
   * Collects the names that are used below an element and do not belong to an experiment.
   * @param key `tag/name` of the block; the root of a file has it from its path
   */
  collect(element: XmlElement, key = keyOf(element), depth = 0): void {
    if (this.#seen.has(element) || depth > DEEPEST) return;
    this.#seen.add(element);
    if (key !== null && this.#isConverted(key)) return;
    const target = this.#documents.target(element, this.#prefix);
    if (key !== null && !this.isConcerned(element)) this.#outside.set(key, target.path);
    const definition = this.#documents.definition(element, target);
    if (definition !== null)
      for (const child of blocksInside(definition)) this.collect(child, keyOf(child), depth + 1);
  }

  isOutside(key: string): boolean {
    return this.#outside.has(key);
  }

  /** Does the same name mean another definition outside of the experiments? */
  isOtherOutside(key: string, path: string | null): boolean {
    return this.#outside.has(key) && (path === null || this.#outside.get(key) !== path);
  }
}
