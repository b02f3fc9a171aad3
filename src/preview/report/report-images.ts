/** The images of a course as data: URIs, as far as a file that is sent by e-mail can contain them. */
import type { Course } from '../../index.js';
import { pictureKind } from '../../presentation/file-kinds.js';
import { hasStaticFiles, staticName } from '../content/static-names.js';

export interface ReportImages {
  /** `null` for an image that is left out. */
  asset(path: string): string | null;
  /** The requested files that are not in the report, each with the reason. */
  readonly left: ReadonlyMap<string, string>;
}

/**
 * Bytes of one image, and of all together; an image that is shown twice is in the file twice.
 * @tested the tests fill them
 */
export const LARGEST_IMAGE = 512 * 1024;
/** @tested the tests fill it */
export const ALL_IMAGES = 12 * 1024 * 1024;

/** Of larger files the size is not looked up, since it takes reading them. */
const LARGEST_MEASURED = 64 * 2 ** 20;
const FULL = `no room: the pictures in this file have ${ALL_IMAGES / 2 ** 20} MiB already`;

/** @param size in bytes, where it is known */
function tooLarge(size: number | undefined): string {
  const limit = `more than the ${LARGEST_IMAGE / 1024} KiB that a picture may have here`;
  if (size === undefined) return `not kept from the archive, or ${limit}`;
  return `too large: ${Math.ceil(size / 1024).toLocaleString('en')} KiB, ${limit}`;
}

export function reportImages(course: Course): ReportImages {
  const { files } = course;
  const known = new Map<string, string>();
  const left = new Map<string, string>();
  let total = 0;
  const uriOf = (path: string): string | null => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const type = pictureKind(path);
    if (type === undefined) return refuse(path, 'not a picture');
    const name = staticName(course, path);
    if (name === null)
      return refuse(
        path,
        hasStaticFiles(course)
          ? 'missing: the folder static of the course does not have it'
          : 'missing: the course comes without a folder static',
      );
    const bytes = files.readStatic(name, LARGEST_IMAGE);
    if (bytes === null) return refuse(path, tooLarge(files.readStatic(name, LARGEST_MEASURED)?.length));
    const uri = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    known.set(path, uri);
    return uri;
  };
  const refuse = (path: string, reason: string): null => {
    left.set(path, reason);
    return null;
  };
  return {
    left,
    asset(path) {
      const uri = left.has(path) ? null : uriOf(path);
      if (uri === null) return null;
      if (total + uri.length > ALL_IMAGES) return refuse(path, FULL);
      total += uri.length;
      return uri;
    },
  };
}
