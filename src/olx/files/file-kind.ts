/** What a single file is that was given in place of a course: an archive, a policy, XML, or something else. */
import { extname } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { archiveKind } from './archive.js';

type FileKind = 'archive' | 'policy' | 'xml';

/** Other archives, by their first bytes or, of tar, by its mark at 257. */
const OTHER_ARCHIVES: readonly (readonly [name: string, offset: number, bytes: string])[] = [
  ['a tar archive that is not compressed', 257, 'ustar'],
  ['a bzip2 archive', 0, 'BZh'],
  ['an xz archive', 0, '\xfd7zXZ'],
  ['a Zstandard archive', 0, '\x28\xb5\x2f\xfd'],
  ['a 7-Zip archive', 0, '7z\xbc\xaf\x27\x1c'],
  ['a RAR archive', 0, 'Rar!'],
];

const OTHER_TEXTS: Readonly<Record<string, string>> = {
  '.json': 'JSON',
  '.html': 'HTML',
  '.htm': 'HTML',
  '.md': 'Markdown',
  '.csv': 'CSV',
  '.yml': 'YAML',
  '.yaml': 'YAML',
};

const HINT = 'Give a course directory, a .tar.gz or .zip, a policy.json, or a file of course XML.';

/**
 * @param shown the path as messages show it
 * @throws AbtestError `not-course` for what is neither of the three
 */
export function kindOfFile(bytes: Uint8Array, shown: string): FileKind {
  if (archiveKind(bytes) !== null) return 'archive';
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const other = OTHER_ARCHIVES.find(([, offset, mark]) => start.startsWith(mark, offset));
  if (other !== undefined)
    throw notCourse(shown, other[0], 'Export the course as .tar.gz: Open edX imports that and .zip only.');
  const ending = extname(shown).toLowerCase();
  if (ending === '.xml') return 'xml';
  if (ending === '.json' && /(^|\/)(policy|policies\/[^/]+)\.json$/.test(shown)) return 'policy';
  const named = OTHER_TEXTS[ending];
  if (named !== undefined) throw notCourse(shown, named, HINT);
  // UTF-16 has a NUL in every second place; its byte order mark, or the `<`, is at the start all the same.
  if (/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(start) || bytes.length === 0) return 'xml';
  throw notCourse(shown, start.includes('\0') ? 'a binary file' : 'a text', HINT);
}

function notCourse(shown: string, kind: string, hint: string): AbtestError {
  return new AbtestError('not-course', `"${shown}" is ${kind}, not course XML`, { hint });
}
