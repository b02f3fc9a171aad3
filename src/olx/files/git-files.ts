/** The files of a course as a commit of a git repository has them: read from the object store, never checked out. */
import type { ChildProcess } from 'node:child_process';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { courseFolders } from './archive.js';
import { ARCHIVE_LIMITS, KEPT, type MemberBytes } from './archive-members.js';

interface GitCourse {
  /** The folder inside `path` that is the course, ending in `/`; empty where it is `path` itself. */
  readonly folder: string;
  /** By path below that folder. */
  readonly members: MemberBytes;
}

/** Milliseconds for one call of git; a repository on a slow disk needs a few seconds. */
const PATIENCE = 60_000;
/** Bytes of git's messages that are kept. */
const MOST_MESSAGE = 4000;

/**
 * The course at a path in the commit that `ref` names. No shell, filter, hook, external diff or pager is run, and nothing is
 * fetched.
 * @param ref anything that names a commit: `HEAD~1`, `v1.0`, a hash
 * @param directory a directory that is there, in the working tree
 * @param path the folder of the course, or one around it, relative to `directory`; empty for the directory itself
 * @throws AbtestError `not-found` for a ref or a path that the repository does not have, `not-readable` where git fails,
 * `archive-refused` for more than an archive may hold, `bad-argument` where there are several courses
 */
export async function readGit(ref: string, directory: string, path: string): Promise<GitCourse> {
  const commit = await commitOf(ref, directory);
  const top = path === '' ? '' : `${path}/`;
  const listed = await runGit(['ls-tree', '-r', '-z', '-l', commit, '--', top || '.'], directory);
  const entries = listed
    .toString('utf8')
    .split('\0')
    .flatMap((line) => entryOf(line, top));
  if (entries.length === 0)
    throw new AbtestError('not-found', `"git:${ref}" has no files in this folder`, {
      hint: 'Give the path that the course has in that commit: git:REF:PATH.',
    });
  check(ref, entries);
  const folders = courseFolders(entries.map((each) => each.path));
  const [folder] = folders;
  if (folders.length > 1)
    throw new AbtestError(
      'bad-argument',
      `There are ${folders.length} courses in this folder of "git:${ref}"`,
      {
        hint: `Give one of them: git:${ref}:PATH.`,
      },
    );
  return { folder: folder!, members: await readMembers(entries, folder!, directory) };
}

async function readMembers(
  entries: readonly Entry[],
  folder: string,
  directory: string,
): Promise<MemberBytes> {
  const inside = entries.filter(({ path }) => path.startsWith(folder));
  const wanted = inside.filter(({ path }) => KEPT.test(path));
  const contents = await readBlobs(
    wanted.map(({ hash }) => hash),
    directory,
  );
  const members: MemberBytes = new Map(inside.map(({ path }) => [path.slice(folder.length), null]));
  for (const [index, { path }] of wanted.entries()) members.set(path.slice(folder.length), contents[index]!);
  return members;
}

interface Entry {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

/** Files alone: a link could lead out, and a submodule is another repository. */
function entryOf(line: string, top: string): Entry[] {
  const [, hash, size, path] = /^100(?:644|755|664) blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line) ?? [];
  if (path === undefined || !path.startsWith(top)) return [];
  return [{ path: path.slice(top.length), hash: hash!, size: Number(size) }];
}

function check(ref: string, entries: readonly Entry[]): void {
  const kept = entries.reduce((sum, { path, size }) => sum + (KEPT.test(path) ? size : 0), 0);
  const { members, kept: most } = ARCHIVE_LIMITS;
  const why =
    entries.length > members
      ? `has more than ${members} files`
      : kept > most
        ? `has more than ${most} bytes of XML, JSON and HTML`
        : null;
  if (why !== null) throw new AbtestError('archive-refused', `"git:${ref}" is refused: it ${why}`);
}

/** The hash of the commit that a ref names. @throws AbtestError `not-found` */
export async function commitOf(ref: string, directory: string): Promise<string> {
  try {
    const question = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
    const answer = (await runGit(question, directory)).toString('latin1').trim();
    if (/^[0-9a-f]{40,64}$/.test(answer)) return answer;
  } catch (error) {
    if (!(error instanceof AbtestError) || !(error.cause instanceof GitFailure)) throw error;
    if (error.cause.message !== '') throw error;
  }
  throw new AbtestError('not-found', `"${ref}" does not name a commit of the repository`, {
    hint: 'Run git log there to see which commits there are.',
  });
}

class GitFailure extends Error {}

/** Each blob's bytes, in order: `cat-file --batch` answers `HASH blob SIZE`, the bytes and a newline for each. */
async function readBlobs(hashes: readonly string[], directory: string): Promise<Uint8Array[]> {
  const output = await runGit(['cat-file', '--batch'], directory, hashes.map((hash) => `${hash}\n`).join(''));
  let at = 0;
  return hashes.map((hash) => {
    const lineEnd = output.indexOf(0x0a, at);
    const size = Number(
      /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('latin1', at, lineEnd))?.[1] ?? Number.NaN,
    );
    if (lineEnd === -1 || Number.isNaN(size))
      throw new AbtestError('not-readable', `git does not have the file ${hash}`, {
        hint: 'Fetch the whole commit first.',
      });
    at = lineEnd + 1 + size + 1;
    return output.subarray(lineEnd + 1, lineEnd + 1 + size);
  });
}

/** Variables that would lead git to another repository than the one of the directory, or to programs. */
const FOREIGN = /^GIT_(?!CEILING_DIRECTORIES$|CONFIG_NOSYSTEM$|CONFIG_GLOBAL$|CONFIG_SYSTEM$)/;
const CONFIG = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never'];

/** stdout of one call of git; no shell, hook or pager is run, and nothing is fetched. @throws AbtestError `not-readable` */
export async function runGit(args: readonly string[], directory: string, input = ''): Promise<Buffer> {
  // Most courses are read without git, and do not wait for this.
  const { spawn } = await import('node:child_process');
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  const settings = CONFIG.flatMap((each) => ['-c', each]);
  const child = spawn('git', ['--no-pager', ...settings, ...args], {
    cwd: directory,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  return collect(child, input);
}

function collect(child: ChildProcess, input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let message = '';
    child.stdout!.on('data', (part: Buffer) => {
      size += part.length;
      parts.push(part);
      // The sizes were checked before; more than this is not what git announced.
      if (size > 2 * ARCHIVE_LIMITS.kept) child.kill('SIGKILL');
    });
    child.stderr!.on('data', (part: Buffer) => {
      if (message.length < MOST_MESSAGE) message += part.toString('utf8');
    });
    child.on('error', (cause) =>
      reject(
        new AbtestError('not-readable', `git cannot be run: ${cause.message}`, {
          hint: 'Install git, or give directories or archives.',
          cause,
        }),
      ),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(parts));
      const cause = new GitFailure(message.trim());
      const [first = ''] = message.trim().split('\n');
      const why = first.replace(/^fatal: /, '') || `it ended with ${code ?? 'a signal'}`;
      reject(new AbtestError('not-readable', `git cannot read the commit: ${why}`, { cause }));
    });
    child.stdin!.on('error', () => {
      // git has ended; its exit code has the reason.
    });
    child.stdin!.end(input);
  });
}
