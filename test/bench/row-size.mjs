/** Bytes that a stored row takes, everything included: `npm run build && node test/bench/row-size.mjs [rows]`. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { openStore } from '../../build/storage/open.js';
import { startPostgres, workFolder } from './postgres.mjs';

const ROWS = Number(process.argv[2] ?? 200_000);
const PIECE = 10_000;

/** Names of usual lengths, in random order as learners come. */
const key = (number) => ({
  scope: 'course-v1:edX+DemoX+2026_T1',
  experiment: 'video_length',
  learner: `learner_${1_000_000 + ((number * 7919) % 8_999_993)}`,
  group: number % 2 === 0 ? 'control' : 'treatment',
});

async function assign(store) {
  for (let start = 0; start < ROWS; start += PIECE) {
    const piece = Array.from({ length: PIECE }, (_, index) => key(start + index));
    await store.claimMany(piece.map((one) => ({ ...one, strategy: 'stable@1', assignedAt: new Date() })));
  }
}

async function show(store) {
  const context = 'block-v1:edX+DemoX+2026_T1+type@abtest+block@0123456789abcdef';
  for (let start = 0; start < ROWS; start += PIECE) {
    const piece = Array.from({ length: PIECE }, (_, index) => key(start + index));
    await Promise.all(piece.map((one) => store.expose({ ...one, context, at: new Date() })));
  }
}

function print(engine, assignment, exposure) {
  const [a, e] = [assignment / ROWS, exposure / ROWS].map(Math.round);
  console.log(
    `${engine.padEnd(12)} ${String(a).padStart(5)} B an assignment  ${String(e).padStart(5)} B an exposure`,
  );
}

const { scope, experiment, learner } = key(1);
console.log(
  `${ROWS} rows; scope ${scope.length}, experiment ${experiment.length}, learner ${learner.length} characters`,
);

const folder = workFolder();
const path = join(folder, 'size.db');
const sizes = [];
for (const fill of [null, assign, show]) {
  const store = await openStore(`sqlite:${path}`);
  if (fill !== null) await fill(store);
  await store.close();
  sizes.push(statSync(path).size);
}
print('SQLite', sizes[1] - sizes[0], sizes[2] - sizes[1]);
rmSync(folder, { recursive: true, force: true });

const server = await startPostgres();
const url = await server.createDatabase();
const remote = await openStore(url);
await assign(remote);
await show(remote);
await remote.close();
const client = new pg.Client(url);
await client.connect();
const { rows } = await client.query(
  `select pg_total_relation_size('abtest_assignment')::int as assignment,
    pg_total_relation_size('abtest_exposure')::int as exposure`,
);
print('PostgreSQL', rows[0].assignment, rows[0].exposure);
await client.end();
await server.stop();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const heap = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};
const memory = await openStore('memory:');
const start = heap();
await assign(memory);
const assigned = heap();
await show(memory);
print('Memory', assigned - start, heap() - assigned);
await memory.close();
