/** Preloaded into a service: on SIGUSR2 it writes its heap after a collection, memory, descriptors and lag to `VITALS`. */
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const file = process.env.VITALS;
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  /** Milliseconds above the resolution. */
  const lag = (part) => Math.round(delay.percentile(part) / 1e5 - 100) / 10;
  const [lag50, lag99] = [lag(50), lag(99)];
  const { rss } = process.memoryUsage();
  // What the first collection only marks to be finalised, the second frees.
  collect();
  collect();
  const { heapUsed: heap, external } = process.memoryUsage();
  const descriptors = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  writeFileSync(`${file}.new`, JSON.stringify({ rss, heap, external, descriptors, lag50, lag99 }));
  renameSync(`${file}.new`, file);
  delay.reset();
});
