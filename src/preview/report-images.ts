/** The pictures of a course as data: URIs, as far as a file that is sent by mail can hold them. */

export interface ReportImages {
  /** `null` for what is left out. */
  asset(path: string): string | null;
  /** Different pictures that are not there, or are too large, or no pictures. */
  readonly left: ReadonlyMap<string, 'missing' | 'too large' | 'no picture'>;
}

/** Bytes of one picture, and of all together; a picture that is shown twice stands in the file twice. */
export const LARGEST_IMAGE = 512 * 1024;
export const ALL_IMAGES = 12 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/** @param read the bytes of a file of the course's folder `static/`, or `null` */
export function reportImages(read: (path: string) => Uint8Array | null): ReportImages {
  const known = new Map<string, string>();
  const left = new Map<string, 'missing' | 'too large' | 'no picture'>();
  let total = 0;
  const uriOf = (path: string): string | null => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const type = TYPES[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''];
    if (type === undefined) return refuse(path, 'no picture');
    const bytes = read(path);
    if (bytes === null) return refuse(path, 'missing');
    if (bytes.length > LARGEST_IMAGE) return refuse(path, 'too large');
    const uri = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    known.set(path, uri);
    return uri;
  };
  const refuse = (path: string, why: 'missing' | 'too large' | 'no picture'): null => {
    left.set(path, why);
    return null;
  };
  return {
    left,
    asset(path) {
      const uri = left.has(path) ? null : uriOf(path);
      if (uri === null) return null;
      if (total + uri.length > ALL_IMAGES) return refuse(path, 'too large');
      total += uri.length;
      return uri;
    },
  };
}
