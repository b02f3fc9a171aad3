/**
 * What a learner who sends the worst texts and bodies on four connections costs others: `node test/bench/serve-worst.mjs`. The
 * service and the learner are processes of their own; another user lists the courses, and a probe asks for readiness.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const SECONDS = Number(process.env.SECONDS ?? 8);
const CONNECTIONS = 4;
/** Milliseconds between two requests of the other user. */
const PAUSE = 20;
const here = new URL('.', import.meta.url).pathname;
const V1 = '/api/abtest/v1';
const DATA = '/api/experiments/v0/data/';

/** Within the limits of a request: 256 KiB and 2,000 A/B blocks. */
const TEXTS = {
  'A/B blocks without anything': `<vertical>${'<abtest/>'.repeat(2000)}${'<html/>'.repeat(32_000)}</vertical>`,
  'one block with 30,000 groups': `<abtest experiment="E">${'<group/>'.repeat(30_000)}</abtest>`,
  'groups with names': `<abtest experiment="E">${Array.from({ length: 8_000 }, (_, at) => `<group name="g${at}" portion="0"/>`).join('')}</abtest>`,
  'processing instructions': `<abtest>${'<?a?>'.repeat(45_000)}</abtest>`,
  'elements that are no groups, with texts': `<abtest>${'a<b/>'.repeat(50_000)}</abtest>`,
  'comments that silence rules': `<vertical>${'<!-- olx-abtest-disable x --><abtest/>'.repeat(2000)}${'<!-- olx-abtest-disable-next-line y -->\n'.repeat(4000)}</vertical>`,
  'one name of many blocks': `<vertical>${'<abtest experiment="E" url_name="a"><group name="g"><html url_name="a"/></group></abtest>'.repeat(2000)}</vertical>`,
  'long group map': `<split_test user_partition_id="0" group_id_to_child="{${Array.from({ length: 6_000 }, (_, at) => `&quot;${at}&quot;:&quot;a${at}&quot;`).join(',')}}"/>`,
  'unknown elements': `<vertical>${'<x/>'.repeat(60_000)}</vertical>`,
};

const MEGABYTE = 2 ** 20 - 100;
const JSON_TYPE = 'application/json';
/** Other requests that a learner may send, within the limits of their bodies or beyond them. */
const REQUESTS = {
  'lists in lists': [DATA, JSON_TYPE, `{"value": ${'['.repeat(MEGABYTE / 2)}${']'.repeat(MEGABYTE / 2)}}`],
  'many numbers': [DATA, JSON_TYPE, `{"value": [${'1.5e300,'.repeat(MEGABYTE / 8 - 10)}1]}`],
  'many names': [DATA, JSON_TYPE, `{${Array.from({ length: 80_000 }, (_, at) => `"k${at}":1`).join()}}`],
  'a form': [DATA, 'application/x-www-form-urlencoded', `value=${'%e2%82%ac'.repeat(MEGABYTE / 9 - 1)}`],
  parts: [
    DATA,
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="k"\r\n\r\nv\r\n'.repeat(18_000),
  ],
  'an evaluation': [
    `${V1}/courses/${encodeURIComponent('course-v1:HiveX+BEE101+2026_T1')}/ofrep/v1/evaluate/flags`,
    JSON_TYPE,
    `{"context": {"targetingKey": "learner", "x": ${'['.repeat(60_000)}${']'.repeat(60_000)}}}`,
  ],
};

if (process.argv[2] === 'learner') await attack(process.argv[3], process.argv[4]);
else await compare();

async function attack(url, kind) {
  const texts = Object.values(TEXTS).map((text) => [
    `${V1}/documents/validate`,
    JSON_TYPE,
    JSON.stringify({ text }),
  ]);
  const all = kind === 'texts' ? texts : Object.values(REQUESTS);
  const send = async ([path, type, body]) => {
    const answer = await fetch(url + path, { method: 'POST', headers: { 'Content-Type': type }, body });
    await answer.arrayBuffer();
    if (answer.status === 429) await sleep(10);
  };
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, number) => {
      for (let at = number; ; at += 1) await send(all[at % all.length]);
    }),
  );
}

async function compare() {
  const server = spawn(process.execPath, [`${here}serve.child.mjs`, 'service', 'memory:', 'learner'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: server.stdout }), 'line');
  const alone = await measured(url);
  const beside = {};
  for (const kind of ['texts', 'requests']) {
    const learner = spawn(process.execPath, [new URL(import.meta.url).pathname, 'learner', url, kind], {
      stdio: 'ignore',
    });
    await sleep(1000);
    beside[kind] = await measured(url);
    learner.kill('SIGKILL');
  }
  server.kill('SIGKILL');
  console.log(
    '| ms | p50 | p95 | max | p95 with the worst texts | max | p95 with other bodies | max |\n|---|--:|--:|--:|--:|--:|--:|--:|',
  );
  for (const path of Object.keys(alone)) {
    const cells = [
      at(alone[path], 0.5),
      ...[alone, beside.texts, beside.requests].flatMap((times) => [
        at(times[path], 0.95),
        at(times[path], 1),
      ]),
    ];
    console.log(`| GET ${path} | ${cells.map((each) => each.toFixed(1)).join(' | ')} |`);
  }
}

/** The sorted times of both paths. */
async function measured(url) {
  const times = { [`${V1}/courses`]: [], '/readyz': [] };
  const ends = performance.now() + SECONDS * 1000;
  while (performance.now() < ends) {
    for (const [path, list] of Object.entries(times)) {
      const began = performance.now();
      const answer = await fetch(url + path);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      list.push(performance.now() - began);
      await sleep(PAUSE);
    }
  }
  for (const list of Object.values(times)) list.sort((a, b) => a - b);
  return times;
}

function at(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
