/**
 * Where the time of a request goes: `node test/bench/serve-parts.mjs`. A bare Fastify, and assigning on the memory store
 * and on SQLite without its commit thread, sampled under the load of the benchmark of the service, after a warm-up.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { login } from './login.mjs';
import { workFolder } from './postgres.mjs';

const SECONDS = Number(process.env.SECONDS ?? 5);
/** Microseconds between samples, as in serve.child.mjs. */
const INTERVAL = 200;
const here = new URL('.', import.meta.url).pathname;
const PATH = `/api/abtest/v1/courses/${encodeURIComponent('course-v1:HiveX+BEE101+2026_T1')}/experiments/Tone%20of%20the%20texts/assignments/`;

/** By the address of the code, the first that matches. */
const PARTS = [
  [
    'system calls',
    ({ functionName }) => /^(writev|write\w*String|writeBuffer|shutdown|\(program\))$/.test(functionName),
  ],
  ['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
  [
    'validation and serialization',
    ({ functionName, url }) => /fast-json|ajv/.test(url) || /^(anonymous|validate)\d+$/.test(functionName),
  ],
  ['Fastify, its router, hooks and logger', ({ url }) => /node_modules/.test(url)],
  ['the store', ({ url }) => /(memory|sqlite)-store|sqlite-connection|patience|statement/.test(url)],
  ['the service', ({ url }) => /\/service/.test(url)],
  ['learners: runtime, bucketing, checks', ({ url }) => /\/dist\//.test(url)],
  ['Node: HTTP, streams, promises, crypto', () => true],
];

const folder = workFolder();
const { auth, token } = await login(folder);
const columns = [
  await sampled('bare'),
  await sampled('service', 'memory:', auth),
  await sampled('service', `sqlite:${folder}/parts.db`, auth),
];
rmSync(folder, { recursive: true, force: true });
const row = (name, cells) => console.log(`| ${[name, ...cells].join(' | ')} |`);
row('µs of a request', ['bare Fastify', 'assign, memory store', 'assign, SQLite']);
row(
  '---',
  columns.map(() => '--:'),
);
for (const [name] of PARTS) {
  row(
    name,
    columns.map((parts) => parts.get(name).toFixed(1)),
  );
}
row(
  'all',
  columns.map((parts) => [...parts.values()].reduce((total, each) => total + each, 0).toFixed(1)),
);

console.log(
  '\nOf the thread that answers; SQLite commits on another one. Samples also count the time in which another process had the processor, up to 0.4 ms each.',
);

async function sampled(...kind) {
  const server = spawn(process.execPath, [`${here}serve.child.mjs`, ...kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: server.stdout });
  const [url] = await once(lines, 'line');
  await load(url, 1, 0);
  server.kill('SIGUSR2');
  await once(lines, 'line');
  const requests = await load(url, SECONDS, 1e9);
  server.kill('SIGUSR2');
  const [text] = await once(lines, 'line');
  server.kill('SIGKILL');
  return partsOf(JSON.parse(text), requests);
}

/** The number of requests that were answered. */
async function load(url, seconds, start) {
  const work = { url, seconds, path: PATH, method: 'PUT', start, token };
  const child = spawn(process.execPath, [`${here}serve.load.mjs`, JSON.stringify(work)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return JSON.parse(text).next - start;
}

/** Microseconds a request of each part. */
function partsOf({ nodes, samples, timeDeltas }, requests) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map(PARTS.map(([name]) => [name, 0]));
  samples.forEach((id, at) => {
    const frame = frames.get(id);
    if (frame.functionName === '(idle)') return;
    const [name] = PARTS.find(([, isPart]) => isPart(frame));
    // Where it is longer, the process was without the processor.
    parts.set(name, parts.get(name) + Math.min(timeDeltas[at], 2 * INTERVAL) / requests);
  });
  return parts;
}
