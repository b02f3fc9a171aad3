/** `--watch`: the check again whenever a file changes, until Ctrl-C. */
import { basename, dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { CONFIG_NAME, nearestConfig } from '../args/config.js';
import { globBase } from '../files/globs.js';
import { SIGNAL_EXITS } from '../process/interruption.js';
import { type Piece, stderr, withheld, writePieces } from '../terminal/output.js';

/** Milliseconds without a change after which the check runs: an editor writes a file in several steps. */
const QUIET_MS = 100;
/** Milliseconds that files which are written all the time, such as a log, delay the check at most. */
const MOST_WAIT_MS = 2000;
const NOT_WATCHED = /(^|[\\/])(\.git|node_modules|\.[^\\/]+\.\d+\.(tmp|old|del))([\\/]|$)/;

interface Watched {
  /** Files, folders and globs. */
  readonly paths: readonly string[];
  /** The file of `--config`; without it the nearest configuration, and one that comes into the working directory. */
  readonly config: string | undefined;
  /** The file of `--baseline`. */
  readonly baseline: string | undefined;
}

/**
 * Checks, and checks again after each change. A report that is the one before is not repeated.
 * @param check reports by itself, and does not throw
 * @returns the exit code of the signal that ends it
 */
export async function checkOnChange(watched: Watched, check: () => Promise<number>): Promise<number> {
  const changes = new Changes();
  const settings = settingsFiles(watched);
  const watchers = [
    watcherOf(await Promise.all(watched.paths.map(globBase)), (path) => NOT_WATCHED.test(path)),
    settingsWatcher(settings),
  ];
  const ready = watchers.map((each, index) => {
    each.on('all', () => changes.add());
    // Of two saves within some 50 ms the second has no event of its own, only the system's.
    each.on('raw', (_, name) => {
      if (index === 0 || settings.some((file) => basename(file) === name)) changes.add();
    });
    each.on('error', (error) =>
      stderr(`olx-abtest: Changes may not be noticed: ${error instanceof Error ? error.message : error}\n`),
    );
    return new Promise<void>((resume) => each.once('ready', resume));
  });
  await Promise.all(ready);
  let last = '';
  do {
    const pieces = await withheld(check);
    const report = JSON.stringify(pieces);
    if (report === last) reportNothingNew();
    else reportNew(pieces);
    last = report;
  } while (await changes.next());
  await Promise.all(watchers.map((each) => each.close()));
  return changes.exit;
}

function reportNew(pieces: readonly Piece[]): void {
  writePieces(pieces);
  stderr('olx-abtest: Waiting for changes; Ctrl-C ends\n');
}

/** To people only: where the output goes to a file in the course, a line for each change would be a change itself. */
function reportNothingNew(): void {
  if (process.stderr.isTTY) stderr('olx-abtest: Checked again: nothing is different\n');
}

function watcherOf(paths: readonly string[], ignored: (path: string) => boolean): FSWatcher {
  return watch([...paths], { ignoreInitial: true, ignored });
}

function settingsFiles({ config, baseline }: Watched): string[] {
  const configs = config === undefined ? [nearestConfig(process.cwd()), CONFIG_NAME] : [config];
  return [...configs, baseline].flatMap((path) => (path === undefined ? [] : resolve(path)));
}

/** Watches the folders of the files, and nothing else in them: a file that is not there yet, or is replaced, has no events of its own. */
function settingsWatcher(files: readonly string[]): FSWatcher {
  const folders = files.map((file) => dirname(file));
  const known = new Set([...files, ...folders]);
  return watcherOf(folders, (path) => !known.has(resolve(path)));
}

// ------------------------------------------------------------------------------------------------------------------

/** The changes that no check has seen, and the signal that ends the program. */
class Changes {
  /** Times of the first and the last of them; `null` without any. */
  #first: number | null = null;
  #last = 0;
  #wake: () => void = () => undefined;
  /** The exit code of the signal; 0 without one. */
  exit = 0;

  constructor() {
    const listeners = Object.entries(SIGNAL_EXITS).map(([name, code]) => {
      const listener = (): void => {
        this.exit = code;
        this.#wake();
        // A second signal ends the program at once.
        for (const [each, own] of listeners) process.off(each, own);
      };
      process.on(name, listener);
      return [name, listener] as const;
    });
  }

  add(): void {
    this.#last = performance.now();
    this.#first ??= this.#last;
    this.#wake();
  }

  /** Resolves once there is a change and files are quiet: `true`, or at a signal: `false`. */
  async next(): Promise<boolean> {
    while (this.exit === 0) {
      const now = performance.now();
      const due =
        this.#first === null ? null : Math.min(this.#last + QUIET_MS, this.#first + MOST_WAIT_MS) - now;
      if (due !== null && due <= 0) {
        this.#first = null;
        return true;
      }
      await this.#woken(due);
    }
    return false;
  }

  /** @param due milliseconds after which it resolves at the latest */
  #woken(due: number | null): Promise<void> {
    return new Promise((resume) => {
      const timer = due === null ? undefined : setTimeout(resume, due);
      this.#wake = () => {
        clearTimeout(timer);
        resume();
      };
    });
  }
}
