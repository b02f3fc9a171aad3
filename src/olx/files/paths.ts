/** Paths inside a course as POSIX reads them, for code that also runs where there is no Node. */

/** Without `.`, `x/..` and doubled slashes, as `posix.normalize`: `..` at the start stays, nothing is `.`. */
export function normalized(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  const inside = parts.join('/');
  if (inside === '') return isAbsolute ? '/' : path.endsWith('/') ? './' : '.';
  return `${isAbsolute ? '/' : ''}${inside}${path.endsWith('/') ? '/' : ''}`;
}

/** The folder of a relative path; `.` for a path without a slash. */
export function folderOf(path: string): string {
  const slash = path.replace(/\/+$/, '').lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash);
}

/** The last name of a path that ends in one. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The last name without its ending; a dot at its start begins no ending. */
export function fileStem(path: string): string {
  return fileName(path).replace(/(?<=.)\.[^.]*$/, '');
}
