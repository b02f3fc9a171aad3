/** Course keys, parsed and checked by the rules of Open edX's opaque keys. */

export interface CourseKey {
  readonly kind: 'course';
  readonly org: string;
  readonly course: string;
  /** Empty only in the old form, where Open edX allows it. */
  readonly run: string;
  readonly branch: string | null;
  /** 24 hexadecimal digits. */
  readonly version: string | null;
  /** Of the old form `org/course/run`. */
  readonly deprecated: boolean;
  /** As Open edX writes it; flags hash it, and overrides are stored under it. */
  readonly text: string;
}

/** A library key: accepted where a course key is, but without overrides. */
export interface LibraryKey {
  readonly kind: 'library';
  readonly text: string;
}

export type LearningContextKey = CourseKey | LibraryKey;

/** Python's `\w`, and the further characters that each form allows. */
const PART = /^[\p{L}\p{N}_\-~.:]+$/u;
const OLD_PART = /^[\p{L}\p{N}_.%-]+$/u;
const SLUG = /^[a-zA-Z0-9_\-.]+$/;
const VERSION = /^[0-9a-f]{24}$/;

/**
 * Parses `course-v1:org+course+run`, optionally followed by `+branch@…` and `+version@…`, and the old `org/course/run`.
 * @throws SyntaxError with one sentence about what is wrong
 * @example
 * console.log(parseCourseKey('course-v1:HiveX+BEE101+2026_T1').run); // → 2026_T1
 */
export function parseCourseKey(text: string): CourseKey {
  const key = parseLearningContextKey(text);
  if (key.kind === 'course') return key;
  throw refused(text, 'it names a library');
}

/** Whether it is a course key in either form; one of a library is not. */
export function isCourseKey(text: string): boolean {
  try {
    return parseLearningContextKey(text).kind === 'course';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/**
 * Parses a course key, or a library's: `library-v1:org+library`, `lib:org:slug`.
 * @throws SyntaxError with one sentence about what is wrong
 * @example
 * console.log(parseLearningContextKey('library-v1:HiveX+Bees')?.kind); // → library
 */
export function parseLearningContextKey(text: string): LearningContextKey {
  if (typeof text !== 'string') throw refused(String(text), `it is not a string but ${typeof text}`);
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  switch (text.slice(0, Math.max(0, colon))) {
    case 'course-v1':
      return newForm(text, rest);
    case 'library-v1':
      return library(text, rest.split('+'), PART);
    case 'lib':
      return library(text, rest.split(':'), SLUG);
  }
  return oldForm(text);
}

function newForm(text: string, rest: string): CourseKey {
  const [org = '', course = '', run = '', ...more] = rest.split('+');
  for (const [name, part] of [
    ['org', org],
    ['course', course],
    ['run', run],
  ] as const) {
    check(text, name, part, PART);
  }
  let branch: string | null = null;
  let version: string | null = null;
  for (const part of more) {
    if (part.startsWith('branch@') && branch === null && version === null)
      branch = part.slice('branch@'.length);
    else if (part.startsWith('version@') && version === null) version = part.slice('version@'.length);
    else throw refused(text, `it continues after the run with "${part}"`);
  }
  if (branch !== null) check(text, 'branch', branch, PART);
  if (version !== null && !VERSION.test(version))
    throw refused(text, `its version is not 24 hexadecimal digits`);
  return { kind: 'course', org, course, run, branch, version, deprecated: false, text };
}

function oldForm(text: string): CourseKey {
  const parts = text.split('/');
  if (parts.length !== 3)
    throw refused(text, 'it has neither the form course-v1:org+course+run nor org/course/run');
  const [org, course, run] = parts as [string, string, string];
  check(text, 'org', org, OLD_PART);
  check(text, 'course', course, OLD_PART);
  if (run !== '') check(text, 'run', run, OLD_PART);
  return { kind: 'course', org, course, run, branch: null, version: null, deprecated: true, text };
}

function library(text: string, parts: readonly string[], allowed: RegExp): LibraryKey {
  if (parts.length !== 2) throw refused(text, 'a library has an org and a name');
  check(text, 'org', parts[0]!, allowed);
  check(text, 'library', parts[1]!, allowed);
  return { kind: 'library', text };
}

function check(text: string, name: string, part: string, allowed: RegExp): void {
  if (part === '') throw refused(text, `it has no ${name}`);
  if (!allowed.test(part))
    throw refused(text, `its ${name} "${part}" has a character that is not allowed in keys`);
}

function refused(text: string, why: string): SyntaxError {
  return new SyntaxError(`"${text}" is not a course key: ${why}`);
}
