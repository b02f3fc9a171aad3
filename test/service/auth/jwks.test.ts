/** Key sets at a URL: rotation, outages and back-off, and the tricks that a key set or its server can play. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AUDIENCE, Client, ISSUER, type Running, start, V0 } from '../service.js';
import { ecPair, edPair, jwkOf, rsaPair, signed, withHmac } from './issuer.js';
import { Clock, type JwksServer, json, jwksServer } from './jwks-server.js';

const [one, two, three] = [rsaPair(), rsaPair(), rsaPair()];
const DATA = `${V0}/data/`;
const MINUTE = 60;
const HOUR = 3600;

let server: JwksServer;
let clock: Clock;
const running: Running[] = [];
beforeAll(async () => {
  server = await jwksServer(json({ keys: [jwkOf(one)] }));
});
beforeEach(async () => {
  for (const each of running.splice(0)) await each.close();
  server.answer = json({ keys: [jwkOf(one)] });
  server.fetched = 0;
  clock = new Clock();
});
afterAll(async () => {
  for (const each of running.splice(0)) await each.close();
  await server?.close();
});

async function serve(more: { staleIfError?: number } = {}, log?: string[]): Promise<Running> {
  const token = { keys: { jwksUrl: server.url }, issuer: ISSUER, audience: AUDIENCE, ...more };
  const service = await start('memory:', {
    now: clock.now,
    auth: { token },
    ...(log !== undefined && { log: { stream: { write: (line: string) => void log.push(line) } } }),
  });
  running.push(service);
  return service;
}

/** A token that is valid at the time of the clock. */
const fresh = (pair = one, header: object = {}) =>
  signed(pair, { iat: clock.seconds, exp: clock.seconds + HOUR }, { alg: 'RS256', ...header });

async function ask(service: Running, token: string) {
  return new Client(service.url, { Authorization: `JWT ${token}` }).ask('GET', DATA);
}
const statusOf = async (service: Running, token: string) => (await ask(service, token)).status;
const ready = async (service: Running) => {
  const { status, body } = await service.nobody.ask('GET', '/readyz');
  return [status, body.status, body.keys];
};
const failing = (response: ServerResponse) => {
  response.statusCode = 500;
  response.end();
};

describe('rotation', () => {
  it('every key of the set is tried for a token without a kid, which is Open edX’s default', async () => {
    server.answer = json({ keys: [jwkOf(one), jwkOf(two), jwkOf(edPair()), jwkOf(ecPair()), jwkOf(three)] });
    const service = await serve();
    for (const pair of [one, two, three]) expect(await statusOf(service, fresh(pair))).toBe(200);
    expect(await statusOf(service, fresh(rsaPair()))).toBe(401);
  });

  it('a kid that the set lacks falls back to every key that fits', async () => {
    server.answer = json({ keys: [jwkOf(one, { kid: 'a' }), jwkOf(two, { kid: 'b' })] });
    const service = await serve();
    expect(await statusOf(service, fresh(two, { kid: 'openedx' }))).toBe(200);
    expect(await statusOf(service, fresh(two, { kid: 'b' }))).toBe(200);
    // A kid that the set has selects that key alone.
    expect(await statusOf(service, fresh(two, { kid: 'a' }))).toBe(401);
  });

  it('at most ten keys are tried for one token', async () => {
    const others = Array.from({ length: 9 }, () => jwkOf(ecPair()));
    const many = Array.from({ length: 10 }, (_, index) => ({ ...jwkOf(two), kid: `k${index}` }));
    server.answer = json({ keys: [...others, ...many, jwkOf(one, { kid: 'last' })] });
    const service = await serve();
    expect(await statusOf(service, fresh(one))).toBe(401);
    expect(await statusOf(service, fresh(one, { kid: 'last' }))).toBe(200);
  });

  it.each([
    ['without a kid', {}, {}],
    ['with a kid', { kid: 'old' }, { kid: 'new' }],
  ])('a new key is fetched when a token needs it, %s', async (_, before, after) => {
    server.answer = json({ keys: [jwkOf(one, before)] });
    const service = await serve();
    const known = fresh(one, before);
    expect(await statusOf(service, known)).toBe(200);
    server.answer = json({ keys: [jwkOf(two, after)] });
    clock.move(31);
    expect(await statusOf(service, fresh(two, after))).toBe(200);
    // The removed key is revoked with that, verified tokens included.
    expect(await statusOf(service, known)).toBe(401);
    expect(server.fetched).toBe(2);
  });

  it('made-up tokens do not make the service fetch again and again', async () => {
    const service = await serve();
    await service.app.keys!.settled();
    const madeUp = (index: number) => fresh(two, index % 2 === 0 ? { kid: `k${index}` } : {});
    for (let index = 0; index < 20; index += 1) expect(await statusOf(service, madeUp(index))).toBe(401);
    expect(server.fetched).toBe(1);
    clock.move(31);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => statusOf(service, madeUp(index))),
    );
    expect(new Set(answers)).toEqual(new Set([401]));
    expect(server.fetched).toBe(2);
  });

  it('the set is fetched once at the start, and once in ten minutes', async () => {
    const service = await serve();
    const twenty = () => Promise.all(Array.from({ length: 20 }, () => statusOf(service, fresh())));
    expect(new Set(await twenty())).toEqual(new Set([200]));
    expect(server.fetched).toBe(1);
    clock.move(11 * MINUTE);
    expect(new Set(await twenty())).toEqual(new Set([200]));
    await service.app.keys!.settled();
    expect(server.fetched).toBe(2);
  });
});

