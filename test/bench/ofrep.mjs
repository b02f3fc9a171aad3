/**
 * One flag by OFREP beside a bare Fastify that parses the same body: `npm run build && node test/bench/ofrep.mjs`. Servers
 * in turns, the load in a process of its own, 50 connections, each request another learner; on the memory store, so that it
 * is the HTTP layer that is measured. New learners are assigned; those who come back have a group.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { login } from './login.mjs';
import { median } from './measure.mjs';
import { workFolder } from './postgres.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 2);
const here = new URL('.', import.meta.url).pathname;
const PATH = `/api/abtest/v1/courses/${encodeURIComponent('course-v1:HiveX+BEE101+2026_T1')}/ofrep/v1/evaluate/flags/Tone%20of%20the%20texts`;
const FLAGS = PATH.slice(0, PATH.lastIndexOf('/'));

const folder = workFolder();
const { auth, token } = await login(folder);
const servers = { bare: await started('bare'), service: await started('service', 'memory:', auth) };
const candidates = {
  'a bare Fastify, a constant': { url: servers.bare, path: PATH },
  'one flag, a new learner': { url: servers.service, path: PATH, isNew: true },
  'one flag, a learner who comes back': { url: servers.service, path: PATH },
  'all flags of the course (bulk)': { url: servers.service, path: FLAGS },
};
const rates = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
let next = 1e6;
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, { url, path, isNew = false }] of Object.entries(candidates)) {
    const result = await load({ url, path, start: isNew ? next : 0 });
    if (isNew) next = result.next;
    // The first round warms up, and assigns the learners who come back.
    if (round > 0) rates[name].push(result.rate);
  }
}
for (const { child } of Object.values(servers)) child.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });

console.log('| 50 connections | requests/s | × bare |\n|---|--:|--:|');
const [bare] = Object.values(rates);
for (const [name, all] of Object.entries(rates)) {
  const ratio = median(all.map((rate, round) => rate / bare[round]));
  console.log(`| ${name} | ${Math.round(median(all)).toLocaleString('en')} | ${ratio.toFixed(2)} |`);
}

async function started(...kind) {
  const child = spawn(process.execPath, [`${here}serve.child.mjs`, ...kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, address };
}

async function load({ url, path, start }) {
  const work = { url: url.address, seconds: SECONDS, path, method: 'POST', start, token, isEvaluation: true };
  const child = spawn(process.execPath, [`${here}serve.load.mjs`, JSON.stringify(work)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  const result = JSON.parse(text);
  if (result.bad > 0) throw new Error(`${result.bad} bad answers`);
  return result;
}
