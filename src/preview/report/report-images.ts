/** The images of a course as data: URIs, as far as a file that is sent by e-mail can contain them. */
import type { Course } from '../../index.js';
import { pictureKind } from '../../presentation/file-kinds.js';
import { staticName } from '../content/static-names.js';

export interface ReportImages {
  /** `null` for an image that is left out. */
  asset(path: string): string | null;
  /** The requested files that are not in the report: not images, too large, or missing. */
  readonly left: ReadonlySet<string>;
}

/** Bytes of one image, and of all together; an image that is shown twice is in the file twice. */
export const LARGEST_IMAGE = 512 * 1024;
export const ALL_IMAGES = 12 * 1024 * 1024;

export function reportImages(course: Course): ReportImages {
  const { files } = course;
  const known = new Map<string, string>();
  const left = new Set<string>();
  let total = 0;
  const uriOf = (path: string): string | null => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const type = pictureKind(path);
    if (type === undefined) return refuse(path);
    const bytes = files.readStatic(staticName(course, path) ?? path, LARGEST_IMAGE);
    if (bytes === null) return refuse(path);
    const uri = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    known.set(path, uri);
    return uri;
  };
  const refuse = (path: string): null => {
    left.add(path);
    return null;
  };
  return {
    left,
    asset(path) {
      const uri = left.has(path) ? null : uriOf(path);
      if (uri === null) return null;
      if (total + uri.length > ALL_IMAGES) return refuse(path);
      total += uri.length;
      return uri;
    },
  };
}
