/**
 * One whole decision in the process, nothing stored: strategy, portions, group. Beside GrowthBook's and Unleash's on
 * an equivalent experiment, in turns in one run. They are no dependencies of this package:
 * `npm i --no-save @growthbook/growthbook unleash-client`, then `npm run build && node test/bench/decision.mjs`.
 * OLX_ABTEST_BENCH_MODULES names another folder that has them in its node_modules.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRuntime, decideGroup, openStore, parseAbtest } from '../../dist/index.js';

const NAMES = Array.from({ length: 65_536 }, (_, i) => `learner_${(i * 2_654_435_761) % 1_000_003}`);
const ROUNDS = 9;

const { block } = parseAbtest(`<abtest experiment="tone">
  <group name="plain" portion="0.5"/><group name="story" portion="0.3"/><default/></abtest>`);

async function load(name) {
  const folder = process.env.OLX_ABTEST_BENCH_MODULES ?? new URL('../..', import.meta.url).pathname;
  try {
    const path = createRequire(join(folder, 'package.json')).resolve(name);
    return await import(pathToFileURL(path).href);
  } catch (error) {
    console.log(`NOT MEASURED: ${name} is not installed (npm i --no-save ${name}; ${error.code})`);
    return null;
  }
}

/** Three weighted variations by a hash of the learner's id. */
async function growthBook() {
  const module = await load('@growthbook/growthbook');
  if (module === null) return null;
  const Client = module.GrowthBookClient ?? module.default.GrowthBookClient;
  const rule = { variations: ['plain', 'story', 'rest'], weights: [0.5, 0.3, 0.2], hashAttribute: 'id' };
  const client = new Client().initSync({
    payload: { features: { tone: { defaultValue: 'rest', rules: [{ key: 'tone', ...rule }] } } },
  });
  return (name) => client.evalFeature('tone', { attributes: { id: name } }).value;
}

/** Three weighted variants by the learner's id, of a flag that is on for everybody; nothing is fetched. */
async function unleash() {
  const module = await load('unleash-client');
  if (module === null) return null;
  const { Unleash, InMemStorageProvider } = module.Unleash ? module : module.default;
  const variants = [
    ['plain', 500],
    ['story', 300],
    ['rest', 200],
  ].map(([name, weight]) => ({ name, weight, weightType: 'fix', stickiness: 'userId', payload: undefined }));
  const client = new Unleash({
    appName: 'bench',
    url: 'http://127.0.0.1:1/api/',
    disableMetrics: true,
    refreshInterval: 0,
    storageProvider: new InMemStorageProvider(),
    skipInstanceCountWarning: true,
    bootstrap: {
      data: [
        {
          name: 'tone',
          enabled: true,
          strategies: [{ name: 'default', parameters: {}, constraints: [] }],
          impressionData: false,
          variants,
        },
      ],
    },
  });
  client.on('error', () => undefined);
  client.on('warn', () => undefined);
  await new Promise((ready) => setTimeout(ready, 300));
  if (!client.getVariant('tone', { userId: 'ada' }).enabled) throw new Error('Unleash did not decide');
  return (name) => client.getVariant('tone', { userId: name }).name;
}

const candidates = {
  'olx-abtest decideGroup': (name) => decideGroup(block, name).group,
  'GrowthBookClient.evalFeature': await growthBook(),
  'Unleash getVariant': await unleash(),
};
const present = Object.entries(candidates).filter(([, run]) => run !== null);

const times = new Map(present.map(([name]) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, run] of present) {
    const counts = new Map();
    const start = process.hrtime.bigint();
    for (const learner of NAMES) {
      const group = run(learner);
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    // The first round warms the compiler up and does not count.
    if (round > 0) times.get(name).push(Number(process.hrtime.bigint() - start) / NAMES.length);
    const shares = [...counts.values()].map((count) => count / NAMES.length).sort();
    if (Math.abs(shares[0] - 0.2) > 0.02 || counts.size !== 3) throw new Error(`${name} divides otherwise`);
  }
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
const own = median(times.get('olx-abtest decideGroup'));
for (const [name, list] of times) {
  const time = median(list);
  console.log(
    `${name.padEnd(30)} ${time.toFixed(0).padStart(6)} ns  ${(time / own).toFixed(1).padStart(5)} x`,
  );
}

const runtime = createRuntime({ store: await openStore('memory:') });
for (const learner of NAMES) await runtime.assign(block, learner);
const start = process.hrtime.bigint();
for (const learner of NAMES) await runtime.assign(block, learner);
const again = Number(process.hrtime.bigint() - start) / NAMES.length;
console.log(`${'(assign, kept in memory before)'.padEnd(30)} ${again.toFixed(0).padStart(6)} ns`);
process.exit(0);
