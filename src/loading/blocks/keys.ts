/** Names and keys of blocks as Open edX's keys allow them (opaque-keys 3). */

/** Python's `\w` for text, and `-`, `~`, `.`, `:`. */
const CURRENT = /^[\p{L}\p{N}_\-~.:]+$/u;
/** Keys of the old form, under which a course is read, allow `%` as well. */
const OLD = /^[\p{L}\p{N}_\-~.:%]+$/u;
const PART = /^[\p{L}\p{N}_\-~.:]+$/u;
const OLD_PART = /^[\p{L}\p{N}_.%-]+$/u;

/** Can a block be read under this name? */
export function isReadable(name: string): boolean {
  return OLD.test(name);
}

/** Can a block be stored under this name? `%` is read, and then ends the import. */
export function isStorable(name: string): boolean {
  return CURRENT.test(name);
}

/** Does the tag make a type of block? Tags in a namespace do not. */
export function isBlockType(tag: string): boolean {
  return OLD_PART.test(tag) || CURRENT.test(tag);
}

/** A key of a block inside a course; the course that it names is replaced by the one that is imported. */
interface UsageKey {
  readonly tag: string;
  readonly name: string;
}

const I4X = /^i4x:\/\/?([^/]+)\/([^/]+)\/([^/]+)\/([^@]+)(?:@([^/]+))?/;
const BLOCK_V1 =
  /^block-v1:([^+/]+)\+([^+/]+)\+([^+/]+)(?:\+branch@([^+]+))?(?:\+version@([^+]+))?\+type@([^+]+)\+block@([\s\S]+)$/;

/** The key that a text names, or `undefined` where Open edX refuses it. */
export function usageKey(text: string): UsageKey | undefined {
  const old = I4X.exec(text);
  if (old !== null) {
    const [, org, course, tag, name] = old as unknown as string[];
    const isLegal = isPart(org!) && isPart(course!) && isReadable(name!) && isBlockType(tag!);
    return isLegal ? { tag: tag!, name: name! } : undefined;
  }
  const current = BLOCK_V1.exec(text);
  if (current === null) return undefined;
  const [, org, course, run, , , tag, name] = current as unknown as string[];
  const isLegal = [org!, course!, run!].every((part) => PART.test(part));
  return isLegal && isStorable(name!) && isBlockType(tag!) ? { tag: tag!, name: name! } : undefined;
}

/** Do org, course and run make the key of a course? */
export function isCourseKey(org: string, course: string, run: string): boolean {
  return [org, course, run].every(isPart);
}

function isPart(text: string): boolean {
  return PART.test(text) || OLD_PART.test(text);
}

/** `tag/name`: what a block is called in messages, in policies, and here. */
export function keyOf(tag: string, name: string): string {
  return `${tag}/${name}`;
}
