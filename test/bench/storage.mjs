/**
 * Durable first assignments per second, side by side in one run: `npm run build && node test/bench/storage.mjs`.
 * The baseline does what a store without group commit would: one prepared insert, one commit, per call.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../../build/storage/open.js';
import { sqliteModule } from '../../build/storage/sqlite/sqlite-module.js';
import { claim } from './claims.mjs';
import { startPostgres } from './postgres.mjs';

const ROUNDS = 5;
const SECONDS = 1;
// `TMPDIR` chooses the disk, of the PostgreSQL server too.
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-bench-'));

/** Calls per second of so many callers, each of whom waits for its answer before it calls again. */
async function rate(callers, work) {
  let calls = 0;
  const started = performance.now();
  const end = started + SECONDS * 1000;
  const caller = async () => {
    while (performance.now() < end) {
      await work();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (calls * 1000) / (performance.now() - started);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Runs all contestants in turn, several times: what else the machine does then hits all of them. */
async function compare(title, contestants) {
  const rates = contestants.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, contestant] of contestants.entries()) rates[index].push(await contestant.run());
  }
  console.log(`\n${title}`);
  for (const [index, { name }] of contestants.entries()) {
    const ratio = median(rates[index].map((one, round) => one / rates[0][round]));
    const perSecond = Math.round(median(rates[index])).toLocaleString('en');
    console.log(`${name.padEnd(58)} ${perSecond.padStart(9)}/s  ×${ratio.toFixed(1)}`);
  }
  const [many, batch] = ['100 callers of the store', 'imports'].map((start) =>
    contestants.findIndex(({ name }) => name.startsWith(start)),
  );
  if (batch < 0) return;
  const share = median(rates[many].map((one, round) => one / rates[batch][round]));
  console.log(`100 callers reach ${share.toFixed(2)} of the rate of imports, one big batch of such rows`);
}

const { name, DatabaseSync } = await sqliteModule();
const path = join(folder, 'store.db');
const store = await openStore(`sqlite:${path}`);
const plain = new DatabaseSync(path);
plain.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000');
const COLUMNS = 'abtest_assignment (scope, experiment, learner, group_name, strategy, assigned_at)';
const insert = plain.prepare(`insert into ${COLUMNS} values (?, ?, ?, ?, ?, ?) on conflict do nothing`);
const values = (one) => [...Object.values(one).slice(0, 5), one.assignedAt.getTime()];
const stored = claim();
await store.claim(stored);

console.log(
  `Node ${process.versions.node}, ${name}; median of ${ROUNDS} rounds of ${SECONDS} s, ratios within a round`,
);
console.log(`writing 4 KiB and fdatasync on this disk: ${syncMicroseconds()} µs`);
await compare('SQLite, WAL, synchronous=FULL: first assignments', [
  {
    name: '100 callers, one commit per call',
    run: () => rate(100, async () => insert.run(...values(claim()))),
  },
  { name: '1 caller of the store', run: () => rate(1, () => store.claim(claim())) },
  { name: '100 callers of the store (group commit)', run: () => rate(100, () => store.claim(claim())) },
  { name: '1,000 callers of the store (group commit)', run: () => rate(1000, () => store.claim(claim())) },
  { name: 'imports of 1,000 (claimMany), rows', run: () => imports(store) },
  { name: 'a learner who comes back (claim finds a row)', run: () => rate(100, () => store.claim(stored)) },
]);
plain.close();
await store.close();

const server = await startPostgres();
const url = await server.createDatabase();
const remote = await openStore(url);
const pool = new pg.Pool({ connectionString: url, max: 8 });
// The server may go first.
pool.on('error', () => undefined);
const single = {
  name: 'single',
  text: `insert into ${COLUMNS} values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
};
await remote.claim(stored);
await compare('PostgreSQL, default durability: first assignments', [
  {
    name: '100 callers, one commit per call, pool of 8',
    run: () => rate(100, () => pool.query({ ...single, values: Object.values(claim()) })),
  },
  { name: '1 caller of the store', run: () => rate(1, () => remote.claim(claim())) },
  { name: '100 callers of the store (batches)', run: () => rate(100, () => remote.claim(claim())) },
  { name: '1,000 callers of the store (batches)', run: () => rate(1000, () => remote.claim(claim())) },
  { name: 'imports of 1,000 (claimMany), rows', run: () => imports(remote) },
  { name: '100 callers of peek', run: () => rate(100, () => remote.peek(stored)) },
]);
await pool.end();
await remote.close();
await server.stop();

const memory = await openStore('memory:');
await compare('Memory: first assignments', [
  { name: '100 callers of the store', run: () => rate(100, () => memory.claim(claim())) },
]);
rmSync(folder, { recursive: true, force: true });

async function imports(into) {
  return 1000 * (await rate(1, () => into.claimMany(Array.from({ length: 1000 }, claim))));
}

/** Median of 200. */
function syncMicroseconds() {
  const file = openSync(join(folder, 'sync'), 'w');
  const page = Buffer.alloc(4096);
  const times = Array.from({ length: 200 }, () => {
    const started = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return (performance.now() - started) * 1000;
  });
  closeSync(file);
  return Math.round(median(times));
}
