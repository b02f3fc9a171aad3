/** `olx-abtest serve` as a process of its own, and a client that keeps its connections and says how a request failed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { MAIN } from '../built.js';
import { until } from '../storage/child.js';

const SAMPLE = new URL('../../fixtures/courses/sample', import.meta.url).pathname;

export interface ServiceProcess {
  readonly process: ChildProcess;
  readonly url: string;
  /** What it has said so far. */
  readonly stderr: () => string;
  readonly stdout: () => string;
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Serves the sample course in development mode, without logs and limits of rates; resolves when it listens. */
export function serve(store: string, ...more: readonly string[]): Promise<ServiceProcess> {
  return serveWith({}, store, ...more);
}

/** With these variables of the environment. */
export async function serveWith(
  env: Readonly<Record<string, string>>,
  store: string,
  ...more: readonly string[]
): Promise<ServiceProcess> {
  const fixed = ['--course', SAMPLE, '--port', '0', '--rate', '0', '--log', 'none'];
  const started = spawned(['--store', store, ...fixed, ...more], env);
  let ended = false;
  started.ended.then(() => {
    ended = true;
  });
  const address = (): string | undefined => / at (http:\S+);/.exec(started.stderr())?.[1];
  await until(() => address() !== undefined || ended, 'the service to listen');
  const url = address();
  if (url === undefined) throw new Error(`the service did not start:\n${started.stderr()}`);
  return { ...started, url };
}

export function spawned(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Omit<ServiceProcess, 'url'> {
  const child = spawn(process.execPath, [MAIN, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OLX_ABTEST_STORE: '', NO_COLOR: '1', ...env },
  });
  let stderr = '';
  let stdout = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'gone')),
  );
  return { process: child, stderr: () => stderr, stdout: () => stdout, ended };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for.
  readonly body: any;
}

/** A request without a response. Times are those of `sharedNow`. */
export interface Failed {
  readonly error: string;
  readonly startedAt: number;
  /** When the whole request had been handed to the system; `null`: never. */
  readonly sentAt: number | null;
  /** The connection's port on this side; `null`: there was no connection. */
  readonly localPort: number | null;
  /** Whether the connection had carried a request before. */
  readonly isReused: boolean;
}

/** Milliseconds of a clock that all processes of the machine share. */
function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What `connection-log.mjs` writes at the end of a service. */
export interface ConnectionLog {
  readonly accepted: readonly { readonly port: number; readonly at: number }[];
  readonly portClosedAt: number | null;
}

/** The environment of a service that writes its connections to this file. */
export function loggingConnections(file: string): Readonly<Record<string, string>> {
  const hook = new URL('./connection-log.mjs', import.meta.url).href;
  return { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${hook}`.trim(), CONNECTION_LOG: file };
}

export class Keeper {
  readonly #agent: Agent;
  readonly #url: string;
  /** How many requests have been handed to the system. */
  sent = 0;

  constructor(url: string, keepAlive = true) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive, maxSockets: 100 });
  }

  ask(method: string, path: string): Promise<Reply | Failed> {
    return new Promise((resolve) => {
      const startedAt = sharedNow();
      let sentAt: number | null = null;
      let localPort: number | null = null;
      const failed = (error: string): void =>
        resolve({ error, startedAt, sentAt, localPort, isReused: asked.reusedSocket });
      const asked = request(new URL(path, this.#url), { method, agent: this.#agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.once('end', () => {
          if (answer.complete)
            resolve({ status: answer.statusCode!, headers: answer.headers, body: JSON.parse(text) });
        });
        answer.once('error', (error) => failed(error.message));
      });
      asked.once('socket', (socket) => {
        const note = (): void => {
          localPort = socket.localPort ?? null;
        };
        if (socket.connecting) socket.once('connect', note);
        else note();
      });
      asked.once('finish', () => {
        sentAt = sharedNow();
        this.sent += 1;
      });
      asked.once('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message));
      asked.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
