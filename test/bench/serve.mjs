/**
 * What a durable assignment over HTTP costs: `npm run build && node test/bench/serve.mjs`. Servers in turns, the load in
 * a process of its own, 50 connections, each request a learner whom the store does not know yet.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { login } from './login.mjs';
import { median } from './measure.mjs';
import { startPostgres, workFolder } from './postgres.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = Number(process.env.SECONDS ?? 4);
const here = new URL('.', import.meta.url).pathname;
const PATH = `/api/abtest/v1/courses/${encodeURIComponent('course-v1:HiveX+BEE101+2026_T1')}/experiments/Tone%20of%20the%20texts/assignments/`;

const folder = workFolder();
const { auth, token } = await login(folder);
const postgres = await startPostgres();
const candidates = [
  { name: 'a bare Fastify, a constant', kind: 'bare' },
  { name: 'assign in memory: the HTTP layer alone', kind: 'service', url: 'memory:' },
  { name: 'assign on SQLite', kind: 'service', url: `sqlite:${folder}/a.db` },
  { name: 'assign on SQLite, one commit for each request', kind: 'single', url: `sqlite:${folder}/b.db` },
  { name: 'assign on PostgreSQL (same cores)', kind: 'service', url: await postgres.createDatabase() },
];
const results = new Map(candidates.map(({ name }) => [name, []]));
/** The number of the next learner that a store does not know. */
const starts = new Map();

for (let round = 0; round <= ROUNDS; round += 1) {
  for (const candidate of candidates) {
    const result = await measured(candidate);
    // The first round only warms up.
    if (round > 0) results.get(candidate.name).push(result);
  }
}
await postgres.stop();
rmSync(folder, { recursive: true, force: true });

const [bare] = results.values();
console.log('| 50 connections | requests/s | × bare | p99 ms | × bare |\n|---|--:|--:|--:|--:|');
for (const [name, all] of results) {
  const ratio = (value) => median(all.map((one, round) => value(one) / value(bare[round]))).toFixed(2);
  const rate = Math.round(median(all.map((one) => one.rate))).toLocaleString('en');
  const p99 = median(all.map((one) => one.p99)).toFixed(1);
  console.log(`| ${name} | ${rate} | ${ratio((one) => one.rate)} | ${p99} | ${ratio((one) => one.p99)} |`);
}
console.log();
for (const [name, ours] of [...results].slice(1, 3)) {
  const speed = median(ours.map((one, round) => one.rate / bare[round].rate));
  const wait = median(ours.map((one, round) => one.p99 / bare[round].p99));
  console.log(
    `${name}: ${speed.toFixed(2)} of the bare rate (the aim is 0.45), ${wait.toFixed(2)} × its p99 (the aim is 3)  `,
  );
}

async function measured({ name, kind, url }) {
  const server = spawn(process.execPath, [`${here}serve.child.mjs`, kind, url ?? '', auth], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await once(createInterface({ input: server.stdout }), 'line');
  const start = starts.get(name) ?? 0;
  const work = { url: address, seconds: SECONDS, path: PATH, method: 'PUT', start, token };
  const load = spawn(process.execPath, [`${here}serve.load.mjs`, JSON.stringify(work)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of load.stdout) text += chunk;
  server.kill('SIGKILL');
  if (text === '') throw new Error(`${name}: the load ended without a result`);
  const result = JSON.parse(text);
  starts.set(name, result.next);
  if (result.bad > 0) throw new Error(`${name}: ${result.bad} bad answers`);
  return result;
}
