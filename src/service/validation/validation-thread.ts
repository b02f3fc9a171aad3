/** The entry of the validation thread: one response for each text. */
import { parentPort } from 'node:worker_threads';
import type { ThreadVerdict } from './validator.js';
import { type GivenText, verdictOf } from './verdict.js';

parentPort!.on('message', async (given: GivenText) => {
  const began = performance.now();
  // A failure is an event of the thread, which ends with it.
  const json = await verdictOf(given);
  parentPort!.postMessage({ json, ms: performance.now() - began } satisfies ThreadVerdict);
});
parentPort!.postMessage('ready');
