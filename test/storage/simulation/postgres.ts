/**
 * A simulated PostgreSQL server behind a pooler that gives each transaction any of its connections. The driver and the
 * store are the real ones; the network loses requests and answers, delays them, and breaks in the middle of them, and
 * the server refuses, crashes and starts again.
 */
import { ServerError, Tables } from './tables.js';
import {
  BOUND,
  bound,
  DONE,
  data,
  described,
  failure,
  type Message,
  MessageReader,
  PARSED,
  parsed,
  READY,
  type Row,
  readyForQuery,
  SimulatedSocket,
} from './wire.js';
import type { World } from './world.js';

/** Milliseconds of virtual time after which nothing fails any more. */
const CALM = 20_000;
const FLUSH_EVERY = 200;

/** A connection of the pooler to the server, with what was left in it by transactions of any client. */
interface Backend {
  readonly settings: Map<string, string>;
  readonly statements: Map<string, string>;
  busy: boolean;
}

interface Transaction {
  readonly backend: Backend;
  readonly settings: Map<string, string>;
  failed: boolean;
}

export class SimulatedServer {
  readonly tables: Tables;
  readonly #world: World;
  readonly #faults: number;
  readonly #backends: Backend[];
  readonly #sessions = new Set<Session>();
  #isUp = true;

  constructor(world: World, migrations: readonly string[]) {
    this.#world = world;
    this.tables = new Tables(migrations);
    this.#faults = world.oneOf([0, 0.01, 0.05, 0.15]);
    this.#backends = Array.from({ length: 3 }, () => this.#newBackend());
    const crashes = world.oneOf([0, 1, 3]);
    for (let crash = 0; crash < crashes; crash += 1) world.after(world.between(0, 2000), () => this.#crash());
    this.#flushLater();
  }

  /** A socket to the server. */
  connect(): SimulatedSocket {
    const session = new Session(this.#world, this);
    this.#sessions.add(session);
    return session.socket;
  }

  /** What survives the end of all machines. */
  end(): void {
    this.#world.note('the server ends');
    this.tables.crash();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether the network or the server fails now. */
  fails(weight = 1): boolean {
    return this.#world.now < CALM && this.#world.chance(this.#faults * weight);
  }

  /** A connection that no transaction uses; `null` when there is none. */
  backend(): Backend | null {
    const free = this.#backends.filter(({ busy }) => !busy);
    return free.length === 0 ? null : this.#world.oneOf(free);
  }

  leave(session: Session): void {
    this.#sessions.delete(session);
  }

  #crash(): void {
    this.#world.note('the server crashes');
    this.#isUp = false;
    for (const session of [...this.#sessions]) session.tear();
    this.tables.crash();
    this.#backends.splice(0, this.#backends.length, ...this.#backends.map(() => this.#newBackend()));
    this.#world.after(this.#world.between(10, 3000), () => {
      this.#isUp = true;
    });
  }

  /** The role has commits acknowledged before they are on disk, and a pooler resets nothing in transaction mode. */
  #newBackend(): Backend {
    return { settings: new Map([['synchronous_commit', 'off']]), statements: new Map(), busy: false };
  }

  #flushLater(): void {
    this.#world.after(FLUSH_EVERY, () => {
      if (this.#isUp) this.tables.flush();
      this.#flushLater();
    });
  }
}

/** One client's connection to the pooler. */
class Session {
  readonly socket: SimulatedSocket;
  readonly #world: World;
  readonly #server: SimulatedServer;
  readonly #reader = new MessageReader();
  #batch: Message[] = [];
  #transaction: Transaction | null = null;
  #torn = false;

