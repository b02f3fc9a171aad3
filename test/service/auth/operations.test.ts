/** A service under load while its keys are rotated, their URL fails for an hour, keys are reloaded, and it is restarted. */
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { SOAK } from '../../seed.js';
import { scratch } from '../../storage/scratch.js';
import { AUDIENCE, Client, ISSUER, type Running, start, V0 } from '../service.js';
import { jwkOf, type Pair, rsaPair, signed } from './issuer.js';
import { Clock, json, jwksServer } from './jwks-server.js';

/** Each round does every operation once; some ten minutes in the long form. */
const ROUNDS = SOAK === 1 ? 2 : 60 * SOAK;
const LEARNERS = 8;
const MINUTE = 60;
const newFile = scratch();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const descriptors = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);

describe('a service under load', () => {
  it(`loses nothing and refuses nobody, in ${ROUNDS} rounds; memory and descriptors stay flat`, async () => {
    const clock = new Clock();
    let pair: Pair = rsaPair();
    const server = await jwksServer(json({ keys: [jwkOf(pair)] }));
    const store = `sqlite:${newFile()}`;
    const token = { keys: { jwksUrl: server.url }, issuer: ISSUER, audience: AUDIENCE };
    const open = () => start(store, { now: clock.now, auth: { token }, limits: { rate: false } });
    let service: Running = await open();
    const written = new Map<string, number>();
    let sent = 0;

    /** One request of each learner, with a token of its own; a closing service may be asked again. */
    const load = async (): Promise<void> => {
      await Promise.all(
        Array.from({ length: LEARNERS }, async (_, index) => {
          const name = `learner_${index}`;
          const times = { iat: clock.seconds, exp: clock.seconds + 2 * 3600 };
          const headers = { Authorization: `JWT ${signed(pair, { ...times, preferred_username: name })}` };
          sent += 1;
          const row = { experiment_id: 1, key: `k${sent}`, value: 'v' };
          const answer = await new Client(service.url, headers).ask('PUT', `${V0}/data/`, row);
          expect([answer.status, answer.body.detail]).toEqual([201, undefined]);
          written.set(name, (written.get(name) ?? 0) + 1);
        }),
      );
    };

    const rotate = async (): Promise<void> => {
      const next = rsaPair();
      server.answer = json({ keys: [jwkOf(pair), jwkOf(next)] });
      clock.move(31);
      await load();
      pair = next;
      await load();
      server.answer = json({ keys: [jwkOf(next)] });
    };
    const outage = async (): Promise<void> => {
      const { answer } = server;
      server.answer = (response) => void response.writeHead(500).end();
      for (let minutes = 0; minutes < 60; minutes += 5) {
        clock.move(5 * MINUTE);
        await load();
      }
      server.answer = answer;
      clock.move(2 * MINUTE);
      await load();
    };
    const reload = async (): Promise<void> => {
      await Promise.all([service.app.keys!.reload(), load(), load()]);
    };
    const restart = async (): Promise<void> => {
      const before = service;
      // The new instance takes over before the old one finishes.
      const answers = load();
      service = await open();
      await Promise.all([answers, load(), before.close()]);
    };

    let early = { heap: 0, descriptors: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const operate of [rotate, outage, reload, restart]) await operate();
      if (round === Math.floor(ROUNDS / 4)) early = { heap: heap(), descriptors: descriptors() };
    }
    expect(descriptors()).toBeLessThanOrEqual(early.descriptors + 20);
    expect(heap()).toBeLessThan(early.heap + 40 * 2 ** 20);
    for (const [user, count] of written) {
      const { count: stored } = await service.store.data.experimentData.list(
        { user },
        { offset: 0, limit: 1 },
      );
      expect([user, stored]).toEqual([user, count]);
    }
    expect(written.size).toBe(LEARNERS);
    await service.close();
    await server.close();
  });
});
