/** Standard input as one of the paths. */
import { FailureError, messageOf } from '../process/cli-errors.js';

/** What stands for `-` among the paths; no file can be named so. */
export const STDIN = '\0-';

/** More than any course has; without a limit an endless stream would take all memory. */
const MOST_BYTES = 2 ** 28;

export async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_BYTES) throw new FailureError(`Standard input holds more than ${MOST_BYTES} bytes`);
    }
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(`Standard input cannot be read: ${messageOf(error)}`);
  }
  return Buffer.concat(chunks);
}
