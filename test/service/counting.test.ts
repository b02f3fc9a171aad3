/** What is counted, and against whom: users, addresses, pages, work. */
import { describe, expect, it } from 'vitest';
import { addressGroup, openCounter } from '../../src/service/http/rate-limits.js';
import { type Running, start, V0 } from './service.js';
import { V1 } from './v1/scene.js';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::9', '2001:db8:1:3::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
])('the address %s is counted as %s', (ip, group) => {
  expect(addressGroup(ip)).toBe(group);
});

describe('the counter', () => {
  const request = (username: string | null, ip = '192.0.2.1', isStaff = false) =>
    ({ principal: username === null ? null : { username, isStaff, by: 'token' }, ip }) as Parameters<
      ReturnType<typeof openCounter>['count']
    >[0];
  const refused = expect.objectContaining({
    statusCode: 429,
    headers: { 'Retry-After': expect.any(String) },
  });

  it('counts a user, whatever the address, and an address without one', () => {
    const { count } = openCounter({ max: 2, windowMs: 600_000 });
    count(request('ada', '192.0.2.1'));
    count(request('ada', '192.0.2.2'));
    expect(() => count(request('ada', '192.0.2.3'))).toThrow(refused);
    count(request('bob', '192.0.2.1'));
    count(request(null, '2001:db8::1'));
    count(request(null, '2001:db8::2'));
    expect(() => count(request(null, '2001:db8::3'))).toThrow(refused);
    for (let number = 0; number < 20; number += 1) count(request('root', '192.0.2.1', true));
    expect(() => count(request('root', '192.0.2.1', true))).toThrow(refused);
  });

  it('counts work, which refuses the following requests', () => {
    const { count, charge } = openCounter({ max: 10, windowMs: 600_000 });
    count(request('ada'));
    charge(request('ada'), 100);
    expect(() => count(request('ada'))).toThrow(refused);
    count(request('bob'));
  });

  it('forgets a user after the time', async () => {
    const { count } = openCounter({ max: 1, windowMs: 1 });
    for (let number = 0; number < 3; number += 1) {
      count(request('ada'));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
});

describe('over HTTP', () => {
  async function against(test: (service: Running) => Promise<void>) {
    const service = await start('memory:', { limits: { rate: { max: 3, windowMs: 600_000 } } });
    try {
      await test(service);
    } finally {
      await service.close();
    }
  }

  it.each(['/api/openapi.json', '/api/', '/readyz'])('%s is counted by address, apart from the API', (url) =>
    against(async ({ nobody, as }) => {
      for (let number = 0; number < 3; number += 1) expect((await nobody.ask('GET', url)).status).toBe(200);
      const answer = await nobody.ask('GET', url);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect((await nobody.ask('GET', '/healthz')).status).toBe(200);
      expect((await (await as('ada')).ask('GET', `${V1}/courses`)).status).toBe(200);
    }),
  );

  it('any number of probes asks the store once a second', () =>
    against(async ({ app, store }) => {
      let asked = 0;
      const { settingsVersion } = store.data;
      store.data.settingsVersion = () => {
        asked += 1;
        return settingsVersion.call(store.data);
      };
      const answers = await Promise.all([1, 2, 3].map(() => app.inject('/readyz')));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
      expect(asked).toBe(1);
    }));

  it('a body of v0 counts as one more request for each 64 KiB', () =>
    against(async ({ as }) => {
      const ada = await as('ada');
      const put = (bytes: number) =>
        ada.ask('PUT', `${V0}/data/`, `{"experiment_id": 1, "key": "k", "value": "v"}${' '.repeat(bytes)}`, {
          'Content-Type': 'application/json',
        });
      expect((await put(2 ** 16 - 100)).status).toBe(201);
      expect((await put(2 ** 17)).status).toBe(200);
      expect((await put(0)).status).toBe(429);
    }));

  it('a text counts by the work that it takes', () =>
    against(async ({ as }) => {
      const ada = await as('ada');
      const text = `<abtest experiment="E">${'<group/>'.repeat(10_000)}</abtest>`;
      expect((await ada.ask('POST', `${V1}/documents/validate`, { text })).status).toBe(200);
      expect((await ada.ask('GET', `${V1}/courses`)).status).toBe(429);
      expect((await (await as('bob')).ask('GET', `${V1}/courses`)).status).toBe(200);
    }));
});
