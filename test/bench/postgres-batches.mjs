/**
 * What a batch costs on PostgreSQL, in processor time of the client and of the server, which a busy machine does not
 * change much: `npm run build && TMPDIR=/dev/shm node test/bench/postgres-batches.mjs`. Needs Linux (/proc).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { openStore } from '../../build/storage/open.js';
import { claim } from './claims.mjs';
import { startPostgres } from './postgres.mjs';

const ROUNDS = 7;
const MILLISECONDS = 1000;
const server = await startPostgres();
const store = await openStore(await server.createDatabase());

/** Name and parent of a process. */
function statusOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const end = text.lastIndexOf(')');
  return { name: text.slice(text.indexOf('(') + 1, end), parent: text.slice(end + 2).split(' ')[1] };
}

/** Microseconds of processor time of the server's processes, which are below this one. */
function serverTime() {
  let nanoseconds = 0;
  for (const pid of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      let { name, parent } = statusOf(pid);
      if (name !== 'postgres') continue;
      while (parent !== '0' && parent !== String(process.pid)) parent = statusOf(parent).parent;
      if (parent !== '0') nanoseconds += Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return nanoseconds / 1000;
}

/** Microseconds of a row: of the client and of the server. */
async function cost(callers, work, rows = 1) {
  let done = 0;
  const [client, database] = [process.cpuUsage(), serverTime()];
  const end = performance.now() + MILLISECONDS;
  const caller = async () => {
    while (performance.now() < end) {
      await work();
      done += rows;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const { user, system } = process.cpuUsage(client);
  return [(user + system) / done, (serverTime() - database) / done];
}

const contestants = [
  ...[1, 100, 1000].map((callers) => [
    callers === 1 ? '1 caller' : `${callers} callers`,
    () => cost(callers, () => store.claim(claim())),
  ]),
  ['imports of 1,000', () => cost(1, () => store.claimMany(Array.from({ length: 1000 }, claim)), 1000)],
];
const costs = contestants.map(() => []);
for (let round = 0; round < ROUNDS; round += 1)
  for (const [index, [, measure]] of contestants.entries()) costs[index].push(await measure());

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
console.log(
  '| µs of processor time a row | client | server | of the rate of imports, were this time the limit |\n|---|--:|--:|--:|',
);
for (const [index, [name]] of contestants.entries()) {
  const [client, database] = [0, 1].map((side) => median(costs[index].map((each) => each[side])).toFixed(1));
  const sum = ([a, b]) => a + b;
  const share = median(costs[index].map((each, round) => sum(costs.at(-1)[round]) / sum(each)));
  console.log(`| ${name} | ${client} | ${database} | ${share.toFixed(2)} |`);
}
await store.close();
await server.stop();
