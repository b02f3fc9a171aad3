/** The service as a whole: its health, its headers, its development mode, its end, and a store that fails. */

import { connect, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { AbtestError } from '../../src/index.js';
import { createService } from '../../src/service/service.js';
import { authWith, newSecret, type Running, start, V0 } from './service.js';

const DATA = `${V0}/data/`;
/** Ends a hang. */
const WAIT = { timeout: 120_000 };
const CORS = { origins: ['https://learning.example.com'] };

/** Runs a test against a service that is closed afterwards, whatever happens. */
async function against(options: Parameters<typeof start>[1], test: (service: Running) => Promise<void>) {
  const service = await start('memory:', options);
  try {
    await test(service);
  } finally {
    await service.close();
  }
}

describe('health', () => {
  it('requires no login, and ignores an invalid one', () =>
    against({}, async ({ nobody }) => {
      for (const headers of [{}, { Authorization: 'JWT garbage' }]) {
        const live = await nobody.ask('GET', '/healthz', undefined, headers);
        expect([live.status, live.body]).toEqual([200, { status: 'alive' }]);
        const ready = await nobody.ask('GET', '/readyz', undefined, headers);
        expect([ready.status, ready.body]).toEqual([200, { status: 'ready' }]);
      }
    }));

  it.each([
    ['fails', () => Promise.reject(new AbtestError('store-unavailable', 'postgres://secret@host is away'))],
    ['does not answer', () => new Promise<number>(() => undefined)],
  ])('is not ready while the store %s, but alive', (_, settingsVersion) =>
    against({}, async ({ nobody, store }) => {
      store.data.settingsVersion = settingsVersion;
      const ready = await nobody.ask('GET', '/readyz');
      expect([ready.status, ready.body]).toEqual([503, { status: 'store unavailable' }]);
      expect((await nobody.ask('GET', '/healthz')).status).toBe(200);
    }),
  );
});

describe('a store that fails', () => {
  it.each([
    ['store-unavailable', 503, 'The store is temporarily unavailable.'],
    ['store-locked', 503, 'The store is temporarily unavailable.'],
    ['store-readonly', 503, 'The store is temporarily unavailable.'],
    ['store-corrupt', 500, 'Internal error; see the log of the service for details.'],
    ['store-full', 507, 'The store is full; nothing was stored.'],
  ] as const)('%s: %i, in the format of the API, without its message', (code, status, detail) =>
    against({}, async ({ as, store }) => {
      const secret = new AbtestError(code, 'postgres://secret@host', { hint: 'ask the secret' });
      store.data.experimentData.list = () => Promise.reject(secret);
      const answer = await (await as('ada')).ask('GET', DATA);
      expect([answer.status, answer.body]).toEqual([status, { detail }]);
      expect(answer.headers.get('Retry-After')).toBe({ 503: '2', 507: '30', 500: null }[status]);
    }),
  );

  it('does not keep a client waiting indefinitely', () =>
    against({ limits: { answer: 300 } }, async ({ as, store }) => {
      store.data.experimentData.list = () => new Promise(() => undefined);
      const answer = await (await as('ada')).ask('GET', DATA);
      expect([answer.status, answer.body]).toEqual([503, { detail: 'The response took too long.' }]);
    }));
});

describe('headers', () => {
  it('keep responses out of caches, frames and scripts', () =>
    against({}, async ({ nobody }) => {
      for (const path of ['/healthz', DATA, '/nothing', `${V0}/key-value/`, `${V0}/nothing/`]) {
        const { headers } = await nobody.ask('GET', path);
        expect(headers.get('Cache-Control')).toBe('no-store');
        expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
        expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
        expect(headers.get('X-Frame-Options')).toBe('DENY');
        expect(headers.get('Strict-Transport-Security')).toBe('max-age=15552000');
        expect(headers.get('X-Request-Id')).toMatch(/./);
        expect(headers.get('X-Development-Mode')).toBeNull();
        expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
      }
    }));

  const cors = (headers: Headers) => ({
    origin: headers.get('Access-Control-Allow-Origin'),
    credentials: headers.get('Access-Control-Allow-Credentials'),
  });

  it('let pages of listed origins read, with cookies, errors too', () =>
    against({ cors: CORS }, async ({ nobody }) => {
      for (const [path, status] of [
        [`${V0}/key-value/`, 200],
        [DATA, 401],
        ['/nothing', 404],
      ] as const) {
        const answer = await nobody.ask('GET', path, undefined, { Origin: CORS.origins[0]! });
        expect(answer.status).toBe(status);
        expect(cors(answer.headers)).toEqual({ origin: CORS.origins[0], credentials: 'true' });
        expect(answer.headers.get('Vary')).toContain('Origin');
        for (const origin of [
          'https://evil.example.com',
          'null',
          `${CORS.origins[0]}.evil.com`,
          'http://learning.example.com',
        ]) {
          const other = await nobody.ask('GET', path, undefined, { Origin: origin });
          expect(cors(other.headers)).toEqual({ origin: null, credentials: null });
          expect(other.headers.get('Vary')).toContain('Origin');
        }
      }
    }));

  it('answer a preflight without a login, and pass a plain OPTIONS to the route', () =>
    against({ cors: CORS }, async ({ nobody }) => {
      const headers = { Origin: CORS.origins[0]!, 'Access-Control-Request-Method': 'PUT' };
      const preflight = await nobody.ask('OPTIONS', DATA, undefined, headers);
      expect(preflight.status).toBe(204);
      expect(cors(preflight.headers)).toEqual({ origin: CORS.origins[0], credentials: 'true' });
      expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain('PUT');
      expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('X-CSRFToken');
      const stranger = { ...headers, Origin: 'https://evil.example.com' };
      const refused = await nobody.ask('OPTIONS', DATA, undefined, stranger);
      expect(cors(refused.headers)).toEqual({ origin: null, credentials: null });
      expect((await nobody.ask('OPTIONS', DATA)).status).toBe(401);
      expect((await nobody.ask('OPTIONS', `${V0}/key-value/`)).status).toBe(200);
      expect((await nobody.ask('OPTIONS', '/nothing')).status).toBe(404);
      expect((await nobody.ask('OPTIONS', `${V0}/nothing/`)).body).toEqual({ detail: 'Not found.' });
    }));

  it('never let every page send cookies', () =>
    against({ cors: { ...CORS, allowAllOrigins: true } }, async ({ nobody }) => {
      const any = await nobody.ask('GET', `${V0}/key-value/`, undefined, { Origin: 'https://a.example.org' });
      expect(cors(any.headers)).toEqual({ origin: '*', credentials: null });
      const listed = await nobody.ask('GET', `${V0}/key-value/`, undefined, { Origin: CORS.origins[0]! });
      expect(cors(listed.headers)).toEqual({ origin: CORS.origins[0], credentials: 'true' });
    }));

  it.each(['*', 'learning.example.com', 'https://a.example.com/', 'https://*.example.com', 'null', ''])(
    'does not start with the origin %j',
    async (origin) => {
      const error = await start('memory:', { cors: { origins: [origin] } }).catch((trouble) => trouble);
      expect(error.code).toBe('bad-configuration');
    },
  );
});

describe('development mode', () => {
  it('handles all requests as one user, and marks every response', () => {
    const development = { username: 'dev', isStaff: true };
    return against({ auth: undefined, development } as object, async ({ nobody }) => {
      const sent = { experiment_id: 1, key: 'k', value: 'v' };
      const made = await nobody.ask('POST', DATA, sent);
      expect([made.status, made.body.user]).toEqual([201, 'dev']);
      for (const path of [DATA, '/healthz', '/nothing', `${V0}/nothing/`, '/%zz', `${V0}/%zz`]) {
        const { headers } = await nobody.ask('GET', path);
        expect(headers.get('X-Development-Mode')).toBe('authentication is disabled');
        expect(headers.get('Strict-Transport-Security')).toBeNull();
      }
    });
  });

  it.each([
    [
      'with keys',
      async () => ({ auth: authWith(await newSecret()), development: { username: 'dev', isStaff: true } }),
    ],
    ['for nobody', async () => ({ development: { username: '', isStaff: true } })],
  ])('is refused %s', async (_, options) => {
    await against({}, async ({ store }) => {
      await expect(createService({ store, ...(await options()) })).rejects.toMatchObject({
        code: 'bad-configuration',
      });
    });
  });

  it('without it and without keys every request is refused', () =>
    against({ auth: undefined } as object, async ({ nobody, as }) => {
      expect((await nobody.ask('GET', DATA)).status).toBe(401);
      expect((await (await as('ada')).ask('GET', DATA)).status).toBe(401);
      expect((await nobody.ask('POST', '/api/abtest/v1/session')).status).toBe(404);
      expect((await nobody.ask('GET', `${V0}/key-value/`)).status).toBe(200);
    }));
});

function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let open: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, resolve: () => open?.() };
}

