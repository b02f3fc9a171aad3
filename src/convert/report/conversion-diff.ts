/** Unified diffs of the files that a conversion changes. */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { Course } from '../../olx/course/course.js';
import { decode } from '../../xml/decode.js';
import type { Conversion } from '../conversion.js';

/** Lines that differ; beyond that the comparison would take too long, and no one reads it. */
const MOST_EDITS = 20_000;

/**
 * One unified diff a file, in pieces; a file that moved is compared with what it was.
 * @param course the course before the conversion
 * @example
 * const conversion = convertCourse(course, { to: 'split_test', weights: 'slots' });
 * const first = diffConversion(course, conversion).next().value ?? '';
 * console.log(first.split('\n')[1]); // → +++ b/html/2c1371af99a9b60e6f3ae8812d06d89d.xml
 */
export function* diffConversion(
  course: Course,
  { files, moves }: Pick<Conversion, 'files' | 'moves'>,
): Generator<string> {
  const moved = new Set(moves.values());
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (bytes === null && moved.has(path)) continue;
    const old = moves.get(path) ?? (course.files.has(path) ? path : undefined);
    yield unifiedDiff(
      {
        name: old === undefined ? '/dev/null' : `a/${nameOf(course, old)}`,
        text: old === undefined ? '' : textOf(course.files.read(old)),
      },
      {
        name: bytes === null ? '/dev/null' : `b/${nameOf(course, path)}`,
        text: bytes === null ? '' : textOf(bytes),
      },
    );
  }
}

/** A lone file has no path in a course. */
function nameOf({ files }: Course, path: string): string {
  return path === '' ? files.display('').replace(/^\//, '') : path;
}

interface Version {
  readonly name: string;
  readonly text: string;
}

/** The headers alone for equal texts. */
export function unifiedDiff(before: Version, after: Version): string {
  const options = { context: 3, maxEditLength: MOST_EDITS };
  const patch = structuredPatch(
    before.name,
    after.name,
    before.text,
    after.text,
    undefined,
    undefined,
    options,
  );
  return patch === undefined
    ? `--- ${before.name}\n+++ ${after.name}\n(too many lines differ to show them)\n`
    : formatPatch(patch, FILE_HEADERS_ONLY);
}

function textOf(bytes: Uint8Array): string {
  return decode(bytes).text;
}
