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
export async function serve(store: string, ...more: readonly string[]): Promise<ServiceProcess> {
  const started = spawned([
    '--store',
    store,
    '--course',
    SAMPLE,
    '--port',
    '0',
    '--rate',
    '0',
    '--log',
    'none',
    ...more,
  ]);
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

interface Failed {
  readonly error: string;
  /** When the whole request had been handed to the system; `null`: never. By `performance.now`. */
  readonly sentAt: number | null;
}

export class Keeper {
  readonly #agent: Agent;
  readonly #url: string;

  constructor(url: string, keepAlive = true) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive, maxSockets: 100 });
  }

  ask(method: string, path: string): Promise<Reply | Failed> {
    return new Promise((resolve) => {
      let sentAt: number | null = null;
      const asked = request(new URL(path, this.#url), { method, agent: this.#agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.once('end', () => {
          if (answer.complete)
            resolve({ status: answer.statusCode!, headers: answer.headers, body: JSON.parse(text) });
        });
        answer.once('error', (error) => resolve({ error: error.message, sentAt }));
      });
      asked.once('finish', () => {
        sentAt = performance.now();
      });
      asked.once('error', (error: NodeJS.ErrnoException) =>
        resolve({ error: error.code ?? error.message, sentAt }),
      );
      asked.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