describe('shutdown', () => {
  it('answers what was accepted, and nothing more', async () => {
    const service = await start('memory:');
    const ada = await service.as('ada');
    const { list } = service.store.data.experimentData;
    const began = gate();
    const held = gate();
    service.store.data.experimentData.list = async (...given) => {
      began.resolve();
      await held.promise;
      return list(...given);
    };
    const running = ada.ask('GET', DATA);
    await began.promise;
    const closing = service.app.close();
    await vi.waitUntil(() => !service.app.server.listening, WAIT);
    await expect(service.nobody.ask('GET', '/healthz')).rejects.toThrow();
    held.resolve();
    expect((await running).status).toBe(200);
    await closing;
    await service.store.close();
  });

  it('is visible to load balancers before any request is refused', () =>
    against({}, async ({ app, nobody, as }) => {
      app.drain();
      const ready = await nobody.ask('GET', '/readyz');
      expect([ready.status, ready.body]).toEqual([503, { status: 'closing' }]);
      expect((await nobody.ask('GET', '/healthz')).status).toBe(200);
      expect((await (await as('ada')).ask('GET', DATA)).status).toBe(200);
    }));

  it('allows open connections one more request, and does not wait without connections', async () => {
    const service = await start('memory:', { limits: { linger: 60_000 } });
    const socket = connect(service.port, '127.0.0.1');
    let said = '';
    socket.on('data', (data) => {
      said += data.toString();
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const request = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n';
    socket.write(request);
    await vi.waitUntil(() => said.includes('alive'), WAIT);
    said = '';
    const closing = service.app.close();
    await vi.waitUntil(() => !service.app.server.listening, WAIT);
    await expect(service.nobody.ask('GET', '/healthz')).rejects.toThrow();
    socket.write(request);
    await ended;
    await closing;
    await service.store.close();
    expect(said).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\nconnection: close\r\n/i);
  });

  it('does not wait for silent connections', async () => {
    const service = await start('memory:', { limits: { linger: 50 } });
    const socket = connect(service.port, '127.0.0.1');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    await service.close();
    await ended;
  });

  it.each([
    [DATA, '{"detail":"The service is closing."}'],
    ['/nothing', '"detail":"The service is closing."'],
  ])('a request in transit to %s gets 503 with Retry-After', async (path, words) => {
    const service = await start('memory:');
    const socket = connect(service.port, '127.0.0.1');
    let said = '';
    socket.on('data', (data) => {
      said += data.toString();
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const accepted = new Promise<Socket>((resolve) => service.app.server.once('connection', resolve));
    const head = `GET ${path} HTTP/1.1\r\nHost: a\r\n`;
    socket.write(head);
    const inside = await accepted;
    await vi.waitUntil(() => inside.bytesRead === head.length, WAIT);
    // Connections without a request are closed when the service begins to refuse requests.
    const silent = connect(service.port, '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const refuses = new Promise((resolve) => silent.once('close', resolve));
    const closing = service.app.close();
    await refuses;
    socket.write('\r\n');
    await ended;
    await closing;
    await service.store.close();
    expect(said).toMatch(/^HTTP\/1\.1 503 /);
    expect(said.toLowerCase()).toContain('\r\nretry-after: 2\r\n');
    expect(said.toLowerCase()).toContain('\r\nconnection: close\r\n');
    expect(said).toContain(words);
  });
});
