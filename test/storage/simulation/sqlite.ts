/**
 * A SQLite file and the machine around it, simulated: the engine is the real one, in memory; other processes lock the
 * file, the commit thread starts late, answers late and ends, with or without having committed.
 */
import { EventEmitter } from 'node:events';
import { answerOf, CLOSE, READY, type ThreadAnswer } from '../../../src/storage/sqlite/sqlite-commits.js';
import { type Run, SqliteConnection } from '../../../src/storage/sqlite/sqlite-connection.js';
import type { SqliteDatabase, SqliteStatement } from '../../../src/storage/sqlite/sqlite-module.js';
import type { World } from './world.js';

/** Milliseconds of virtual time after which nothing fails any more. */
const CALM = 20_000;

export class SimulatedFile implements SqliteDatabase {
  readonly #database: SqliteDatabase;
  readonly #world: World;
  readonly #faults: number;
  /** Until when another process has locked the file. */
  #lockedUntil = 0;

  constructor(world: World, database: SqliteDatabase) {
    this.#world = world;
    this.#database = database;
    this.#faults = world.oneOf([0, 0.01, 0.05, 0.15]);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): SqliteStatement {
    const statement = this.#database.prepare(sql);
    if (sql !== 'begin immediate') return statement;
    return {
      run: () => {
        this.#refuseWhereLocked();
        return statement.run();
      },
      get: (...values) => statement.get(...values),
      all: (...values) => statement.all(...values),
    };
  }

  /** The file stays: other processes have it open. */
  close(): void {}

  fails(weight = 1): boolean {
    return this.#world.now < CALM && this.#world.chance(this.#faults * weight);
  }

  #refuseWhereLocked(): void {
    const { now } = this.#world;
    if (now >= this.#lockedUntil && this.fails()) {
      this.#lockedUntil = now + this.#world.oneOf([5, 100, 6000]);
      this.#world.note('another process locks the file');
    }
    if (now < this.#lockedUntil) {
      throw Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 5 });
    }
  }
}

/** What the store's side of the commit thread uses of a worker. */
export class SimulatedThread extends EventEmitter {
  readonly #world: World;
  readonly #file: SimulatedFile;
  readonly #connection: SqliteConnection;
  /** Messages of both directions arrive in their order. */
  #idleAt = 0;
  #ended = false;

  constructor(world: World, file: SimulatedFile) {
    super();
    this.#world = world;
    this.#file = file;
    this.#connection = new SqliteConnection(file);
    if (file.fails(0.5)) world.after(world.between(0, 5), () => this.end());
    else world.after(world.between(0, 20), () => this.#emit(READY));
  }

  postMessage(message: readonly Run[] | typeof CLOSE): void {
    const delay = this.#file.fails(0.3) ? this.#world.between(100, 20_000) : this.#world.between(0.1, 3);
    this.#idleAt = Math.max(this.#idleAt, this.#world.now) + delay;
    this.#world.after(this.#idleAt - this.#world.now, () => this.#handle(message));
  }

  ref(): void {}
  unref(): void {}

  /** The thread is gone; what it was told and has not done is lost. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#world.note('the thread ends');
    this.#world.after(0, () => this.emit('exit', 1));
  }

  #handle(message: readonly Run[] | typeof CLOSE): void {
    if (this.#ended) return;
    if (message === CLOSE || this.#file.fails(0.2)) return this.end();
    const answer = answerOf(this.#connection, message);
    // It has committed, and nobody is told.
    if (this.#file.fails(0.2)) return this.end();
    this.#emit(answer);
  }

  #emit(message: typeof READY | ThreadAnswer): void {
    if (!this.#ended) this.emit('message', message);
  }
}
