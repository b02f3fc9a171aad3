/** Text in, block and verdict out: the readings that come with diagnostics. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { readAbtest } from '../olx/block/abtest.js';
import type { AbtestBlock } from '../olx/block/block.js';
import { blocksOf } from '../olx/block/blocks.js';
import type { Course } from '../olx/course/course.js';
import { type LoadOptions, loadCourses, type TextInput } from '../olx/course/load-courses.js';
import { checkBlock, checkReading, checkXmlFile } from '../rules/check.js';
import type { XmlDocument } from '../xml/node.js';
import { type ReadXml, readXml } from '../xml/parse.js';
import type { ScanOptions } from '../xml/scan/scanner.js';

export interface ParseOptions extends ScanOptions {
  /** The name that places carry. */
  readonly file?: string;
}

/** Reads any XML strictly. The document is there whenever the text is well-formed; nothing is thrown. */
export function parseXml(
  input: string | Uint8Array,
  options: ParseOptions = {},
): { document?: XmlDocument; diagnostics: Diagnostic[] } {
  const read = readXml(input, options.file ?? '<text>', options);
  return { ...(read.document && { document: read.document }), diagnostics: verdict(read) };
}

/**
 * Reads one abtest: the root element, or else the first abtest inside it. The block is there whenever the text is
 * well-formed; the diagnostics hold all that `checkBlock` finds. Nothing is thrown for what an author wrote.
 */
export function parseAbtest(
  input: string | Uint8Array,
  options: ParseOptions = {},
): { block?: AbtestBlock; diagnostics: Diagnostic[] } {
  const read = readXml(input, options.file ?? '<text>', options);
  if (read.document === undefined) return { diagnostics: verdict(read) };
  const { document } = read;
  const inside = blocksOf(document).find((block) => block.kind === 'abtest');
  const block = inside ?? readAbtest(document.root, document);
  return { block, diagnostics: [...verdict(read), ...checkBlock(block)] };
}

/** A course that has been read, and what kept parts of it from being read. */
export interface LoadedCourse {
  /** The first (for most paths the only) course; absent only when `onFailure` has heard of all there were. */
  readonly course: Course;
  /** All courses of a directory that holds several. */
  readonly courses: readonly Course[];
  /** What could not be read: XML, encodings, the policy, the root. `checkCourse` says all the rest. */
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads a course directory, a `.tar.gz`, a directory of courses, a single file, or a text of course XML.
 * @throws AbtestError `not-found`, `not-readable` or `archive-refused`; never for what an author wrote
 */
export async function loadCourse(
  input: string | TextInput,
  options: LoadOptions = {},
): Promise<LoadedCourse> {
  const courses = await loadCourses(input, options);
  let diagnostics: Diagnostic[] | undefined;
  return {
    course: courses[0]!,
    courses,
    // Worked out when somebody asks: `checkCourse` says all of it again.
    get diagnostics() {
      diagnostics ??= courses.flatMap((course) => checkReading(course));
      return diagnostics;
    },
  };
}

function verdict({ source, problems, document, prefixed }: ReadXml): Diagnostic[] {
  return checkXmlFile({ file: source.file, source, problems, document: document ?? null, prefixed });
}
