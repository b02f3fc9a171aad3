/**
 * A PostgreSQL server with a synchronous standby, of Debian's packages (the one of npm has no pg_basebackup), and an
 * address that can be moved from the one to the other, as a virtual IP or a load balancer is.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './postgres-server.js';

const PACKAGES = '/usr/lib/postgresql';

/** The folder of the newest server's programs; `null` where Debian's packages are not installed. */
export function serverPrograms(): string | null {
  const versions = existsSync(PACKAGES) ? readdirSync(PACKAGES).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(PACKAGES, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'pg_basebackup'))) ?? null;
}

export class StandbyPair {
  /** Leads to the server that is primary now. */
  readonly url: string;
  readonly #folder: string;
  readonly #programs: string;
  readonly #address: Address;
  readonly #servers: ChildProcess[] = [];
  #ports: readonly [primary: number, standby: number] = [0, 0];

  private constructor(programs: string, folder: string, address: Address) {
    this.#programs = programs;
    this.#folder = folder;
    this.#address = address;
    this.url = `postgres://postgres@127.0.0.1:${address.port}/postgres`;
  }

  static async start(programs: string): Promise<StandbyPair> {
    const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-standby-'));
    chmodSync(folder, 0o755);
    const { uid, gid } = serverUser();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const pair = new StandbyPair(programs, folder, await Address.listen());
    try {
      await pair.#start();
    } catch (error) {
      await pair.stop();
      throw error;
    }
    return pair;
  }

  /** Ends the primary at once, with the connections to it. */
  killPrimary(): void {
    const pid = Number(readFileSync(join(this.#folder, 'primary', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    for (const each of [pid, ...children.map(Number)]) {
      try {
        process.kill(each, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }

  /** The standby receives nothing until the returned function is called: commits wait for it. */
  async pauseStandby(): Promise<() => void> {
    const [receiver] = await query(this.#ports[1], 'select pid from pg_stat_wal_receiver');
    const { pid } = receiver as { pid: number };
    process.kill(pid, 'SIGSTOP');
    return () => process.kill(pid, 'SIGCONT');
  }

  /** As an administrator does whose commits wait for a standby; returns the number of commits that waited. */
  async cancelWaits(): Promise<number> {
    const waiting = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'";
    return (await query(this.#ports[0], waiting)).length;
  }

  /** The address leads to the standby, which can only be read until it is promoted. */
  moveAddress(): void {
    this.#address.target = this.#ports[1];
  }

  async promoteStandby(): Promise<void> {
    await query(this.#ports[1], 'select pg_promote()');
  }

  async stop(): Promise<void> {
    this.#address.close();
    for (const each of this.#servers) {
      if (each.exitCode !== null || each.signalCode !== null) continue;
      const gone = new Promise((resolve) => each.once('close', resolve));
      each.kill('SIGQUIT');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  // ---------------------------------------------------------------------------------------------------------------

  async #start(): Promise<void> {
    this.#ports = [await freePort(), await freePort()];
    const [primary, standby] = this.#ports;
    const data = (name: string) => join(this.#folder, name);
    this.#run('initdb', '-D', data('primary'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C');
    await this.#serve(data('primary'), primary);
    const from = `host=127.0.0.1 port=${primary} user=postgres application_name=standby`;
    this.#run('pg_basebackup', '-D', data('standby'), '-d', from, '-R', '-X', 'stream', '-c', 'fast');
    await this.#serve(data('standby'), standby);
    await query(primary, "alter system set synchronous_standby_names = 'standby'");
    await query(primary, 'select pg_reload_conf()');
    const synchronous = "select 1 from pg_stat_replication where sync_state = 'sync'";
    await waitFor(async () => (await query(primary, synchronous)).length > 0, 'the standby');
    this.#address.target = primary;
  }

  async #serve(data: string, port: number): Promise<void> {
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: this.#folder };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(join(this.#programs, 'postgres'), ['-D', data, ...options], {
      stdio: 'ignore',
      ...serverUser(),
    });
    this.#servers.push(server);
    await waitFor(async () => {
      if (server.exitCode !== null) throw new Error(`PostgreSQL did not start in ${data}`);
      return query(port, 'select 1').then(
        () => true,
        () => false,
      );
    }, 'the server');
  }

  #run(program: string, ...options: string[]): void {
    execFileSync(join(this.#programs, program), options, { stdio: 'pipe', cwd: '/', ...serverUser() });
  }
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function query(port: number, text: string): Promise<unknown[]> {
  const client = new pg.Client(`postgres://postgres@127.0.0.1:${port}/postgres`);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function waitFor(condition: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 240_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port that is connected to whichever port is its target. */
class Address {
  target = 0;
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#relay(client));
  }

  static listen(): Promise<Address> {
    return new Promise((resolve) => {
      const server = createServer();
      server.listen(0, '127.0.0.1', () => resolve(new Address(server)));
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #relay(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
