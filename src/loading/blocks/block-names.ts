/** Names of blocks as the import finds, cleans and changes them. */

import { nameOf } from '../../olx/course/names.js';
import { shortHash } from '../../olx/print/lxml-text.js';
import { isUnique, printsAscii } from './block-kinds.js';
import { printedWithTail } from './printed.js';
import type { Use } from './uses.js';

/** The names that came already, for each tag, with the use that brought them. */
export class UsedNames {
  readonly #names = new Map<string, Map<string, Use>>();

  /** The first use of the name. */
  first(tag: string, name: string): Use | undefined {
    return this.#names.get(tag)?.get(name);
  }

  add(tag: string, name: string, use: Use): void {
    const names = this.#names.get(tag) ?? new Map<string, Use>();
    this.#names.set(tag, names);
    if (!names.has(name)) names.set(name, use);
  }
}

/** Finds the name under which an element is read, and marks it as used. */
export function takeName(use: Use, used: UsedNames, again: boolean): void {
  const { tag, element, parent } = use;
  const hash = () =>
    shortHash(printedWithTail(element, { again, ascii: parent !== null && printsAscii(parent.tag) }));
  let name = element.attributes[0]?.name === 'url_name' ? use.name : nameOf(element);
  if (name === null) name = `${tag}_${hash()}`;
  const first = used.first(tag, name);
  if (first !== undefined && isUnique(tag)) {
    const longer = longerName(tag, name, hash());
    use.renamed = longer !== name;
    use.first = first;
    name = longer;
  } else if (first !== undefined) use.first = first;
  used.add(tag, name, use);
  use.readAs = name;
}

/** A name that looks made up loses its old hash first. */
function longerName(tag: string, name: string, hash: string): string {
  const isMadeUp = name.startsWith(tag) && /[0-9a-fA-F]{12}$/.test(name);
  const stem = isMadeUp ? name.slice(tag.length + 1, -12) : name;
  return stem === '' ? `${tag}_${hash}` : `${tag}_${stem}_${hash}`;
}
