/**
 * A service under a steady load of every kind of request, while its keys are rotated, their URL fails and it is told to read
 * everything again, then restarted: nothing is refused or lost, and memory, descriptors and the lag of its event loop stay
 * flat. `npm run soak -- test/service/steady.test.ts` takes ten minutes for each store and prints the figures.
 */
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openStore, type StoreWithData } from '../../src/index.js';
import { SOAK } from '../seed.js';
import { until } from '../storage/child.js';
import { scratch } from '../storage/scratch.js';
import { jwkOf, type Pair, rsaPair } from './auth/issuer.js';
import { type JwksServer, json, jwksServer } from './auth/jwks-server.js';
import { AUDIENCE, Client, ISSUER, newSecret } from './service.js';
import { type ServiceProcess, serveWith } from './service-process.js';
import { Load, MOST_CONNECTIONS } from './steady/load.js';

/** Milliseconds of each of the steps, of which there are ten. */
const STEP = SOAK === 1 ? 100 : 6_000 * SOAK;
const MIB = 2 ** 20;
const HOOK = new URL('./vitals.mjs', import.meta.url).href;
const newFile = scratch();

interface Vitals {
  readonly rss: number;
  readonly heap: number;
  readonly external: number;
  readonly descriptors: number;
  readonly lag50: number;
  readonly lag99: number;
}

const running: ServiceProcess[] = [];
let keys: JwksServer;
afterEach(async () => {
  for (const each of running.splice(0)) {
    each.process.kill('SIGKILL');
    await each.ended;
  }
  await keys?.close();
});

test.each(SOAK === 1 ? ['sqlite'] : ['sqlite', 'memory'])(
  'a steady load on %s',
  async (kind) => {
    const store = kind === 'memory' ? 'memory:' : `sqlite:${newFile()}`;
    const secret = await newSecret();
    let pair: Pair = rsaPair();
    keys = await jwksServer(json({ keys: [jwkOf(pair)] }));
    const vitalsFile = newFile('json');
    const login = ['--jwks', keys.url, '--issuer', ISSUER, '--audience', AUDIENCE];
    const more = [...login, '--session-secret-file', secret, '--drain', SOAK === 1 ? '1' : '5'];
    const env = {
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${HOOK}`.trim(),
      VITALS: vitalsFile,
    };
    const begun = async (): Promise<ServiceProcess> => {
      const service = await serveWith(env, store, ...more);
      running.push(service);
      return service;
    };
    const vitals = async (service: ServiceProcess): Promise<Vitals> => {
      service.process.kill('SIGUSR2');
      let read: Vitals | undefined;
      await until(() => {
        read = readVitals(vitalsFile);
        return read !== undefined;
      }, 'the vitals of the service');
      return read!;
    };
    /** SIGHUP; waits until the last of what it reads, the secret of sessions, was read. */
    const reload = async (service: ServiceProcess): Promise<string> => {
      const before = service.stderr().length;
      service.process.kill('SIGHUP');
      const said = () => service.stderr().slice(before);
      await until(() => /secret/.test(said()), 'the service to read everything again');
      return said();
    };
    const rotate = async (): Promise<void> => {
      const next = rsaPair();
      keys.answer = json({ keys: [jwkOf(pair), jwkOf(next)] });
      expect(await reload(service)).toMatch(/read again: the keys/);
      load.signWith(next);
      pair = next;
      await Promise.all([sleep(STEP / 2), load.settled()]);
      keys.answer = json({ keys: [jwkOf(next)] });
    };

    let service = await begun();
    const load = new Load(service.url, pair);
    load.begin();
    await sleep(STEP);
    const early = await vitals(service);
    await rotate();
    await sleep(STEP);
    await reload(service);
    const { answer } = keys;
    keys.answer = (response) => void response.writeHead(500).end();
    expect(await reload(service)).toMatch(/cannot be fetched/);
    await sleep(2 * STEP);
    keys.answer = answer;
    await reload(service);
    await sleep(2 * STEP);
    await rotate();
    await sleep(2.5 * STEP);
    const late = await vitals(service);

    if (kind === 'sqlite') {
      const before = service;
      service = await begun();
      before.process.kill('SIGTERM');
      // As a load balancer does.
      const probe = new Client(before.url);
      while ((await probe.ask('GET', '/readyz')).status !== 503) await sleep(5);
      load.url = service.url;
      expect(await before.ended).toBe(0);
      await sleep(STEP);
    }
    await load.end();
    if (SOAK > 1) console.log(`${kind}: ${load.answered} answers`, { early, late, refused: load.refused });
    expect(load.failures).toEqual([]);
    if (kind === 'sqlite') {
      service.process.kill('SIGTERM');
      expect(await service.ended).toBe(0);
      await expectStored(await openStore(store), load);
    }
    expect(late.heap).toBeLessThan(early.heap + 40 * MIB);
    expect(late.descriptors).toBeLessThanOrEqual(early.descriptors + MOST_CONNECTIONS + 20);
  },
  300_000 + 20 * STEP,
);

function readVitals(file: string): Vitals | undefined {
  try {
    const vitals = JSON.parse(readFileSync(file, 'utf8')) as Vitals;
    rmSync(file);
    return vitals;
  } catch {
    return undefined;
  }
}

/** Every acknowledged row, with its newest value; closes the store. */
async function expectStored(store: StoreWithData, load: Load): Promise<void> {
  const users = new Set([...load.values.keys()].map((row) => row.split(' ', 1)[0]!));
  const stored = new Map<string, string>();
  for (const user of users) {
    const { rows } = await store.data.experimentData.list({ user }, { offset: 0, limit: 10_000 });
    for (const { key, value } of rows) stored.set(`${user} ${key}`, value);
  }
  expect(stored).toEqual(load.values);
  await store.close();
}
