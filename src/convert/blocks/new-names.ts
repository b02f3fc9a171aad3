/** Names for what a conversion makes: the same course always gets the same ones, and none is taken twice. */
import { createHash } from 'node:crypto';
import type { CourseNode } from '../../olx/course/course.js';
import { definitionPath, leavesItsFolder } from '../../olx/course/names.js';
import type { CourseFiles } from '../../olx/files/course-files.js';

/** File systems take 255 bytes; `.xml` and a draft's folder come on top. */
const LONGEST_NAME = 200;

export const DRAFTS = 'drafts/';

/** The folder that a path's blocks lie in: published or draft. */
export function prefixOf(path: string): string {
  return path.startsWith(DRAFTS) ? DRAFTS : '';
}

/** 32 hexadecimal digits, as Studio's names are, that follow from the parts alone. */
function nameFrom(...parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Can the name be part of a usage key of today's Open edX? Keys of 2014 also took `%`. */
export function isKeyName(name: string): boolean {
  return /^[\p{L}\p{N}_\-~.:]+$/u.test(name);
}

/** The name with `_` in the place of what no usage key can hold. */
function cleanedName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_\-~.:]+/gu, '_');
}

export class NewNames {
  readonly #files: CourseFiles;
  /** `tag/name` to what it was claimed for: a draft and its published block share a name. */
  readonly #owners = new Map<string, string>();
  readonly #paths = new Set<string>();
  readonly #inUse: ReadonlySet<string>;

  /** @param nodes blocks that have no file of their own use names, too */
  constructor(files: CourseFiles, nodes: readonly CourseNode[]) {
    this.#files = files;
    this.#inUse = new Set(nodes.map(({ tag, urlName }) => `${tag}/${urlName}`));
  }

  /**
   * A name for a new definition.
   * @param prefix `drafts/` or empty
   * @param identity what the block is, the same for a draft and its published block
   * @param wanted the name that it should have, if it is free; `_` replaces what no name can hold
   */
  claim(tag: string, prefix: string, identity: string, wanted: string | null = null): string {
    const clean = wanted === null ? '' : cleanedName(wanted);
    const first = isUsableName(tag, clean) ? clean : null;
    for (let attempt = first === null ? 1 : 0; ; attempt += 1) {
      const name = attempt === 0 ? first! : nameFrom(tag, identity, attempt);
      const path = prefix + definitionPath(tag, name);
      const owner = this.#owners.get(`${tag}/${name}`);
      if (this.#paths.has(path) || (owner === undefined ? this.#isThere(tag, name) : owner !== identity))
        continue;
      this.#owners.set(`${tag}/${name}`, identity);
      this.#paths.add(path);
      return name;
    }
  }

  #isThere(tag: string, name: string): boolean {
    const path = definitionPath(tag, name);
    return this.#inUse.has(`${tag}/${name}`) || this.#files.has(path) || this.#files.has(DRAFTS + path);
  }
}

/** Can a block of the tag have this url_name: as a usage key and as a file of its own? */
export function isUsableName(tag: string, name: string): boolean {
  return (
    isKeyName(name) &&
    Buffer.byteLength(name) <= LONGEST_NAME &&
    !/(^|:)\.*(:|$)/.test(name) &&
    !leavesItsFolder(definitionPath(tag, name))
  );
}
