/** What the service puts up with: slow clients, large requests, many requests, and what is no HTTP. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ExperimentDataRecords } from '../../src/index.js';
import { type Running, start, tokenOf, V0 } from './service.js';

const DATA = `${V0}/data/`;
/** Ends a hang. */
const WAIT = { timeout: 120_000 };

/**
 * Sends pieces with pauses, and answers all that comes back once the server has closed the connection.
 * @param drip sent for ever after the pieces: a server that waits for its end never closes
 */
function talk(port: number, pieces: readonly string[], pause: number, drip = ''): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    let at = 0;
    const send = () => {
      const piece = pieces[at] ?? drip;
      if (piece !== '' && !socket.destroyed) socket.write(piece);
      at += 1;
    };
    const timer = setInterval(send, pause);
    socket.on('connect', send);
    socket.on('data', (data) => {
      said += data.toString();
    });
    // A reset is a way of closing, too.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(said);
    });
  });
}

it('clients that do not read their response are disconnected, others are not', async () => {
  const service = await start('memory:', { limits: { answer: 250, rate: false } });
  const ada = await service.as('ada');
  // More than the buffers of a connection hold, and than one would get in over HTTP.
  const records = new ExperimentDataRecords(service.store.data.experimentData);
  for (let at = 0; at < 20; at += 1)
    await records.create({ user: 'ada', experiment_id: 1, key: `${at}`, value: 'x'.repeat(1_000_000) });
  const connections = () =>
    new Promise<number>((resolve) => service.app.server.getConnections((_, count) => resolve(count)));
  const before = await connections();
  const reader = connect(service.port, '127.0.0.1').pause();
  reader.on('error', () => undefined);
  const authorization = `Authorization: JWT ${await tokenOf('ada')}`;
  reader.write(`GET ${DATA}?page_size=100 HTTP/1.1\r\nHost: a\r\n${authorization}\r\n\r\n`);
  await vi.waitUntil(async () => (await connections()) > before, WAIT);
  await vi.waitUntil(async () => (await connections()) <= before, WAIT);
  const plain = { 'Accept-Encoding': 'identity' };
  // On a busy machine this client may be too slow for so short a limit at first.
  const read = async () => {
    const { body } = await ada.ask('GET', `${DATA}?page_size=100`, undefined, plain);
    return body.results?.length;
  };
  await expect.poll(() => read().catch(String)).toBe(20);
  reader.destroy();
  await service.close();
});

it.each(['memory:', 'sqlite::memory:'])(
  'a learner stays within the quota of experiment data, staff do not (%s)',
  async (url) => {
    const service = await start(url, { limits: { quota: { rows: 2, bytes: 20 } } });
    const [ada, staff] = [await service.as('ada'), await service.as('boss', true)];
    const put = (who: typeof ada, key: string, value: string) =>
      who.ask('PUT', DATA, { experiment_id: 1, key, value });
    expect((await put(ada, 'a', 'x'.repeat(9))).status).toBe(201);
    const large = await put(ada, 'b', 'x'.repeat(10));
    expect([large.status, large.body]).toEqual([
      403,
      { detail: 'The user would have more than 20 bytes of keys and values of experiment data' },
    ]);
    expect((await put(ada, 'b', 'x')).status).toBe(201);
    const many = await ada.ask('POST', DATA, { experiment_id: 1, key: 'c', value: 'x' });
    expect([many.status, many.body.detail]).toEqual([
      403,
      'The user would have more than 2 rows of experiment data',
    ]);
    expect((await put(ada, 'a', 'x'.repeat(18))).status).toBe(403);
    expect((await put(ada, 'a', 'y')).status).toBe(200);
    for (const key of ['a', 'b', 'c']) expect((await put(staff, key, 'x'.repeat(50))).status).toBe(201);
    const { body } = await ada.ask('GET', DATA);
    expect(body.results.map(({ key, value }: { key: string; value: string }) => key + value)).toEqual([
      'ay',
      'bx',
    ]);
    await service.close();
  },
);

