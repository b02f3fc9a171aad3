/** In development mode everybody is a member of staff, so that only this machine's own programs and pages may ask. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Running, start, V0 } from './service.js';

const development = { username: 'dev', isStaff: true };
const LISTED = 'http://localhost:3000';
const LINK = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
const EVIL = { Origin: 'https://evil.example' };

let service: Running;
beforeAll(async () => {
  service = await start('memory:', {
    auth: undefined,
    development,
    cors: { origins: [LISTED] },
  } as object);
});
afterAll(() => service.close());

function ask(
  headers: Readonly<Record<string, string>>,
  method = 'GET',
  path = `${V0}/data/`,
  { host = '127.0.0.1', port = service.port } = {},
): Promise<{ status: number; text: string; allowed: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host, port, method, path, headers, setHost: !('Host' in headers) },
      async (answer) => {
        let text = '';
        for await (const chunk of answer) text += chunk;
        const allowed = answer.headers['access-control-allow-origin'];
        resolve({ status: answer.statusCode!, text, allowed });
      },
    );
    asked.once('error', reject).end();
  });
}

/** All that is answered to a request with just these headers: `request` sends a name once. */
async function raw(headers: readonly string[]): Promise<string> {
  const socket = connect(service.port, '127.0.0.1');
  socket.write(['GET /healthz HTTP/1.1', ...headers, 'Connection: close', '', ''].join('\r\n'));
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  return text;
}

describe('Host', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('%s with the port is ours', async (name) => {
    expect((await ask({ Host: `${name}:${service.port}` })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#127.0.0.1',
    'localhost.',
    '10.0.0.1',
    '127.0.0.2',
    '127.0.0.999',
    '',
  ])('"%s" is not, with the port and without, for every route', async (name) => {
    for (const host of [`${name}:${service.port}`, name])
      for (const path of [`${V0}/data/`, '/api/abtest/v1/flags', '/healthz', '/api/', '/nothing'])
        expect((await ask({ Host: host }, 'GET', path)).status, host + path).toBe(421);
  });

  it('of another address of this machine is ours where the service listens there', async () => {
    const other = await start('memory:', { auth: undefined, development } as object, '127.0.0.2');
    onTestFinished(() => other.close());
    const { port } = other;
    const at = { host: '127.0.0.2', port };
    expect((await ask({ Host: `127.0.0.2:${port}` }, 'GET', '/api/', at)).status).toBe(200);
    expect((await ask({ Host: `127.0.0.3:${port}` }, 'GET', '/api/', at)).status).toBe(421);
    const { text } = await ask({ Host: 'evil.example' }, 'GET', '/api/', at);
    expect(JSON.parse(text).hint).toContain(`http://127.0.0.2:${port}`);
  });

  it('that is given twice is refused, in any order', async () => {
    for (const hosts of [
      ['127.0.0.1', 'evil.example'],
      ['evil.example', '127.0.0.1'],
    ])
      expect(await raw(hosts.map((host) => `Host: ${host}:${service.port}`))).toMatch(/^HTTP\/1\.1 421 /);
    expect(await raw([`Host: 127.0.0.1:${service.port}`])).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('of another port is not', async () => {
    for (const host of ['127.0.0.1', 'localhost:1', '127.0.0.1:'])
      expect((await ask({ Host: host })).status, host).toBe(421);
    const { text } = await ask({ Host: 'localhost:1' }, 'GET', '/api/');
    expect(JSON.parse(text).hint).toContain(`http://127.0.0.1:${service.port}`);
  });
});

describe('other sites', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a fetch', 'GET', EVIL],
    ['a form', 'POST', { ...EVIL, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }],
    ['a page without an origin', 'PUT', { Origin: 'null' }],
    ['a page at another port', 'POST', { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' }],
    ['a picture', 'GET', { ...LINK, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }],
    ['a frame', 'GET', { ...LINK, 'Sec-Fetch-Dest': 'iframe' }],
    ['a link that changes something', 'POST', LINK],
    ['a preflight', 'OPTIONS', { ...EVIL, 'Access-Control-Request-Method': 'PUT' }],
  ])('%s is refused', async (_, method, headers) => {
    const { status, allowed } = await ask(headers, method);
    expect([status, allowed]).toEqual([403, undefined]);
  });

  it.each<[string, Record<string, string>]>([
    ['a program', {}],
    ['a link', LINK],
    ['a typed address', { ...LINK, 'Sec-Fetch-Site': 'none' }],
    ['a page of a listed origin', { Origin: LISTED, 'Sec-Fetch-Site': 'same-site' }],
  ])('%s is accepted', async (_, headers) => {
    expect((await ask(headers)).status).toBe(200);
  });

  it('our own page may send requests, writing ones too', async () => {
    const own = { Origin: `http://127.0.0.1:${service.port}`, 'Sec-Fetch-Site': 'same-origin' };
    expect((await ask(own, 'PUT')).status).toBe(400);
  });

  it('a listed origin gets CORS headers', async () => {
    const preflight = { Origin: LISTED, 'Access-Control-Request-Method': 'PUT' };
    expect(await ask(preflight, 'OPTIONS')).toMatchObject({ status: 204, allowed: LISTED });
  });
});
