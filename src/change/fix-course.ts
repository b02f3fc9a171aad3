/** The fixes of the findings about a course, carried out: what `validate --fix` writes. */
import type { ConversionChange } from '../convert/conversion.js';
import type { Diagnostic, Fix, TextEdit } from '../diagnostics/diagnostic.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { Course } from '../olx/course/course.js';
import { readCourse, readLoneFile, readLonePolicy } from '../olx/course/read-course.js';
import { OverlayFiles } from '../olx/files/overlay-files.js';
import { checkCourse, type Severities } from '../rules/check.js';
import { decode } from '../xml/decode.js';
import { applyChanges, type Change, splice } from '../xml/edit.js';
import { encode, isWritable, writeLossless } from '../xml/encode.js';
import { readXml } from '../xml/parse.js';
import type { CourseEdit } from './course-edit.js';

export interface FixOptions {
  readonly severities?: Severities;
  /** Findings whose fix is not wanted: of ignored files, for example. */
  readonly isWanted?: (diagnostic: Diagnostic) => boolean;
}

/** A fix may show what it hid, and of two fixes in one place the second one has to wait: then there is another pass. */
const MOST_PASSES = 100;

/**
 * Carries out the fixes of all findings. No fix changes a name, an id, or a portion that Open edX accepts, so no learner gets another
 * group. Nothing is written; what no fix touches stays as it is, byte for byte.
 * @throws AbtestError `bad-argument` for an option that does not exist
 * @example
 * const { files, changes } = fixCourse(course);
 * console.log(files.size, changes.length); // → 0 0
 */
export function fixCourse(course: Course, options: FixOptions = {}): CourseEdit {
  requireKnownOptions('fixCourse', options, { severities: true, isWanted: true });
  const { severities = {}, isWanted = () => true } = options;
  const files = new Map<string, Uint8Array>();
  const changes: ConversionChange[] = [];
  let now = course;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const wanted = checkCourse(now, severities).filter((each) => each.fix !== undefined && isWanted(each));
    const fixed = wanted.length === 0 ? [] : filesOf(now, wanted);
    if (fixed.length === 0) break;
    for (const { path, bytes, done } of fixed) {
      files.set(path, bytes);
      changes.push(
        ...done.map(({ ruleId, fix, place }): ConversionChange => {
          return { kind: 'edited', path, place, message: `${ruleId}: ${fix!.title}` };
        }),
      );
    }
    now = readAgain(course, files);
  }
  return { course: now, files, moves: new Map(), changes };
}

function readAgain(course: Course, files: ReadonlyMap<string, Uint8Array>): Course {
  if (course.kind === 'blocks') return readLoneFile(files.get('')!, course.label);
  if (course.kind === 'policy') return readLonePolicy(files.get('')!, course.label);
  return readCourse(new OverlayFiles(course.files, files), course.label);
}

interface FixedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly done: readonly Diagnostic[];
}

function filesOf(course: Course, diagnostics: readonly Diagnostic[]): FixedFile[] {
  const paths = new Map([...course.files.paths()].map((path) => [course.files.display(path), path]));
  const byFile = new Map<string, Diagnostic[]>();
  for (const each of diagnostics) {
    const file = fileOf(each.fix!);
    const known = byFile.get(file);
    if (known === undefined) byFile.set(file, [each]);
    else known.push(each);
  }
  return [...byFile].flatMap(([file, found]): FixedFile[] => {
    const path = paths.get(file);
    const done = apart(found);
    const bytes = path === undefined ? null : fixedBytes(course, path, file, done);
    return bytes === null ? [] : [{ path: path!, bytes, done }];
  });
}

function fileOf({ edits, plainUtf8 }: Fix): string {
  return plainUtf8 ?? edits[0]!.place.file;
}

/** The fixes that do not touch one that comes before them. */
function apart(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const taken: TextEdit[] = [];
  return diagnostics.filter(({ fix }) => {
    if (fix!.edits.some((edit) => taken.some((other) => touch(edit, other)))) return false;
    taken.push(...fix!.edits);
    return true;
  });
}

function touch({ place: a }: TextEdit, { place: b }: TextEdit): boolean {
  return a.start.offset <= b.end.offset && b.start.offset <= a.end.offset;
}

/** `null` for a file whose encoding cannot be written. */
function fixedBytes(
  course: Course,
  path: string,
  file: string,
  done: readonly Diagnostic[],
): Uint8Array | null {
  const changes = done.flatMap(({ fix }) => fix!.edits.map(changeOf));
  const document = course.xmlFiles.find((each) => each.file === file)?.document;
  if (document) return isWritable(document.encoding) ? writeLossless(applyChanges(document, changes)) : null;
  const { text, encoding, bom, fault } = decode(course.files.read(path));
  const isPlain = done.some(({ fix }) => fix!.plainUtf8 !== undefined);
  if (fault !== undefined || !isWritable(encoding)) return null;
  const after = wholly(splice(text, changes), file);
  return isPlain ? encode(after, 'utf-8', false) : encode(after, encoding, bom);
}

/** A file that is not well-formed shows one such problem at a time. */
function wholly(text: string, file: string): string {
  if (!text.trimStart().startsWith('<')) return text;
  let now = text;
  for (;;) {
    const fix = readXml(now, file).problems.find((each) => each.fix !== undefined)?.fix;
    if (fix === undefined) return now;
    now = splice(now, fix.edits.map(changeOf));
  }
}

function changeOf({ place, text }: TextEdit): Change {
  return { start: place.start.offset, end: place.end.offset, text };
}