describe.concurrent('slow clients', () => {
  let service: Running;
  /** Its limits for requests are too long to be met by chance. */
  let patient: Running;
  let authorization: string;
  beforeAll(async () => {
    service = await start('memory:', { limits: { headers: 300, request: 600 } });
    patient = await start('memory:', { limits: { headers: 5000, keepAlive: 400 } });
    authorization = `Authorization: JWT ${await tokenOf('ada')}`;
  });
  afterAll(async () => {
    await service?.close();
    await patient?.close();
  });

  const SLOW = /^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json\r\n/;

  it('that drip their headers are disconnected', async () => {
    const said = await talk(service.port, [`GET ${DATA} HTTP/1.1\r\n`], 50, 'X-A: b\r\n');
    expect(said).toMatch(SLOW);
    expect(said).toContain('"detail":"The request took too long to arrive."');
  });

  it('that drip their body are disconnected', async () => {
    const head = `POST ${DATA} HTTP/1.1\r\nHost: a\r\n${authorization}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`;
    const said = await talk(service.port, [head], 50, '{');
    expect(said).toMatch(SLOW);
  });

  it('that send nothing are disconnected', async () => {
    expect(await talk(service.port, [], 50)).toMatch(SLOW);
  });

  it('that keep a connection idle are disconnected', async () => {
    const said = await talk(patient.port, ['GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'], 50);
    expect(said).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('do not block other clients', async () => {
    const slow = Array.from({ length: 50 }, () => talk(patient.port, ['GET / HTTP/1.1\r\n'], 50));
    expect((await patient.nobody.ask('GET', '/readyz')).status).toBe(200);
    await Promise.all(slow);
  });
});

describe.concurrent('a response, and the end of the connection, after', () => {
  let service: Running;
  beforeAll(async () => {
    service = await start('memory:');
  });
  afterAll(() => service?.close());

  it.each([
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 Bad Request\r\n/],
    [
      'two lengths',
      `POST ${DATA} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks',
      `POST ${DATA} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', `GET ${DATA} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['HTTP 1.0 without a host', `GET ${V0}/ HTTP/1.0\r\n\r\n`, /^HTTP\/1\.1 200 /],
    ['a header that is too long', `GET / HTTP/1.1\r\nX: ${'x'.repeat(30_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    [
      'a body that ends early',
      `POST ${DATA} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n{`,
      /^HTTP\/1\.1 (401|408) /,
    ],
    [
      'an invalid Host',
      'GET /healthz HTTP/1.1\r\nHost: a b"<x>/..\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 [\s\S]*must be one valid host/,
    ],
    [
      'two Hosts',
      'GET /healthz HTTP/1.1\r\nHost: a\r\nhost: b\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 [\s\S]*must be one valid host/,
    ],
    [
      'an address of IPv6 as Host',
      'GET /healthz HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 200 /,
    ],
    ['a method that nobody knows', `BREW ${DATA} HTTP/1.1\r\nHost: a\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [
      'a method that has no route',
      `TRACE ${DATA} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1\.1 (401|405) /,
    ],
  ])('%s', async (_, text, answer) => {
    const said = await talk(service.port, [text], 50);
    expect(said).toMatch(answer);
  });
});

describe('malformed data after a request', () => {
  const HEAD = `POST ${DATA} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json`;
  let key = 100;
  let service: Running;
  let post: string;
  beforeAll(async () => {
    service = await start('memory:');
    const { create } = service.store.data.experimentData;
    service.store.data.experimentData.create = async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return create(...given);
    };
    post = `${HEAD}\r\nAuthorization: JWT ${await tokenOf('ada')}`;
  });
  afterAll(() => service?.close());

  const whole = (more = '') => {
    key += 1;
    const body = `{"experiment_id": 1, "key": "k${key}", "value": "v"}`;
    return `${post}${more}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const statuses = (said: string) =>
    [...said.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

  it.each([
    ['in one piece', (request: string) => [`${request}garbage\r\n\r\n`]],
    ['in pieces', (request: string) => [request, 'garbage\r\n\r\n', 'and more\r\n\r\n']],
  ])('is refused after the response, %s', async (_, pieces) => {
    const said = await talk(service.port, pieces(whole()), 30);
    expect(statuses(said), said).toEqual([201, 400]);
    expect(said).toMatch(/^HTTP[\s\S]*"key":"k[\s\S]*Malformed HTTP request\."\}$/);
  });

  it('gets no response where the connection ends with the previous one', async () => {
    const said = await talk(service.port, [`${whole('\r\nConnection: close')}garbage\r\n\r\n`], 30);
    expect(statuses(said)).toEqual([201]);
    expect(said).toContain('"key":"k');
  });

  it('is refused in order where its own body is broken', async () => {
    const broken = `${post}\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n`;
    expect(statuses(await talk(service.port, [broken], 30))).toEqual([400]);
    expect(statuses(await talk(service.port, [whole() + broken], 30))).toEqual([201, 400]);
  });
});

it('connections above the limit are closed, and others are not affected', async () => {
  const service = await start('memory:', { limits: { connections: 2, headers: 1000 } });
  const held = [connect(service.port, '127.0.0.1'), connect(service.port, '127.0.0.1')];
  await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  const request = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  expect(await talk(service.port, [request], 50)).toBe('');
  for (const socket of held) socket.destroy();
  const connections = () =>
    new Promise<number>((resolve) => service.app.server.getConnections((_, count) => resolve(count)));
  await vi.waitUntil(async () => (await connections()) === 0, WAIT);
  expect(await talk(service.port, [request], 50)).toMatch(/^HTTP\/1\.1 200 /);
  await service.close();
});

it('connections without a request make room for others', async () => {
  const service = await start('memory:', { limits: { connections: 10 } });
  const kept = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n';
  const idle = await Promise.all(
    Array.from({ length: 9 }, async () => {
      const socket = connect(service.port, '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.write(kept);
      await new Promise((resolve) => socket.once('data', resolve));
      return { socket, closed: new Promise((resolve) => socket.once('close', resolve)) };
    }),
  );
  const request = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  expect(await talk(service.port, [request], 50)).toMatch(/^HTTP\/1\.1 200 /);
  await Promise.all(idle.map(({ closed }) => closed));
  expect(await talk(service.port, [request], 50)).toMatch(/^HTTP\/1\.1 200 /);
  await service.close();
});

describe('large requests', () => {
  let service: Running;
  beforeAll(async () => {
    service = await start('memory:', { limits: { body: 1000, bulkRows: 3 } });
  });
  afterAll(() => service?.close());

  it.each(['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    '%s: up to the limit and not beyond, in chunks too',
    async (type) => {
      const ada = await service.as('ada');
      const headers = { 'Content-Type': type };
      expect((await ada.ask('POST', DATA, 'x'.repeat(1000), headers)).status).toBe(400);
      const over = await ada.ask('POST', DATA, 'x'.repeat(1001), headers);
      expect([over.status, over.body]).toEqual([413, { detail: 'Request body is too large' }]);
      const chunks = await fetch(service.url + DATA, {
        method: 'POST',
        headers: { ...headers, Authorization: `JWT ${await tokenOf('ada')}` },
        body: new Blob(['x'.repeat(5000)]).stream(),
        duplex: 'half',
      } as RequestInit);
      expect(chunks.status).toBe(413);
    },
  );

  it('a bulk of more rows', async () => {
    const staff = await service.as('staff', true);
    const item = { experiment_id: 1, key: 'k', value: 'v' };
    const { status, body } = await staff.ask('PUT', `${V0}/key-value/bulk_upsert/`, [item, item, item, item]);
    expect([status, body]).toEqual([
      400,
      { non_field_errors: ['Ensure this field has no more than 3 elements.'] },
    ]);
  });
});

describe('many requests', () => {
  const limits = { rate: { max: 5, windowMs: 60_000 } };
  const KEY_VALUES = `${V0}/key-value/`;

  it('of one user are limited, and of others are not', async () => {
    const service = await start('memory:', { limits });
    const [ada, bob] = [await service.as('ada'), await service.as('bob')];
    const statuses = [];
    for (let index = 0; index < 6; index += 1) statuses.push((await ada.ask('GET', DATA)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const { headers, body } = await ada.ask('GET', DATA);
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(body.detail).toMatch(/^Request was throttled\. Expected available in \d+ seconds\.$/);
    expect((await bob.ask('GET', DATA)).status).toBe(200);
    // Health is asked for often.
    for (let index = 0; index < 20; index += 1) {
      expect((await service.nobody.ask('GET', '/healthz')).status).toBe(200);
    }
    expect((await service.nobody.ask('GET', KEY_VALUES)).status).toBe(200);
    await service.close();
  });

  it('of staff may be ten times as many', async () => {
    const service = await start('memory:', { limits });
    const staff = await service.as('ada', true);
    const statuses = [];
    for (let index = 0; index < 52; index += 1) statuses.push((await staff.ask('GET', DATA)).status);
    expect(statuses).toEqual([...Array(50).fill(200), 429, 429]);
    await service.close();
  });

  it.each([
    ['of nobody', {}, KEY_VALUES, 200],
    ['with tokens that are no good', { Authorization: 'JWT a.b.c' }, DATA, 401],
    ['for what is not there', {}, '/nothing', 404],
    ['for what is not there in v0', {}, `${V0}/nothing/`, 404],
    ['with methods that are not there', {}, DATA, 401],
  ] as const)('%s are counted by address', async (_, headers, path, status) => {
    const service = await start('memory:', { limits });
    const statuses = [];
    for (let index = 0; index < 7; index += 1) {
      statuses.push(
        (await service.nobody.ask(path === DATA ? 'PATCH' : 'GET', path, undefined, headers)).status,
      );
    }
    expect(statuses).toEqual([...Array(5).fill(status), 429, 429]);
    const ada = await service.as('ada');
    expect((await ada.ask('GET', DATA)).status).toBe(200);
    await service.close();
  });

  it('are not counted where the limit is disabled', async () => {
    const service = await start('memory:', { limits: { rate: false } });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => service.nobody.ask('GET', KEY_VALUES)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await service.close();
  });
});
