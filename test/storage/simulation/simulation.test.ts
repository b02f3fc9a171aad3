/**
 * Group commit, retries, the commit thread's protocol and recovery on a virtual clock, with faults that a seed sets: no
 * learner has two groups, nothing acknowledged is lost, every call is answered.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPostgres } from '../../../src/storage/postgres/postgres-store.js';
import { CommitThread } from '../../../src/storage/sqlite/sqlite-commits.js';
import { storeOn } from '../../../src/storage/sqlite/sqlite-store.js';
import { copyOfStores, DIST } from '../../built.js';
import { SEED, SOAK } from '../../seed.js';
import { ENGINES, type Engine, load, type Program, simulate } from './simulate.js';

const RUNS = SOAK > 1 ? 10_000 : 500;
const FIRST = (SEED - 1) * 10_000 + 1;
const PROGRAM: Program = { openPostgres, storeOn, CommitThread };
/** `OLX_ABTEST_SIMULATION=N` in the environment runs this seed alone. */
const ONE = process.env.OLX_ABTEST_SIMULATION;
const SEEDS = ONE === undefined ? Array.from({ length: RUNS }, (_, index) => FIRST + index) : [Number(ONE)];

beforeAll(() => load(PROGRAM));

describe.each(ENGINES)('%s', (engine) => {
  it(
    `keeps every promise in ${SEEDS.length} runs, from seed ${SEEDS[0]} on`,
    async () => {
      for (const seed of SEEDS) await simulate(PROGRAM, engine, seed);
    },
    RUNS * 1000,
  );

  it('repeats a run by its seed', async () => {
    for (const seed of [FIRST, FIRST + 1, FIRST + 2]) {
      const first = await simulate(PROGRAM, engine, seed);
      expect(first.length).toBeGreaterThan(20);
      expect(await simulate(PROGRAM, engine, seed)).toEqual(first);
    }
  });
});

interface Slip {
  readonly name: string;
  readonly engine: Engine;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly found: RegExp;
}
const UNAWAITED = {
  name: 'a group commit that does not await its batch',
  file: 'storage/group-commit.js',
  from: 'await this.#run(',
  to: 'this.#run(',
  found: /undefined/,
};
const SLIPS: readonly Slip[] = [
  { ...UNAWAITED, engine: 'PostgreSQL' },
  { ...UNAWAITED, engine: 'SQLite' },
  {
    name: 'commits as the role has them',
    engine: 'PostgreSQL',
    file: 'storage/postgres/postgres-query.js',
    from: "set_config('synchronous_commit'",
    to: "set_config('x'",
    found: /stored is undefined|is lost|was shown/,
  },
  {
    name: 'a thread that ends without a word',
    engine: 'SQLite',
    file: 'storage/sqlite/sqlite-commits.js',
    from: 'reject(this.#ended(cause));',
    to: 'void reject;',
    found: /a call waits for nothing/,
  },
];

describe('a slip in the program is found within 500 seeds', () => {
  it.each(SLIPS)('$name, on $engine', async ({ engine, file, from, to, found: expected }) => {
    const program = await programWith(file, from, to);
    let found: unknown = null;
    for (let seed = 1; found === null && seed <= 500; seed += 1) {
      found = await simulate(program, engine, seed).then(
        () => null,
        (error: unknown) => error,
      );
    }
    expect(String(found)).toMatch(expected);
  });
});

/** A build of the program with a change, where its packages are found. */
async function programWith(file: string, from: string, to: string): Promise<Program> {
  // There, Node loads it without the test runner.
  const parent = join(DIST, '../.tmp/node_modules');
  mkdirSync(parent, { recursive: true });
  const copy = copyOfStores(parent);
  try {
    const source = readFileSync(copy.built(file), 'utf8');
    if (!source.includes(from)) throw new Error(`${file} does not contain ${from}`);
    writeFileSync(copy.built(file), source.replace(from, to));
    const parts = ['postgres/postgres-store.js', 'sqlite/sqlite-store.js', 'sqlite/sqlite-commits.js'];
    const modules = parts.map((name) => import(pathToFileURL(copy.built(`storage/${name}`)).href));
    const program = Object.assign({}, ...(await Promise.all(modules))) as Program;
    await load(program).catch(() => {});
    return program;
  } finally {
    copy.remove();
  }
}