describe('an outage', () => {
  it('of an hour: the last good keys are used; /readyz and the log report it; the URL is asked once a minute', async () => {
    const log: string[] = [];
    const service = await serve({}, log);
    expect(await statusOf(service, fresh())).toBe(200);
    expect(await ready(service)).toEqual([200, 'ready', undefined]);
    server.answer = failing;
    server.fetched = 0;
    for (let minute = 0; minute < 70; minute += 1) {
      clock.move(MINUTE);
      expect(await statusOf(service, fresh())).toBe(200);
      expect(await statusOf(service, fresh(two))).toBe(401);
      await service.app.keys!.settled();
    }
    expect(await ready(service)).toEqual([200, 'ready', 'stale']);
    expect(server.fetched).toBeGreaterThan(50);
    expect(server.fetched).toBeLessThanOrEqual(71);
    expect(log.join('')).toContain('"reason":"the answer has status 500","keys":"stale"');
    expect(log.join('')).toContain('the key set cannot be fetched; the last good keys are used');
    server.answer = json({ keys: [jwkOf(two)] });
    clock.move(MINUTE);
    expect(await statusOf(service, fresh(two))).toBe(200);
    expect(await ready(service)).toEqual([200, 'ready', undefined]);
    expect(log.join('')).toContain('the key set can be fetched again');
  });

  it.each([
    [undefined, 24],
    [2, 2],
  ])('the last good keys are used for a limited time: staleIfError %s', async (staleIfError, hours) => {
    const service = await serve(staleIfError === undefined ? {} : { staleIfError });
    expect(await statusOf(service, fresh())).toBe(200);
    server.answer = failing;
    clock.move((hours - 1) * HOUR);
    expect(await statusOf(service, fresh())).toBe(200);
    clock.move(2 * HOUR);
    const late = await ask(service, fresh());
    expect([late.status, late.body.detail, late.headers.get('Retry-After')]).toEqual([
      503,
      'Token signing keys are temporarily unavailable.',
      '2',
    ]);
    expect(await ready(service)).toEqual([503, 'keys unavailable', undefined]);
  });

  it('from the start: 503, one back-off for all, and the service recovers by itself', async () => {
    server.answer = failing;
    const service = await serve();
    expect(await service.app.keys!.settled()).toBe('the answer has status 500');
    const answers = await Promise.all(Array.from({ length: 20 }, () => statusOf(service, fresh())));
    expect(new Set(answers)).toEqual(new Set([503]));
    expect(server.fetched).toBe(1);
    expect(await ready(service)).toEqual([503, 'keys unavailable', undefined]);
    // The pauses double: 1, 2, 4 … seconds, at most a minute.
    for (let second = 0; second < 300; second += 1) {
      clock.move(1);
      await ready(service);
      await service.app.keys!.settled();
    }
    expect(server.fetched).toBeGreaterThanOrEqual(9);
    expect(server.fetched).toBeLessThanOrEqual(12);
    server.answer = json({ keys: [jwkOf(one)] });
    clock.move(MINUTE);
    expect(await statusOf(service, fresh())).toBe(200);
    expect(await ready(service)).toEqual([200, 'ready', undefined]);
  });

  it('of a server that is gone has its reason', async () => {
    const gone = await jwksServer(failing);
    await gone.close();
    const keys = { jwksUrl: gone.url };
    const service = await start('memory:', { auth: { token: { keys, issuer: ISSUER, audience: AUDIENCE } } });
    running.push(service);
    expect(await service.app.keys!.settled()).toBe('ECONNREFUSED');
    await expect(service.app.keys!.reload()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^The key set at http:\/\/127\.0\.0\.1:\d+\/jwks\.json cannot be fetched: ECONNREFUSED$/,
      ),
    });
  });
});