  constructor(world: World, server: SimulatedServer) {
    this.#world = world;
    this.#server = server;
    this.socket = new SimulatedSocket(
      (socket) =>
        world.after(world.between(0.1, 2), () => {
          if (server.isUp && !server.fails()) socket.emit('connect');
          else socket.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
        }),
      (chunk) => {
        for (const message of this.#reader.read(chunk)) this.#receive(message);
      },
    );
    this.socket.on('close', () => this.#end());
  }

  /** The connection breaks. */
  tear(): void {
    this.#end();
    this.socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  }

  #end(): void {
    this.#torn = true;
    this.#server.leave(this);
    if (this.#transaction !== null) this.#close(false);
  }

  #receive(message: Message): void {
    if (message.type === 'startup') return this.#send([READY, readyForQuery('I')]);
    if (message.type === 'X') return void this.socket.destroy();
    this.#batch.push(message);
    if (message.type !== 'S' && message.type !== 'Q') return;
    const batch = this.#batch.splice(0);
    this.#world.after(this.#world.between(0.1, 3), () => this.#run(batch));
  }

  #run(batch: readonly Message[]): void {
    if (this.#torn) return;
    // The request is lost.
    if (this.#server.fails(0.3)) return this.tear();
    if (this.#transaction === null) {
      const backend = this.#server.backend();
      if (backend === null) return void this.#world.after(1, () => this.#run(batch));
      backend.busy = true;
      this.#transaction = { backend, settings: new Map(), failed: false };
    }
    const answer = this.#answer(batch);
    this.#deliver(answer);
  }

  #answer(batch: readonly Message[]): Buffer[] {
    const isSimple = batch.at(-1)!.type === 'Q';
    const text = isSimple ? batch.at(-1)!.body.toString('utf8').split('\0')[0]! : '';
    try {
      const answer = isSimple ? this.#simple(text) : this.#extended(batch);
      if (!isSimple && this.#explicit) return [...answer, readyForQuery('T')];
      if (!isSimple) this.#close(true);
      return [...answer, readyForQuery(this.#transaction === null ? 'I' : 'T')];
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (!this.#explicit) this.#close(false);
      else this.#transaction!.failed = true;
      return [failure(error.state, error.message), readyForQuery(this.#transaction === null ? 'I' : 'E')];
    }
  }

  #explicit = false;

  #simple(text: string): Buffer[] {
    if (text === 'rollback') this.#close(false);
    else if (text === 'commit') this.#close(!this.#transaction!.failed);
    else {
      this.#explicit = true;
      this.#set(text);
    }
    return [DONE];
  }

  /** Statements up to one Sync message: one transaction, unless another is open. */
  #extended(batch: readonly Message[]): Buffer[] {
    const { backend } = this.#transaction!;
    const answer: Buffer[] = [];
    let rows: Row[] = [];
    for (const { type, body } of batch) {
      if (type === 'P') {
        const { name, text } = parsed(body);
        if (name !== '' && backend.statements.has(name)) {
          throw new ServerError('42P05', `prepared statement "${name}" already exists`);
        }
        backend.statements.set(name, text);
        answer.push(PARSED);
      } else if (type === 'B') {
        const { name, values } = bound(body);
        const text = backend.statements.get(name);
        if (text === undefined) {
          throw new ServerError('26000', `prepared statement "${name}" does not exist`);
        }
        rows = this.#execute(text.trim(), values);
        answer.push(BOUND);
      } else if (type === 'D') answer.push(described(rows));
      else if (type === 'E') answer.push(...rows.map(data), DONE);
    }
    return answer;
  }

  #execute(text: string, values: readonly (string | null)[]): Row[] {
    const transaction = this.#transaction!;
    if (transaction.failed) throw new ServerError('25P02', 'current transaction is aborted');
    if (/^select set_config/.test(text)) {
      this.#set(text);
      return [{ set_config: '' }];
    }
    if (this.#server.fails(0.3)) {
      throw new ServerError(this.#world.oneOf(['40001', '40P01', '55P03', '57P03']), 'refused');
    }
    return this.#server.tables.run(text, values, transaction);
  }

  #set(text: string): void {
    const { backend, settings } = this.#transaction!;
    for (const [, name, value, local] of text.matchAll(
      /set_config\('(\w+)',\s*([\s\S]*?), (true|false)\)/g,
    )) {
      const plain = /^'(.*)'$/.exec(value!)?.[1] ?? 'on';
      (local === 'true' ? settings : backend.settings).set(name!, plain);
    }
  }

  #close(commits: boolean): void {
    const transaction = this.#transaction!;
    const { backend, settings } = transaction;
    const durable =
      (settings.get('synchronous_commit') ?? backend.settings.get('synchronous_commit')) === 'on';
    if (commits) this.#server.tables.commit(transaction, durable);
    else this.#server.tables.rollBack(transaction);
    backend.busy = false;
    this.#transaction = null;
    this.#explicit = false;
  }

  #deliver(answer: Buffer[]): void {
    // What was done is done; the answer may be lost, whole or from its middle on, or late.
    if (this.#server.fails(0.5)) {
      const whole = Buffer.concat(answer);
      this.socket.push(whole.subarray(0, Math.floor(this.#world.random() * whole.length)));
      return void this.#world.after(0, () => this.tear());
    }
    const delay = this.#server.fails(0.3) ? this.#world.between(100, 60_000) : this.#world.between(0.1, 3);
    this.#world.after(delay, () => this.#send(answer));
  }

  #send(answer: readonly Buffer[]): void {
    if (!this.#torn) this.socket.push(Buffer.concat(answer));
  }
}
