/** Which files of a course's folder `static/` are pictures: by a fixed list of endings, since nothing else is ever shown. */

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
