/** What a pointer may mean whose file is not there, or whose tag Open edX does not know. */
import { nearest } from '../diagnostics/nearest.js';
import type { Course } from '../olx/course/course.js';
import { definitionPath } from '../olx/course/names.js';
import { KNOWN_TAGS } from '../olx/course/tags.js';

/** Names that are compared for one course: comparing every missing name with every file would take quadratic time. */
const MOST_COMPARED = 200_000;

/**
 * The block that an unknown tag may mean: `vertical` for `vertcal`. Blocks of extensions have names of their own, so that only what
 * is nearly a known tag is doubtful.
 */
export function meantTag(tag: string): string | undefined {
  const meant = tag.length > 2 && !KNOWN_TAGS.has(tag) ? nearest(tag, KNOWN_TAGS) : undefined;
  return meant === undefined || Math.abs(meant.length - tag.length) > 2 ? undefined : meant;
}

/** The definitions of a course by tag, listed when the first pointer is not found. */
export class NearFiles {
  readonly #course: Course;
  #names: Map<string, string[]> | undefined;
  #paths: Map<string, string> | undefined;
  #left = MOST_COMPARED;

  constructor(course: Course) {
    this.#course = course;
  }

  /** One instruction, or `undefined` where no file is near. */
  hint(tag: string, name: string): string | undefined {
    const path = definitionPath(tag, name);
    const inCapitals = this.#byLowerCase().get(path.toLowerCase());
    if (inCapitals !== undefined)
      return `The file is called ${inCapitals}: capitals count, so write its name or rename it.`;
    const bare = name.replace(/\.(xml|html)$/i, '').replace(`${tag}/`, '');
    if (bare !== name && this.#course.files.has(definitionPath(tag, bare)))
      return `Write url_name="${bare}", without folder and ending.`;
    const other = this.#otherTag(tag, name);
    if (other !== undefined)
      return `${definitionPath(other, name)} is there: write <${other} url_name="${name}"/>.`;
    const meant = this.#nearest(tag, name);
    return meant === undefined ? undefined : `Did you mean url_name="${meant}"?`;
  }

  /** The page of an html block that may be meant: one instruction. */
  page(name: string): string | undefined {
    const pages = [...this.#course.files.paths()].flatMap(
      (path) => /^html\/(.+)\.html$/.exec(path)?.[1] ?? [],
    );
    this.#left -= pages.length;
    const meant = this.#left < 0 ? undefined : nearest(name, pages);
    return meant === undefined ? undefined : `Did you mean filename="${meant}"?`;
  }

  #nearest(tag: string, name: string): string | undefined {
    const names = this.#byTag().get(tag) ?? [];
    this.#left -= names.length;
    return this.#left < 0 ? undefined : nearest(name, names);
  }

  #otherTag(tag: string, name: string): string | undefined {
    const tags = [...this.#byTag().keys()].filter((each) => each !== tag);
    return tags.find((each) => this.#course.files.has(definitionPath(each, name)));
  }

  #byTag(): Map<string, string[]> {
    if (this.#names !== undefined) return this.#names;
    this.#names = new Map();
    for (const path of this.#course.files.paths()) {
      const [, tag, name] = /^([^/]+)\/(.+)\.xml$/.exec(path) ?? [];
      if (tag === undefined || name === undefined || tag === 'drafts') continue;
      const names = this.#names.get(tag);
      if (names === undefined) this.#names.set(tag, [name.replaceAll('/', ':')]);
      else names.push(name.replaceAll('/', ':'));
    }
    return this.#names;
  }

  #byLowerCase(): Map<string, string> {
    this.#paths ??= new Map([...this.#course.files.paths()].map((path) => [path.toLowerCase(), path]));
    return this.#paths;
  }
}
