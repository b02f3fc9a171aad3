/** Which file a path leads to, so that one which was replaced is not taken for it. */
import { statSync } from 'node:fs';

export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

/** `null` when there is no file. */
export function identityOf(path: string): FileIdentity | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found?.isFile() ? { device: found.dev, inode: found.ino } : null;
}

export function isSameFile(path: string, { device, inode }: FileIdentity): boolean {
  const now = identityOf(path);
  return now !== null && now.device === device && now.inode === inode;
}
