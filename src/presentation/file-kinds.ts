/** What a file is: an image by its extension (no other files of the folder `static/` are shown); a report by its beginning. */

const KINDS = new Map([
  ['avif', 'image/avif'],
  ['bmp', 'image/bmp'],
  ['gif', 'image/gif'],
  ['ico', 'image/x-icon'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['webp', 'image/webp'],
]);

export function isPicture(path: string): boolean {
  return pictureKind(path) !== undefined;
}

/** The media type of an image; `undefined` for everything else. */
export function pictureKind(path: string): string | undefined {
  return KINDS.get(/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '');
}

/** Every report contains this near its beginning. */
export const REPORT_MARK = '<meta name="generator" content="olx-abtest report';

/** The mark is searched for in this many bytes of a file. */
export const REPORT_MARK_WITHIN = 4096;