/** Sets whose one usable key is `two`, or none: a token of `one` must never get through by them. */
describe('tricks', () => {
  const good = jwkOf(one);
  const { kty, e } = jwkOf(two);
  const hidden = (response: ServerResponse, body: string | Buffer, headers: object = {}) => {
    response.writeHead(200, headers as Record<string, string>);
    response.end(body);
  };
  const TRICKS: readonly (readonly [string, (response: ServerResponse) => void])[] = [
    ['an empty set', json({ keys: [] })],
    ['no set', json({})],
    ['null', json(null)],
    ['a list', json([good])],
    ['keys that are an object', json({ keys: { 0: good } })],
    ['an empty answer', (response) => hidden(response, '')],
    ['HTML with status 200', (response) => hidden(response, '<html>Sign in</html>')],
    ['half of a set', (response) => hidden(response, JSON.stringify({ keys: [jwkOf(two)] }).slice(0, 200))],
    ['bytes that are not UTF-8', (response) => hidden(response, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
    [
      'more than a MiB',
      (response) => hidden(response, JSON.stringify({ keys: [jwkOf(two)], more: 'x'.repeat(2 ** 20) })),
    ],
    [
      'more than a MiB, compressed',
      (response) => {
        const packed = gzipSync(JSON.stringify({ keys: [jwkOf(two)], more: 'x'.repeat(50 * 2 ** 20) }));
        hidden(response, packed, { 'Content-Encoding': 'gzip' });
      },
    ],
    [
      'an answer without an end',
      (response) => {
        response.writeHead(200);
        const more = () => {
          if (response.destroyed) return;
          response.write('x'.repeat(65_536), () => setImmediate(more));
        };
        more();
      },
    ],
    ['status 204', (response) => void response.writeHead(204).end()],
    [
      'status 404 with a set',
      (response) => void response.writeHead(404).end(JSON.stringify({ keys: [jwkOf(two)] })),
    ],
    ['a redirect', (response) => void response.writeHead(302, { Location: '/other.json' }).end()],
    [
      'a shared secret',
      json({ keys: [{ kty: 'oct', k: Buffer.from('secret').toString('base64url'), alg: 'HS256' }] }),
    ],
    ['a private key', json({ keys: [two.privateKey.export({ format: 'jwk' })] })],
    ['a key for encryption', json({ keys: [jwkOf(two, { use: 'enc' })] })],
    ['a key that may not verify', json({ keys: [jwkOf(two, { key_ops: ['encrypt'] })] })],
    ['a short RSA key', json({ keys: [jwkOf(rsaPair(1024))] })],
    ['an RSA key with the exponent 1', json({ keys: [{ ...jwkOf(two), e: 'AQ' }] })],
    ['an RSA key without a modulus', json({ keys: [{ kty, e }] })],
    ['another curve', json({ keys: [jwkOf(ecPair('secp256k1'))] })],
    ['a point that is not on the curve', json({ keys: [{ ...jwkOf(ecPair()), x: 'AAAA' }] })],
    ['an unknown kind', json({ keys: [{ kty: 'XYZ', n: 'AAAA' }] })],
    ['nulls and texts', json({ keys: [null, 'key', 7, []] })],
    [
      'a key under __proto__',
      (response) => hidden(response, `{"__proto__": {"keys": [${JSON.stringify(jwkOf(two))}]}}`),
    ],
    ['a connection that ends', (response) => void response.destroy()],
  ];

  it('none of them replaces good keys', async () => {
    expect(TRICKS.length).toBeGreaterThanOrEqual(15);
    const service = await serve();
    for (const [name, trick] of TRICKS) {
      server.answer = json({ keys: [good] });
      await service.app.keys!.reload();
      server.answer = trick;
      clock.move(11 * MINUTE);
      const first = await statusOf(service, fresh());
      const failure = await service.app.keys!.settled();
      const tokens = [fresh(), fresh(two), withHmac('secret', 'HS256')];
      const statuses = await Promise.all(tokens.map((token) => statusOf(service, token)));
      expect([name, first, ...statuses]).toEqual([name, 200, 200, 401, 401]);
      expect([name, failure]).toEqual([name, expect.stringMatching(/./)]);
      expect(await ready(service)).toEqual([200, 'ready', 'stale']);
    }
  });

  it.each(TRICKS.slice(0, 3))('%s at the start: no token is accepted', async (_, trick) => {
    server.answer = trick;
    const service = await serve();
    expect(await statusOf(service, fresh())).toBe(503);
    expect(await statusOf(service, withHmac('secret', 'HS256'))).toBe(401);
  });

  it('unusable keys beside a good one are left out', async () => {
    const bad = [null, { kty: 'oct', k: 'AAAA' }, jwkOf(rsaPair(1024)), jwkOf(two, { use: 'enc' })];
    server.answer = json({ keys: [...bad, jwkOf(one)] });
    const service = await serve();
    expect(await statusOf(service, fresh())).toBe(200);
    expect(await statusOf(service, fresh(two))).toBe(401);
  });

  it('the algorithm of a key holds', async () => {
    server.answer = json({ keys: [jwkOf(one, { alg: 'RS512' }), jwkOf(two, { alg: 'RS256' })] });
    const service = await serve();
    expect(await statusOf(service, fresh(one))).toBe(401);
    expect(await statusOf(service, fresh(one, { alg: 'RS512' }))).toBe(200);
    expect(await statusOf(service, fresh(two))).toBe(200);
  });

  it('of four thousand keys a hundred are read', async () => {
    const jwk = jwkOf(ecPair());
    server.answer = json({ keys: [jwkOf(one), ...Array.from({ length: 4000 }, () => jwk), jwkOf(two)] });
    const service = await serve();
    expect(await statusOf(service, fresh())).toBe(200);
    expect(await statusOf(service, fresh(two))).toBe(401);
  });
});
