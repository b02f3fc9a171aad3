/** Reads a file with a secret, which must not be open to the other users of the machine. */
import { readFile, stat } from 'node:fs/promises';
import { AbtestError } from '../diagnostics/abtest-error.js';

/** The permission bits of users who are neither the owner nor of the file's group. */
const OTHERS = 0o007;

/**
 * @param hint what to do when the file cannot be read
 * @throws AbtestError `bad-configuration` for a file that cannot be read, and for one that other users may read or write
 */
export async function readSecretFile(path: string, hint: string): Promise<Buffer> {
  let mode: number;
  let bytes: Buffer;
  try {
    ({ mode } = await stat(path));
    bytes = await readFile(path);
  } catch (cause) {
    throw new AbtestError('bad-configuration', `${path} cannot be read`, { hint, cause });
  }
  // Windows has no such bits: Node reports the same for each file.
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return bytes;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw new AbtestError(
    'bad-configuration',
    `${path} holds a secret and is open to all users of this machine (mode ${octal})`,
    { hint: `Close it with chmod 600 ${path}, and replace the secret if others could read it.` },
  );
}
