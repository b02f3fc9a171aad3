/** Hosts and protocols of requests, which links in answers repeat: only listed and well-formed ones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, type Headered, type Running, start, V0 } from './service.js';

const LIST = `${V0}/key-value/?page_size=1`;

describe('with a list of hosts', () => {
  let service: Running;
  beforeAll(async () => {
    service = await start('memory:', { trustProxy: true, hosts: ['abtest.example.com', '.example.org'] });
    const staff = await service.as('root', true);
    for (const key of ['a', 'b']) {
      const row = { experiment_id: 1, key, value: 'v' };
      const headers = { 'X-Forwarded-Host': 'abtest.example.com' };
      expect((await staff.ask('POST', `${V0}/key-value/`, row, headers)).status).toBe(201);
    }
  });
  afterAll(() => service?.close());
  const ask = (headers: Headered, path = LIST) =>
    new Client(service.url).ask('GET', path, undefined, headers);

  it.each([
    ['abtest.example.com', 'http://abtest.example.com'],
    ['abtest.example.com:8443', 'http://abtest.example.com:8443'],
    ['ABTEST.example.COM', 'http://ABTEST.example.COM'],
    ['example.org', 'http://example.org'],
    ['a.b.example.org', 'http://a.b.example.org'],
  ])('%s is served', async (host, origin) => {
    const answer = await ask({ 'X-Forwarded-Host': host });
    expect([answer.status, answer.body.next]).toEqual([200, `${origin}${LIST}`.replace('?', '?page=2&')]);
  });

  it.each([
    'evil.example.net',
    'abtest.example.com.evil.net',
    'x.abtest.example.com',
    'evilexample.org',
    'example.org.',
    '127.0.0.1',
    '[::1]',
    'abtest.example.com@evil.net',
    'abtest.example.com/evil',
    'abtest.example.com:99999999',
    'abtest.example.com#',
    'a b',
    '"><script>',
  ])('%j is refused', async (host) => {
    const answer = await ask({ 'X-Forwarded-Host': host });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(host);
    expect(answer.body.next).toBeUndefined();
  });

  it('health checks may use any address', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await ask({}, path)).status).toBe(200);
    expect((await ask({})).status).toBe(400);
  });

  it.each(['ftp', 'javascript', 'HTTPS', 'https:', 'wss', 'https://evil.net/'])(
    'the protocol %j of a proxy is refused',
    async (protocol) => {
      const headers = { 'X-Forwarded-Host': 'abtest.example.com', 'X-Forwarded-Proto': protocol };
      const answer = await ask(headers);
      expect([answer.status, answer.body.detail]).toEqual([
        400,
        'The X-Forwarded-Proto header must be http or https.',
      ]);
    },
  );

  it('the protocol https is in the links', async () => {
    const headers = { 'X-Forwarded-Host': 'abtest.example.com', 'X-Forwarded-Proto': 'https' };
    expect((await ask(headers)).body.next).toMatch(/^https:\/\/abtest\.example\.com\//);
  });
});

it.each([[[]], [['']], [['a.example:80']], [['*']], [['https://a.example']], [['a b']]])(
  'does not start with the hosts %j',
  async (hosts) => {
    await expect(start('memory:', { hosts })).rejects.toMatchObject({ code: 'bad-configuration' });
  },
);
