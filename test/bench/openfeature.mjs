/**
 * `getStringDetails` of OpenFeature's server SDK: with a provider that returns a constant, and with ours, whose learners are
 * assigned in memory. In pairs, in turns, in one run: `npm run bench -- openfeature`.
 */
import { OpenFeature } from '@openfeature/server-sdk';
import { openStore, parseCourse } from '../../dist/index.js';
import { AbtestProvider } from '../../dist/openfeature.js';
import { median } from './measure.mjs';

const LEARNERS = Array.from({ length: 1_000 }, (_, number) => ({ targetingKey: `learner_${number}` }));
const PAIRS = 60;
const TIMES = 5;
const FLAG = 'Tone of the texts';

const { course } = parseCourse(
  new Map([
    ['course.xml', '<course org="O" course="C" url_name="R"/>'],
    [
      'course/R.xml',
      `<course><chapter url_name="c"><sequential url_name="s"><vertical url_name="v"><abtest url_name="a" experiment="${FLAG}"><group name="plain" portion="0.5"><html url_name="p"/></group><group name="story" portion="0.3"><html url_name="q"/></group><default/></abtest></vertical></sequential></chapter></course>`,
    ],
  ]),
);

/** As our own details are: with a variant, a reason and as many entries of metadata. */
const constant = {
  metadata: { name: 'constant' },
  runsOn: 'server',
  async resolveStringEvaluation() {
    const flagMetadata = {
      flagSetId: 'c',
      version: 'v',
      scope: 'c',
      experiment: FLAG,
      stored: true,
      stale: false,
      strategy: 's',
    };
    return { value: 'plain', variant: 'plain', reason: 'SPLIT', flagMetadata };
  },
};

const store = await openStore('memory:');
await OpenFeature.setProviderAndWait('constant', constant);
await OpenFeature.setProviderAndWait('ours', new AbtestProvider({ course, store }));
const clients = { constant: OpenFeature.getClient('constant'), ours: OpenFeature.getClient('ours') };

async function timeOf(client) {
  const start = process.hrtime.bigint();
  for (let time = 0; time < TIMES; time += 1) {
    for (const context of LEARNERS) {
      const { errorCode } = await client.getStringDetails(FLAG, '_DEFAULT_GROUP', context);
      if (errorCode !== undefined) throw new Error(errorCode);
    }
  }
  return Number(process.hrtime.bigint() - start) / (TIMES * LEARNERS.length) / 1000;
}

const times = { constant: [], ours: [] };
for (let pair = 0; pair <= PAIRS; pair += 1) {
  // Each is the first in every other pair.
  const order = pair % 2 === 0 ? ['constant', 'ours'] : ['ours', 'constant'];
  for (const name of order) {
    const time = await timeOf(clients[name]);
    // The first pair warms the compiler up, and assigns.
    if (pair > 0) times[name].push(time);
  }
}
await OpenFeature.close();
await store.close();

const ratios = times.ours.map((time, pair) => time / times.constant[pair]);
console.log(`\`getStringDetails\` in this process, median of ${PAIRS} pairs:

| | µs |
|---|--:|
| the client with a constant provider | ${median(times.constant).toFixed(2)} |
| the client with \`AbtestProvider\` | ${median(times.ours).toFixed(2)} |
| ratio, median of the pairs | ${median(ratios).toFixed(2)} |`);
