/** The command line without a terminal and without colours: in this process, or as a process of its own. */
import { spawnSync } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { run } from '../../src/cli/program.js';
import { MAIN } from '../built.js';

const root = new URL('../..', import.meta.url).pathname;
/** Milliseconds; ends a hang, and measures nothing. */
const HANG = 240_000;

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs it here, one run after the other: streams, working directory and environment are replaced meanwhile. */
export async function olxAbtest(
  args: readonly string[],
  { cwd = root, input = '', env = {} }: RunOptions = {},
): Promise<Ran> {
  const [stdout, stderr] = [new Written(), new Written()];
  const before = { cwd: process.cwd(), env: process.env };
  const replaced = { stdin: Readable.from([Buffer.from(input)]), stdout, stderr };
  const own = Object.keys(replaced).map(
    (name) => [name, Object.getOwnPropertyDescriptor(process, name)!] as const,
  );
  for (const [name, value] of Object.entries(replaced))
    Object.defineProperty(process, name, { configurable: true, value });
  process.env = environment(env);
  process.chdir(cwd);
  try {
    const exit = await run(args);
    return { exit, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
    for (const [name, descriptor] of own) Object.defineProperty(process, name, descriptor);
  }
}

/** Runs the built one as a process; a run that hangs is killed and has no exit code. */
export function olxAbtestProcess(
  args: readonly string[],
  { cwd = root, input = '', env = {} }: RunOptions = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    timeout: HANG,
    maxBuffer: 2 ** 28,
    cwd,
    input,
    env: environment(env),
  });
  return { exit: status, stdout, stderr };
}

function environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { CI: _, FORCE_COLOR: __, OLX_ABTEST_DEBUG: ___, GITHUB_WORKSPACE: ____, ...env } = process.env;
  return { ...env, NO_COLOR: '1', ...more };
}

/** A stream that keeps what is written. */
class Written extends Writable {
  readonly #chunks: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}

/** A command line as a file holds it, split at spaces; `"` keeps spaces together. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

/** What a run gave, as the files of expected output have it: without the place of the checkout. */
export function transcript({ exit, stdout, stderr }: Ran): string {
  const section = (name: string, text: string) =>
    text === '' ? '' : `--- ${name}\n${text.replaceAll(root, '<checkout>/')}`;
  return `exit ${exit}\n${section('stdout', stdout)}${section('stderr', stderr)}`;
}
