/** One run of the simulation by its seed, on either engine; it throws what a learner, or an acknowledged row, suffered. */
import { readdirSync } from 'node:fs';
import type { openPostgres } from '../../../src/storage/postgres/postgres-store.js';
import type { CommitThread } from '../../../src/storage/sqlite/sqlite-commits.js';
import { sqliteModule } from '../../../src/storage/sqlite/sqlite-module.js';
import type { storeOn } from '../../../src/storage/sqlite/sqlite-store.js';
import type { StoreWithData } from '../../../src/storage/store.js';
import { callProcesses } from './callers.js';
import { SimulatedServer } from './postgres.js';
import { SimulatedFile, SimulatedThread } from './sqlite.js';
import type { SimulatedSocket } from './wire.js';
import { World } from './world.js';

/** The parts of the program that are simulated: those of the sources, or of a build that was changed. */
export interface Program {
  readonly openPostgres: typeof openPostgres;
  readonly storeOn: typeof storeOn;
  readonly CommitThread: typeof CommitThread;
}

export const ENGINES = ['PostgreSQL', 'SQLite'] as const;
export type Engine = (typeof ENGINES)[number];

/** Virtual milliseconds after which a call that is not answered hangs. */
const LONGEST = 600_000;
const MIGRATIONS = readdirSync(new URL('../../../src/storage/migrations', import.meta.url))
  .filter((name) => /^\d/.test(name))
  .map((name) => name.replace(/\.ts$/, ''));

/** Loads what the program loads on demand, which takes real time: call it before the first simulation. */
export async function load({ openPostgres, storeOn }: Program): Promise<void> {
  const { DatabaseSync } = await sqliteModule();
  await (await storeOn(new DatabaseSync(':memory:'), ':memory:')).close();
  // Nothing listens there.
  await openPostgres('postgres://127.0.0.1:1/none').catch(() => {});
}

/** Returns what happened, line by line. */
export async function simulate(program: Program, engine: Engine, seed: number): Promise<readonly string[]> {
  const world = new World(seed);
  try {
    await (engine === 'PostgreSQL' ? onPostgres(world, program) : onSqlite(world, program));
  } catch (error) {
    const lines = world.trace.slice(-60).join('\n');
    throw new Error(`seed ${seed} on ${engine}: ${(error as Error).message}\n${lines}`, { cause: error });
  }
  return world.trace;
}

async function onPostgres(world: World, { openPostgres }: Program): Promise<void> {
  const server = new SimulatedServer(world, MIGRATIONS);
  const sockets = new Map<StoreWithData, SimulatedSocket[]>();
  const machine = {
    open: async () => {
      const own: SimulatedSocket[] = [];
      const stream = () => {
        const socket = server.connect();
        own.push(socket);
        return socket;
      };
      const store = await openPostgres('postgres://user@server/store', { stream });
      sockets.set(store, own);
      return store;
    },
    kill: (store: StoreWithData) => {
      for (const socket of sockets.get(store)!) socket.destroy();
    },
  };
  await world.run(async () => {
    const witness = await callProcesses(world, machine);
    server.end();
    const rows = server.tables.committed('abtest_assignment');
    const exposures = server.tables.committed('abtest_exposure');
    witness.check(
      new Map(rows.map(({ learner, group_name }) => [String(learner), String(group_name)])),
      new Set(exposures.map(({ learner }) => String(learner))),
    );
  }, LONGEST);
}

async function onSqlite(world: World, { storeOn, CommitThread }: Program): Promise<void> {
  const { DatabaseSync } = await sqliteModule();
  const database = new DatabaseSync(':memory:');
  const file = new SimulatedFile(world, database);
  const threads = new Map<StoreWithData, SimulatedThread[]>();
  const machine = {
    open: async () => {
      const own: SimulatedThread[] = [];
      const startThread = () => {
        const thread = new SimulatedThread(world, file);
        own.push(thread);
        return new CommitThread(thread, 'store.db');
      };
      const store = await storeOn(file, 'store.db', startThread);
      threads.set(store, own);
      return store;
    },
    kill: (store: StoreWithData) => {
      for (const thread of threads.get(store)!) thread.end();
    },
  };
  try {
    await world.run(async () => {
      const witness = await callProcesses(world, machine);
      const rows = database.prepare('select learner, group_name from abtest_assignment').all();
      const exposures = database.prepare('select learner from abtest_exposure').all();
      witness.check(
        new Map(
          (rows as { learner: string; group_name: string }[]).map((row) => [row.learner, row.group_name]),
        ),
        new Set((exposures as { learner: string }[]).map(({ learner }) => learner)),
      );
    }, LONGEST);
  } finally {
    database.close();
  }
}
