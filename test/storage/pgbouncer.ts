/** Starts Debian's PgBouncer in front of a PostgreSQL server of the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './postgres-server.js';

interface BouncerOptions {
  readonly mode: 'session' | 'transaction' | 'statement';
  /** The port of the PostgreSQL server on this machine. */
  readonly server: number;
  /** Passwords by user. */
  readonly users: Readonly<Record<string, string>>;
  /** Connections to the server for each user and database. */
  readonly poolSize: number;
}

export class PgBouncer {
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #gone: Promise<void>;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#process = process;
    this.#gone = new Promise((resolve) => process.once('close', () => resolve()));
  }

  static async start({ mode, server, users, poolSize }: BouncerOptions): Promise<PgBouncer> {
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-pgbouncer-'));
    await chmod(folder, 0o755);
    const port = await freePort();
    const list = Object.entries(users).map(([user, password]) => `"${user}" "${password}"`);
    await writeFile(join(folder, 'users.txt'), `${list.join('\n')}\n`);
    const settings = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: join(folder, 'users.txt'),
      pool_mode: mode,
      default_pool_size: poolSize,
      max_client_conn: 500,
      // The pools of all databases together must fit into the server's connections.
      server_idle_timeout: 1,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(
      file,
      `[databases]\n* = host=127.0.0.1 port=${server}\n[pgbouncer]\n${lines.join('\n')}\n`,
    );
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
    const started = spawn('pgbouncer', [...user, file], { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    const bouncer = new PgBouncer(port, folder, started);
    while (!(await isOpen(port))) {
      if (started.exitCode !== null) throw new Error(`PgBouncer did not start:\n${log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return bouncer;
  }

  /** The URL of a database of the server, through the pooler. */
  through(url: string): string {
    return Object.assign(new URL(url), { port: String(this.port) }).href;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
