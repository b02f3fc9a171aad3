/** Files that Open edX's import cannot read, written as UTF-8. */
import { isUtf8 } from 'node:buffer';
import type { Course } from '../../olx/course/course.js';
import { readCourse } from '../../olx/course/read-course.js';
import { OverlayFiles } from '../../olx/files/overlay-files.js';
import type { FileChanges } from '../../olx/write/members.js';
import { type Decoded, declaredEncoding, decode } from '../../xml/decode.js';
import { DRAFTS } from '../blocks/new-names.js';
import type { BlockTag } from '../conversion.js';
import type { Notes } from '../report/notes.js';
import { Concerned } from './concerned.js';

const ROOT = 'course.xml';
const DECLARED = /^(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')/;

interface Readable {
  readonly course: Course;
  readonly files: FileChanges;
}

/**
 * The course with its files as the import reads them. Files that can be read and that no block of the tag concerns stay as they are,
 * and so do files that are not XML in any encoding: the caller reports them.
 */
export function readable(course: Course, tag: BlockTag, notes: Notes): Readable {
  // A file that is not read here, though the import reads it, may be what leads to an experiment.
  const unread = new Set(
    course.xmlFiles.flatMap(({ problems, file }) => (problems.length > 0 ? [file] : [])),
  );
  const candidates =
    unread.size === 0
      ? []
      : [...course.files.paths()].filter((path) => unread.has(course.files.display(path)));
  const whole = withFiles(course, rewritten(course, candidates).files);
  const concerned = new Set([...new Concerned(whole, tag).nodes].map(({ path }) => path));
  const { files, reasons } = rewritten(course, [...new Set([ROOT, ...concerned, ...candidates])]);
  for (const [path, why] of reasons) {
    const source = course.sourceOf(course.files.display(path)) ?? whole.sourceOf(course.files.display(path));
    notes.change('encoded', path, why, source?.place(0, 0));
  }
  return { course: withFiles(course, files), files };
}

function withFiles(course: Course, files: FileChanges): Course {
  return files.size === 0 ? course : readCourse(new OverlayFiles(course.files, files), course.label);
}

function rewritten(
  { files }: Course,
  paths: readonly string[],
): { files: Map<string, Uint8Array>; reasons: Map<string, string> } {
  const found = { files: new Map<string, Uint8Array>(), reasons: new Map<string, string>() };
  for (const path of paths) {
    const made = files.has(path) ? readableBytes(files.read(path), path) : null;
    if (made === null) continue;
    found.files.set(path, made.bytes);
    found.reasons.set(path, made.why);
  }
  return found;
}

/** `null` for bytes that the import can read as they are, and for those that are not text at all. */
function readableBytes(bytes: Uint8Array, path: string): { bytes: Uint8Array; why: string } | null {
  const isText = isUtf8(bytes) && !bytes.includes(0);
  const { text, encoding, fault } = isText ? asUtf8(bytes) : decode(bytes);
  if (fault !== undefined) return null;
  const plain = Buffer.from(text.replace(DECLARED, '$1'));
  if (!isText) return { bytes: plain, why: `written as UTF-8 instead of ${encoding}` };
  if (bytes[0] === BYTE_ORDER_MARK[0] && bytes[1] === BYTE_ORDER_MARK[1] && bytes[2] === BYTE_ORDER_MARK[2])
    return { bytes: plain, why: 'written without the byte order mark' };
  const declared = declaredEncoding(text);
  if (declared === undefined) return null;
  const isWrong = !/^utf-?8$/i.test(declared) && (path === ROOT || text.length !== bytes.length);
  // The import opens these as text, and an XML library refuses text that declares an encoding.
  const isOpenedAsText = path.startsWith(`${DRAFTS}vertical/`);
  if (!isWrong && !isOpenedAsText) return null;
  return {
    bytes: plain,
    why: `written without the declaration of the encoding ${declared}; the bytes are UTF-8`,
  };
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

function asUtf8(bytes: Uint8Array): Decoded {
  return { text: new TextDecoder('utf-8').decode(bytes), encoding: 'utf-8', bom: false };
}
