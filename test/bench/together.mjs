/**
 * What 20 experiments of a learner cost beside one: in the process on each engine, and as requests.
 * `npm run build && node test/bench/together.mjs`. In turns, each time another learner.
 */
import { rmSync } from 'node:fs';
import { createRuntime, loadCourse, openStore } from '../../dist/index.js';
import { createService } from '../../dist/service/service.js';
import { median } from './measure.mjs';
import { startPostgres, workFolder } from './postgres.mjs';

const ROUNDS = 400;
const text = `<vertical url_name="page">${Array.from(
  { length: 20 },
  (_, index) =>
    `<abtest url_name="b${index}" experiment="E${index}"><group name="a" portion=".5"><html url_name="x${index}"/></group><group name="b" portion=".3"><html url_name="y${index}"/></group></abtest>`,
).join('')}</vertical>`;
const { course } = await loadCourse({ text, file: 'many.xml' });
const blocks = course.blocks.map(({ block }) => block);
/** What each is compared to: the same question about one experiment. */
const SINGLE = {
  'decisionsFor 20, in the process': 'peek, in the process',
  '20 experiments with children, a request': 'peek, a request',
  '20 experiments without children, a request': 'peek, a request',
  '20 experiments with children, not compressed, a request': 'peek, a request',
  'all flags by OFREP, a request': 'one flag by OFREP, a request',
};
const JSON_BODY = { 'content-type': 'application/json' };

const folder = workFolder();
const postgres = await startPostgres();
const stores = [
  ['memory', 'memory:'],
  ['SQLite', `sqlite:${folder}/a.db`],
  ['PostgreSQL (same cores)', await postgres.createDatabase()],
];
console.log('| learners with stored groups, one call at a time | median µs | × one |\n|---|--:|--:|');
for (const [name, url] of stores) await measure(name, url);
await postgres.stop();
rmSync(folder, { recursive: true, force: true });

async function measure(name, url) {
  const store = await openStore(url);
  const runtime = createRuntime({ store });
  const app = await createService({
    store,
    courses: [course],
    development: { username: 'bench', isStaff: true },
    limits: { rate: false },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address();
  const v1 = `http://127.0.0.1:${port}/api/abtest/v1/courses/many.xml`;
  const learners = Array.from({ length: ROUNDS }, (_, index) => `learner_${index}`);
  for (const block of blocks) await runtime.assignMany(block, learners);
  const evaluation = (learner) => ({
    method: 'POST',
    headers: JSON_BODY,
    body: JSON.stringify({ context: { targetingKey: learner } }),
  });
  const candidates = {
    'peek, in the process': (learner) => runtime.peek(blocks[7], learner),
    'decisionsFor 20, in the process': (learner) => runtime.decisionsFor(blocks, learner),
    'peek, a request': (learner) => read(`${v1}/experiments/E7/assignments/${learner}`),
    '20 experiments with children, a request': (learner) => read(`${v1}/learners/${learner}`),
    '20 experiments with children, not compressed, a request': (learner) =>
      read(`${v1}/learners/${learner}`, { headers: { 'accept-encoding': 'identity' } }),
    '20 experiments without children, a request': (learner) =>
      read(`${v1}/learners/${learner}?children=false`),
    'one flag by OFREP, a request': (learner) =>
      read(`${v1}/ofrep/v1/evaluate/flags/E7`, evaluation(learner)),
    'all flags by OFREP, a request': (learner) => read(`${v1}/ofrep/v1/evaluate/flags`, evaluation(learner)),
  };
  const times = Object.fromEntries(Object.keys(candidates).map((key) => [key, []]));
  for (const [round, learner] of learners.entries()) {
    for (const [key, run] of Object.entries(candidates)) {
      const start = process.hrtime.bigint();
      await run(learner);
      // The first rounds only warm up.
      if (round >= ROUNDS / 4) times[key].push(Number(process.hrtime.bigint() - start) / 1e3);
    }
  }
  for (const [key, values] of Object.entries(times)) {
    const base = median(times[SINGLE[key] ?? key]);
    console.log(`| ${name}: ${key} | ${median(values).toFixed(0)} | ${(median(values) / base).toFixed(2)} |`);
  }
  await app.close();
  await store.close();
}

async function read(url, options) {
  const answer = await fetch(url, options);
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}
