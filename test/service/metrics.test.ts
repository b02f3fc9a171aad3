/** `/metrics`: it is OpenMetrics, it counts what happened, and it names nobody. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import type { PostgresServer } from '../storage/postgres-server.js';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { AUDIENCE, Client, ISSUER, type Running, start } from './service.js';
import { assignment, COURSE, coursesOf, exposure, path, TONE, WELCOME } from './v1/scene.js';

const CANARY = 'canary-learner';
/** Names are letters, digits and underscores; a label's value has no other quote in it. */
const LINE = /^(# (TYPE|HELP|UNIT) \w+ .+|\w+(\{(\w+="[^"\n]*",?)*\})? (-?[\d.e+-]+|\+Inf|Nan)|# EOF)$/;

async function scrape(service: Running): Promise<{ text: string; value(sample: string): number }> {
  const { status, text, headers } = await service.nobody.ask('GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('Content-Type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  expect(
    text
      .trimEnd()
      .split('\n')
      .filter((line) => !LINE.test(line)),
  ).toEqual([]);
  const value = (sample: string): number => {
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
    return line === undefined ? Number.NaN : Number(line.slice(sample.length + 1));
  };
  return { text, value };
}

describe('metrics', () => {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-metrics-'));
  let postgres: PostgresServer | undefined;
  afterAll(async () => {
    rmSync(folder, { recursive: true });
  });

  test.each(['sqlite', 'postgres'])(
    'count requests, calls and commits of %s, and name no learner',
    async (engine) => {
      if (engine === 'postgres') postgres = await sharedPostgres();
      const url = (await postgres?.createDatabase()) ?? `sqlite:${join(folder, 'store.db')}`;
      const service = await start(url, {
        courses: await coursesOf(),
        metrics: true,
        limits: { rate: false },
      });
      const learner = await service.as(CANARY);
      const names = Array.from({ length: 20 }, (_, index) => `${CANARY}-${index}`);
      const staff = await service.as('root', true);
      await Promise.all(names.map((name) => staff.ask('PUT', assignment(TONE, name))));
      await learner.ask('PUT', exposure(WELCOME, CANARY), { context: 'canary-page' });
      await learner.ask('GET', path('courses', 'canary-course', 'experiments'));
      await learner.ask('GET', `/${CANARY}`);
      const { text, value } = await scrape(service);
      const route = '/api/abtest/v1/courses/:course/experiments/:experiment/assignments/:learner';
      const requests = 'olx_abtest_request_duration_seconds_count';
      expect(value(`${requests}{method="PUT",route="${route}",status="201"}`)).toBe(20);
      expect(value(`${requests}{method="GET",route="unknown",status="404"}`)).toBe(1);
      expect(value('olx_abtest_store_call_duration_seconds_count{call="claim",outcome="done"}')).toBe(21);
      expect(value('olx_abtest_store_call_duration_seconds_count{call="expose",outcome="done"}')).toBe(1);
      expect(value('olx_abtest_commit_calls_sum')).toBeGreaterThanOrEqual(22);
      expect(value('olx_abtest_commit_duration_seconds_count{outcome="done"}')).toBeGreaterThan(0);
      expect(value('olx_abtest_open_requests')).toBe(1);
      expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
      if (engine === 'postgres')
        expect(value('olx_abtest_pool_connections{state="idle"}')).toBeGreaterThan(0);
      for (const name of ['canary', 'HiveX', 'root', 'Tone']) expect(text).not.toContain(name);
      expect(COURSE).toContain('HiveX');
      await service.store.close();
      await staff.ask('PUT', assignment(TONE, 'after the end'));
      expect((await scrape(service)).text).toMatch(
        /store_call_duration_seconds_count\{call="\w+",outcome="failed"\} 1/,
      );
      await service.close();
    },
  );

  test('tell the age of keys that were fetched, and nothing of keys in a file', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] });
    const server = createServer((_request, response) => response.end(keys)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const auth = { token: { keys: { jwksUrl }, issuer: ISSUER, audience: AUDIENCE } };
    const service = await start('memory:', { metrics: true, auth });
    const age = 'olx_abtest_jwks_age_seconds{source="url"}';
    const token = await new SignJWT({ preferred_username: 'ada' })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('10 minutes')
      .sign(privateKey);
    const client = new Client(service.url, { Authorization: `JWT ${token}` });
    expect((await client.ask('GET', path('courses'))).status).toBe(200);
    expect((await scrape(service)).value(age)).toBeGreaterThanOrEqual(0);
    await service.close();
    server.close();
    const fromFile = await start('memory:', { metrics: true });
    expect((await scrape(fromFile)).value(age)).toBeNaN();
    await fromFile.close();
  });

  test('are not there unless they are wanted', async () => {
    const service = await start('memory:');
    expect((await service.nobody.ask('GET', '/metrics')).status).toBe(404);
    await service.close();
  });
});
