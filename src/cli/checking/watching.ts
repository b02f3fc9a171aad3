/** `--watch`: the check again whenever a file changes, until Ctrl-C. */
import { watch } from 'chokidar';
import { SIGNAL_EXITS } from '../process/interruption.js';
import { stderr } from '../terminal/output.js';

/** Milliseconds: an editor writes a file in several steps. */
const QUIET_MS = 100;
const NOT_WATCHED = /(^|[\\/])(\.git|node_modules|\.[^\\/]+\.\d+\.(tmp|old|del))([\\/]|$)/;

/** Returns the exit code of the signal that ends it. @param check reports by itself, and does not throw */
export async function checkOnChange(paths: readonly string[], check: () => Promise<number>): Promise<number> {
  let wake: () => void = () => undefined;
  let [isStale, exit] = [true, 0];
  const told = (): void => {
    isStale = true;
    wake();
  };
  const watcher = watch([...paths], {
    ignoreInitial: true,
    ignored: (path) => NOT_WATCHED.test(path),
    awaitWriteFinish: { stabilityThreshold: QUIET_MS, pollInterval: QUIET_MS / 2 },
  });
  watcher.on('all', told);
  const ends = Object.entries(SIGNAL_EXITS).map(([name, code]) => {
    const end = (): void => {
      exit = code;
      wake();
    };
    process.on(name, end);
    return () => process.off(name, end);
  });
  await new Promise<void>((ready) => watcher.once('ready', ready));
  while (exit === 0) {
    if (isStale) {
      isStale = false;
      await check();
      stderr('olx-abtest: Waiting for changes; Ctrl-C ends\n');
    } else
      await new Promise<void>((resume) => {
        wake = resume;
      });
  }
  for (const end of ends) end();
  await watcher.close();
  return exit;
}
