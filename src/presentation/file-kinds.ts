/** What a file is: a picture by its ending, since nothing else of the folder `static/` is ever shown; a report by its beginning. */

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

/** The media type of a picture; `undefined` for everything else. */
export function pictureKind(path: string): string | undefined {
  return KINDS.get(/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '');
}

/** What every report has near its beginning. */
export const REPORT_MARK = '<meta name="generator" content="olx-abtest report';

/** Bytes of a file in which the mark is looked for. */
export const REPORT_MARK_WITHIN = 4096;
