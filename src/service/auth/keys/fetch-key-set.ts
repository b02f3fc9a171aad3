/** Fetches a key set: within a time and a size, without redirects. */
import { channel } from 'node:diagnostics_channel';
import { type KeySet, readKeySet } from './key-set.js';

/** Publishes that a usable key set was fetched, for metrics. */
export const KEYS_FETCHED = channel('olx-abtest.keys-fetched');

/** Milliseconds. */
const FETCHED_WITHIN = 3_000;
const MOST_BYTES = 2 ** 20;

/** @throws Error whose message has the reason */
export async function fetchKeySet(url: URL): Promise<KeySet> {
  const text = await textAt(url);
  try {
    const set = readKeySet(text);
    KEYS_FETCHED.publish({});
    return set;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw new Error(`the answer is not a usable key set: ${why}`);
  }
}

async function textAt(url: URL): Promise<string> {
  try {
    const response = await fetch(url, {
      // A redirect may lead to an address that is not checked.
      redirect: 'error',
      signal: AbortSignal.timeout(FETCHED_WITHIN),
      headers: { Accept: 'application/jwk-set+json, application/json' },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`the answer has status ${response.status}`);
    }
    return await textOf(response);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the body.
    if (size > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${FETCHED_WITHIN / 1000} s`;
  const { code, message: because } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? because ?? message;
}
