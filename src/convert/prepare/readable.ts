/** Files that Open edX's import cannot read, written as UTF-8. */
import { isUtf8 } from 'node:buffer';
import type { Course } from '../../olx/course/course.js';
import { readCourse } from '../../olx/course/read-course.js';
import type { FileChanges } from '../../olx/write/members.js';
import { canonicalName, type Decoded, declaredEncoding, decode } from '../../xml/decode.js';
import { DRAFTS } from '../blocks/new-names.js';
import { OverlayFiles } from '../overlay-files.js';
import type { Notes } from '../report/notes.js';
import type { Concerned } from './concerned.js';

const ROOT = 'course.xml';
const DECLARED = /^(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')/;

export interface Readable {
  readonly course: Course;
  readonly files: FileChanges;
}

/**
 * The course with its files as the import reads them. Files that no experiment concerns stay as they are, and so do files that are
 * no XML in any encoding: they are reported by the caller.
 */
export function readable(course: Course, concerned: Concerned, notes: Notes): Readable {
  const files = new Map<string, Uint8Array>();
  const paths = new Set([...concerned.nodes].map(({ path }) => path));
  if (course.files.has(ROOT)) paths.add(ROOT);
  for (const path of paths) {
    if (!course.files.has(path)) continue;
    const bytes = course.files.read(path);
    const found = readableBytes(bytes, path);
    if (found === null) continue;
    files.set(path, found.bytes);
    const { source } = course.xmlFiles.find(({ file }) => file === course.files.display(path)) ?? {};
    notes.change('encoded', path, found.why, source?.place(0, 0));
  }
  if (files.size === 0) return { course, files };
  return { course: readCourse(new OverlayFiles(course.files, files), course.label), files };
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
  const isWrong = canonicalName(declared) !== 'utf-8' && (path === ROOT || text.length !== bytes.length);
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
