/** The file that a reference to `static/` means: Studio cleans the names of files, and exports the files under their own. */
import type { Course } from '../../index.js';
import { jsonOf } from './kinds/block-settings.js';

const MOST_BYTES = 16 * 2 ** 20;

/** Names that Studio refers to, with those of the files: made once for each reading of a course, when it is first needed. */
const indexes = new WeakMap<Course, ReadonlyMap<string, string>>();

/**
 * The name of the file below `static/`: the one that is written, else the one that `policies/assets.json` knows, else
 * one whose cleaned name it is. `null` where the course has none.
 */
export function staticName(course: Course, written: string): string | null {
  if (course.files.hasStatic(written)) return written;
  let index = indexes.get(course);
  if (index === undefined) {
    index = indexOf(course);
    indexes.set(course, index);
  }
  const found = index.get(written) ?? index.get(cleaned(written));
  return found !== undefined && course.files.hasStatic(found) ? found : null;
}

/** Whether the course comes with files at all: trees in Git often leave the folder out. */
export function hasStaticFiles({ files }: Course): boolean {
  return files.staticNames().length > 0;
}

/** As `StaticContent.compute_location` and `clean_keeping_underscores` of Open edX name an uploaded file. */
function cleaned(name: string): string {
  return name.replaceAll('/', '_').replace(/[^\p{L}\p{N}_.%-]/gu, '_');
}

function indexOf(course: Course): Map<string, string> {
  const index = new Map<string, string>();
  for (const name of course.files.staticNames())
    if (!index.has(cleaned(name))) index.set(cleaned(name), name);
  for (const [name, shown] of assets(course)) index.set(name, shown);
  return index;
}

/** Display names of assets by the name of the asset; an export gives the file its display name. */
function assets({ files }: Course): [string, string][] {
  const path = 'policies/assets.json';
  if (!files.has(path)) return [];
  const bytes = files.read(path);
  if (bytes.length > MOST_BYTES) return [];
  const value = jsonOf(new TextDecoder().decode(bytes));
  return Object.entries(typeof value === 'object' && value !== null ? value : {}).flatMap(([name, asset]) => {
    const shown: unknown = (asset as { displayname?: unknown } | null)?.displayname;
    return typeof shown === 'string' ? [[name, shown] as [string, string]] : [];
  });
}
