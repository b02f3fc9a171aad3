/** Sessions and cookies: the CSRF token, where requests come from, and Open edX's rules across domains. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceOptions } from '../../../src/service/service.js';
import {
  type Answer,
  authWith,
  Client,
  type Headered,
  newSecret,
  type Running,
  start,
  tokenOf,
  V0,
} from '../service.js';

const DATA = `${V0}/data/`;
const SESSION = '/api/abtest/v1/session';
const HTTPS = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'courses.example.com' };
const OWN = { ...HTTPS, Referer: 'https://courses.example.com/course' };

let experiments = 0;
const body = () => {
  experiments += 1;
  return { experiment_id: experiments, key: 'k', value: 'v' };
};

/** The cookies of an answer by name, as the browser sends them back. */
function cookiesOf({ headers }: Answer): Map<string, string> {
  return new Map(headers.getSetCookie().map((line) => line.split(';')[0]!.split('=') as [string, string]));
}

interface Browser {
  readonly cookie: string;
  readonly csrf: string;
  ask(method: string, headers?: Headered, sent?: unknown, path?: string): Promise<Answer>;
}

async function login(service: Running, username = 'ada'): Promise<Browser> {
  const begun = await (await service.as(username)).ask('POST', SESSION);
  expect(begun.status).toBe(204);
  const cookies = cookiesOf(begun);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const client = new Client(service.url, { Cookie: cookie });
  return {
    cookie,
    csrf: cookies.get('csrftoken')!,
    ask: (method, headers = {}, sent = ['GET', 'HEAD'].includes(method) ? undefined : body(), path = DATA) =>
      client.ask(method, path, sent, headers),
  };
}

const failed = (reason: string) => ({ detail: `CSRF Failed: ${reason}` });
const NO_TOKEN = failed('CSRF token missing.');
const NO_COOKIE = failed('CSRF cookie not set.');
const WRONG = failed("CSRF token from the 'X-Csrftoken' HTTP header incorrect.");

describe('sessions', () => {
  let service: Running;
  let clock = 0;
  beforeAll(async () => {
    service = await start('memory:', { now: () => new Date(Date.now() + clock) });
  });
  afterAll(() => service?.close());

  it('begin with a token in the header, and with nothing else', async () => {
    expect((await service.nobody.ask('POST', SESSION)).status).toBe(401);
    const ada = await login(service);
    const again = await ada.ask('POST', { 'X-CSRFToken': ada.csrf }, '', SESSION);
    expect(again.status).toBe(401);
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it('are not started or ended by a request with a body or a query', async () => {
    const ada = await service.as('ada');
    for (const method of ['POST', 'DELETE']) {
      const queried = await ada.ask(method, `${SESSION}?user=bob`);
      expect([queried.status, queried.body.detail]).toEqual([400, 'The query has "user", which is unknown.']);
      const told = await ada.ask(method, SESSION, { user: 'bob' });
      expect([told.status, told.body.title]).toEqual([400, 'Unexpected body']);
      expect(told.headers.getSetCookie()).toEqual([]);
    }
  });

  it('are cookies that scripts cannot read, with a CSRF token that they can', async () => {
    const { headers } = await (await service.as('ada')).ask('POST', SESSION);
    const [session, csrf] = headers.getSetCookie();
    expect(session).toMatch(/^olx_abtest_session=[\w.-]+; Max-Age=14400; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(csrf).toMatch(/^csrftoken=[a-zA-Z0-9]{32}; Max-Age=14400; Path=\/; SameSite=Lax$/);
    // Nobody on the way learns whose it is.
    const parts = session!
      .split('=')[1]!
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(parts.join()).not.toContain('ada');
  });

  it('last for their lifetime and not longer', async () => {
    const ada = await login(service);
    clock = 4 * 3600_000 - 60_000;
    expect((await ada.ask('GET')).status).toBe(200);
    clock = 4 * 3600_000 + 1000;
    expect((await ada.ask('GET')).status).toBe(401);
    clock = 0;
  });

  it('end', async () => {
    const ada = await login(service);
    expect((await ada.ask('DELETE', {}, undefined, SESSION)).status).toBe(403);
    const ended = await ada.ask('DELETE', { 'X-CSRFToken': ada.csrf }, '', SESSION);
    expect(ended.status).toBe(204);
    expect([...cookiesOf(ended).values()]).toEqual(['', '']);
    expect((await service.nobody.ask('DELETE', SESSION)).status).toBe(204);
  });

  it.each(['garbage', 'a.b.c.d.e', '', 'x'.repeat(5000)])('a cookie %j is anonymous', async (value) => {
    const client = new Client(service.url, { Cookie: `olx_abtest_session=${value}` });
    expect((await client.ask('GET', DATA)).status).toBe(401);
    expect((await client.ask('GET', `${V0}/key-value/`)).status).toBe(200);
  });

  it('a changed cookie is anonymous', async () => {
    const { cookie } = await login(service);
    const changed = cookie.replace(
      /\.(.)(?=[^.]*; csrftoken)/,
      (_, letter) => `.${letter === 'A' ? 'B' : 'A'}`,
    );
    expect(changed).not.toBe(cookie);
    expect((await new Client(service.url, { Cookie: changed }).ask('GET', DATA)).status).toBe(401);
  });

  it('of another service are anonymous here', async () => {
    const secretFile = await newSecret(32);
    const elsewhere = await start('memory:');
    const { cookie } = await login(elsewhere);
    const here = await start('memory:', { auth: authWith(secretFile) });
    expect((await new Client(here.url, { Cookie: cookie }).ask('GET', DATA)).status).toBe(401);
    await Promise.all([here.close(), elsewhere.close()]);
  });

  it.each([
    ['short', Buffer.alloc(31, 'abcdefghij')],
    ['all the same', Buffer.alloc(64, 'a')],
    ['absent', null],
  ])('do not start with a secret that is %s', async (_, secret) => {
    const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-secret-'));
    const secretFile = join(folder, 'secret');
    if (secret !== null) await writeFile(secretFile, secret, { mode: 0o600 });
    await expect(start('memory:', { auth: authWith(secretFile) })).rejects.toMatchObject({
      code: 'bad-configuration',
      hint: expect.stringContaining('openssl rand'),
    });
    await rm(folder, { recursive: true });
  });

  describe('CSRF', () => {
    it.each(['GET', 'HEAD', 'OPTIONS'])('%s needs no token', async (method) => {
      expect((await (await login(service)).ask(method)).status).toBe(200);
    });

    it.each([
      ['no token', () => ({}), 403, NO_TOKEN],
      ['an empty token', () => ({ 'X-CSRFToken': '' }), 403, NO_TOKEN],
      ['another token', () => ({ 'X-CSRFToken': 'a'.repeat(32) }), 403, WRONG],
      ['nonsense', () => ({ 'X-CSRFToken': 'é<>' }), 403, WRONG],
      ['the token', (csrf: string) => ({ 'X-CSRFToken': csrf }), 201, null],
      ['the token behind a mask of Django’s', (csrf: string) => ({ 'X-CSRFToken': masked(csrf) }), 201, null],
      [
        'the token and an own origin',
        (csrf: string) => ({ 'X-CSRFToken': csrf, Origin: service.url }),
        201,
        null,
      ],
    ] as const)('POST with %s', async (_, headers, status, expected) => {
      const ada = await login(service);
      const answer = await ada.ask('POST', headers(ada.csrf) as Headered);
      expect(answer.status).toBe(status);
      if (expected) expect(answer.body).toEqual(expected);
    });

    it.each(['PUT', 'PATCH', 'DELETE'])('%s needs the token, even where there is nothing', async (method) => {
      const ada = await login(service);
      const answer = await ada.ask(method, {}, {}, `${DATA}999999/`);
      expect([answer.status, answer.body]).toEqual([403, NO_TOKEN]);
      expect((await ada.ask(method, { 'X-CSRFToken': ada.csrf }, {}, `${DATA}999999/`)).status).toBe(404);
    });

    it('a planted cookie is refused', async () => {
      const ada = await login(service);
      const planted = 'p'.repeat(32);
      const cookie = ada.cookie.replace(ada.csrf, planted);
      const client = new Client(service.url, { Cookie: cookie, 'X-CSRFToken': planted });
      const answer = await client.ask('POST', DATA, body());
      expect([answer.status, answer.body]).toEqual([403, WRONG]);
      const without = new Client(service.url, {
        Cookie: ada.cookie.split('; ')[0]!,
        'X-CSRFToken': ada.csrf,
      });
      const missing = await without.ask('POST', DATA, body());
      expect([missing.status, missing.body]).toEqual([403, NO_COOKIE]);
    });

    it('the token of one session does not fit another', async () => {
      const [ada, bob] = [await login(service), await login(service, 'bob')];
      expect((await ada.ask('POST', { 'X-CSRFToken': bob.csrf })).status).toBe(403);
    });

    it('a form may contain the token in a field', async () => {
      const ada = await login(service);
      const { experiment_id } = body();
      const form = (token: string) =>
        `experiment_id=${experiment_id}&key=k&value=v&csrfmiddlewaretoken=${token}`;
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const wrong = await ada.ask('POST', type, form('a'.repeat(32)));
      expect([wrong.status, wrong.body]).toEqual([403, failed('CSRF token from POST incorrect.')]);
      const missing = await ada.ask('POST', type, 'experiment_id=1');
      expect([missing.status, missing.body]).toEqual([403, NO_TOKEN]);
      expect((await ada.ask('POST', type, form(ada.csrf))).status).toBe(201);
      const parts = new FormData();
      for (const [name, value] of new URLSearchParams(form(ada.csrf))) parts.set(name, value);
      parts.set('key', 'other');
      expect((await ada.ask('POST', {}, parts)).status).toBe(201);
      // A JSON body is no form.
      const json = { ...body(), csrfmiddlewaretoken: ada.csrf };
      expect((await ada.ask('POST', {}, json)).status).toBe(403);
    });

    it('does not apply to requests with a token in the header, nor to anonymous ones', async () => {
      const ada = await service.as('ada');
      const cookie = { Cookie: (await login(service)).cookie, Origin: 'https://evil.example.com' };
      expect((await ada.ask('POST', DATA, body(), cookie)).status).toBe(201);
      expect((await service.nobody.ask('POST', DATA, body())).status).toBe(401);
    });
  });

  describe('a token in a cookie', () => {
    const cookies = async (change = (text: string) => text) => {
      const [head, payload, signature] = (await tokenOf('ada')).split('.');
      return `edx-jwt-cookie-header-payload=${head}.${payload}; edx-jwt-cookie-signature=${change(signature!)}`;
    };

    it('comes in Open edX’s two halves, and needs the CSRF token', async () => {
      const csrf = 'c'.repeat(32);
      const jar = `${await cookies()}; csrftoken=${csrf}`;
      const client = new Client(service.url, { Cookie: jar });
      expect((await client.ask('GET', DATA)).status).toBe(200);
      const without = await client.ask('POST', DATA, body());
      expect([without.status, without.body]).toEqual([403, NO_TOKEN]);
      expect((await client.ask('POST', DATA, body(), { 'X-CSRFToken': csrf })).status).toBe(201);
      // It is a cookie, not a header: no session begins with it.
      expect((await client.ask('POST', SESSION, '', { 'X-CSRFToken': csrf })).status).toBe(401);
    });

    it.each([
      ['in one cookie', { whole: 'jwt' }, 200],
      ['switched off', false, 401],
    ] as const)('%s', async (_, cookie, status) => {
      const auth = authWith(await newSecret());
      const here = await start('memory:', { auth: { ...auth, token: { ...auth.token, cookie } } });
      const jar = `jwt=${await tokenOf('ada')}; ${cookie === false ? await cookies() : ''}`;
      expect((await new Client(here.url, { Cookie: jar }).ask('GET', DATA)).status).toBe(status);
      await here.close();
    });

    it('is ignored when invalid, and the session is checked next', async () => {
      const bad = await cookies((signature) => (signature[0] === 'x' ? 'y' : 'x') + signature.slice(1));
      expect((await new Client(service.url, { Cookie: bad }).ask('GET', DATA)).status).toBe(401);
      expect((await new Client(service.url, { Cookie: bad }).ask('GET', `${V0}/key-value/`)).status).toBe(
        200,
      );
      const bob = await login(service, 'bob');
      const client = new Client(service.url, { Cookie: `${bad}; ${bob.cookie}`, 'X-CSRFToken': bob.csrf });
      const answer = await client.ask('POST', DATA, body());
      expect([answer.status, answer.body.user]).toEqual([201, 'bob']);
      // A header is not forgiven.
      const header = await client.ask('GET', DATA, undefined, { Authorization: 'JWT garbage' });
      expect(header.status).toBe(401);
    });
  });
});

/** 6.7, and rows 7 to 10 of 6.10. */
describe('across domains', () => {
  const services: Running[] = [];
  const run = async (options: Partial<ServiceOptions>) => {
    const service = await start('memory:', { trustProxy: true, ...options });
    services.push(service);
    return service;
  };
  afterAll(async () => {
    await Promise.all(services.map((service) => service.close()));
  });
  const listed = { origins: ['https://ecommerce.edx.org'] };
  const LISTED = { ...HTTPS, Referer: 'https://ecommerce.edx.org/basket/' };
  const noMatch = (origin: string) =>
    failed(`Referer checking failed - ${origin} does not match any trusted origins.`);

  it.each([
    ['own referer', OWN, 201, null],
    ['no referer', HTTPS, 403, failed('Referer checking failed - no Referer.')],
    [
      'an invalid referer',
      { ...HTTPS, Referer: 'nonsense' },
      403,
      failed('Referer checking failed - Referer is malformed.'),
    ],
    [
      'a referer over http',
      { ...HTTPS, Referer: 'http://ecommerce.edx.org/' },
      403,
      failed('Referer checking failed - Referer is insecure while host is secure.'),
    ],
    ['row 8: a listed referer', LISTED, 201, null],
    ['a listed referer and origin', { ...LISTED, Origin: 'https://ecommerce.edx.org' }, 201, null],
    [
      'a listed referer, another origin',
      { ...LISTED, Origin: 'https://evil.example.com' },
      403,
      failed('Origin checking failed - https://evil.example.com does not match any trusted origins.'),
    ],
    [
      'a listed origin without a referer',
      { ...HTTPS, Origin: 'https://ecommerce.edx.org' },
      403,
      failed('Origin checking failed - https://ecommerce.edx.org does not match any trusted origins.'),
    ],
    ['an own origin', { ...HTTPS, Origin: 'https://courses.example.com' }, 201, null],
    [
      'an origin of null',
      { ...HTTPS, Origin: 'null' },
      403,
      failed('Origin checking failed - null does not match any trusted origins.'),
    ],
    [
      'row 10: a referer that is not listed',
      { ...HTTPS, Referer: 'https://www.example.com/' },
      403,
      noMatch('https://www.example.com'),
    ],
    [
      'a referer that begins like a listed one',
      { ...HTTPS, Referer: 'https://ecommerce.edx.org.evil.com/' },
      403,
      noMatch('https://ecommerce.edx.org.evil.com'),
    ],
    [
      'a listed referer on another port',
      { ...HTTPS, Referer: 'https://ecommerce.edx.org:8443/' },
      403,
      noMatch('https://ecommerce.edx.org:8443'),
    ],
    [
      'a listed name in front of an @',
      { ...HTTPS, Referer: 'https://ecommerce.edx.org@evil.com/' },
      403,
      noMatch('https://evil.com'),
    ],
  ] as const)('%s', async (_, headers, status, expected) => {
    const service = services[0] ?? (await run({ cors: listed }));
    const ada = await login(service);
    const answer = await ada.ask('POST', { ...headers, 'X-CSRFToken': ada.csrf });
    expect([answer.status, expected && answer.body]).toEqual([status, expected]);
    // Whatever the rules, there is no way without the token.
    const without = await ada.ask('POST', headers as Headered);
    expect(without.status).toBe(403);
  });

  it('row 9: a wrong token from a listed page', async () => {
    const ada = await login(services[0]!);
    const answer = await ada.ask('POST', { ...LISTED, 'X-CSRFToken': 'w'.repeat(32) });
    expect([answer.status, answer.body]).toEqual([403, WRONG]);
  });

  it('row 7: trusted origins, with a star for subdomains', async () => {
    const secretFile = await newSecret();
    const auth = {
      ...authWith(secretFile),
      csrf: { trustedOrigins: ['https://*.example.com', 'https://one.test'] },
    };
    const service = await run({ auth });
    const ada = await login(service);
    const post = async (headers: Headered) =>
      (await ada.ask('POST', { ...HTTPS, ...headers, 'X-CSRFToken': ada.csrf })).status;
    expect(await post({ Origin: 'https://pages.example.com' })).toBe(201);
    expect(await post({ Referer: 'https://a.b.example.com/x' })).toBe(201);
    expect(await post({ Origin: 'https://one.test' })).toBe(201);
    expect(await post({ Origin: 'https://example.com' })).toBe(403);
    expect(await post({ Origin: 'http://pages.example.com' })).toBe(403);
    expect(await post({ Origin: 'https://evilexample.com' })).toBe(403);
    expect(await post({ Origin: 'https://x.one.test' })).toBe(403);
  });

  it.each(['*', 'pages.example.com', 'https://pages.example.com/', 'https://*.*.example.com', 'https://*'])(
    'does not start with the trusted origin %j',
    async (origin) => {
      const auth = { ...authWith(await newSecret()), csrf: { trustedOrigins: [origin] } };
      const error = await start('memory:', { auth }).catch((trouble) => trouble);
      expect(error.code).toBe('bad-configuration');
    },
  );

  it('trusts a proxy only where configured', async () => {
    const service = await run({ cors: listed, trustProxy: false });
    const ada = await login(service);
    // Without trust this is plain http, where there is no referer check, and no rule across domains.
    expect((await ada.ask('POST', { ...HTTPS, 'X-CSRFToken': ada.csrf })).status).toBe(201);
    const answer = await ada.ask('POST', {
      ...LISTED,
      Origin: 'https://ecommerce.edx.org',
      'X-CSRFToken': ada.csrf,
    });
    expect(answer.status).toBe(403);
  });

  it('for development, a listed page without https', async () => {
    const origin = 'http://localhost:1997';
    const headers = { Referer: `${origin}/`, Origin: origin };
    for (const [allowInsecure, status] of [
      [true, 201],
      [false, 403],
    ] as const) {
      const service = await run({ cors: { origins: [origin], allowInsecure } });
      const ada = await login(service);
      expect((await ada.ask('POST', { ...headers, 'X-CSRFToken': ada.csrf })).status).toBe(status);
      expect((await ada.ask('POST', headers)).status).toBe(403);
    }
  });

  it('any https page, where all origins are allowed', async () => {
    const service = await run({ cors: { origins: [], allowAllOrigins: true } });
    const ada = await login(service);
    const headers = { ...HTTPS, Referer: 'https://anything.example.org/' };
    expect((await ada.ask('POST', { ...headers, 'X-CSRFToken': ada.csrf })).status).toBe(201);
    expect((await ada.ask('POST', headers)).status).toBe(403);
    expect((await ada.ask('POST', { ...HTTPS, 'X-CSRFToken': ada.csrf })).status).toBe(403);
  });

  it('the second cookie is set for listed pages only, and cookies are for https', async () => {
    const secretFile = await newSecret();
    const base = authWith(secretFile);
    const crossDomainCookie = { name: 'prod-csrf', domain: '.edx.org' };
    const service = await run({
      cors: listed,
      auth: { ...base, cookies: { sameSite: 'none' }, csrf: { crossDomainCookie } },
    });
    const ada = await service.as('ada');
    const begin = async (headers: Headered) =>
      (await ada.ask('POST', SESSION, undefined, headers)).headers.getSetCookie();
    const set = await begin(LISTED);
    expect(set).toHaveLength(3);
    expect(set[0]).toMatch(/; HttpOnly; Secure; SameSite=None$/);
    expect(set[2]).toMatch(
      /^prod-csrf=\w{32}; Max-Age=14400; Domain=\.edx\.org; Path=\/; Secure; SameSite=None$/,
    );
    expect(await begin(OWN)).toHaveLength(2);
    const lax = services[0]!;
    const over = async (headers: Headered) =>
      (await (await lax.as('ada')).ask('POST', SESSION, undefined, headers)).headers.getSetCookie()[0];
    expect(await over(HTTPS)).toMatch(/; Secure; SameSite=Lax$/);
    expect(await over({ 'X-Forwarded-Host': 'courses.example.com' })).toMatch(/; Secure; SameSite=Lax$/);
    expect(await over({ 'X-Forwarded-Host': 'localhost:8000' })).not.toMatch(/Secure/);
    expect(await begin({})).toHaveLength(2);
  });
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** As Django masks a token for a page. */
function masked(token: string): string {
  const mask = Array.from({ length: 32 }, (_, index) => LETTERS[(index * 29 + 7) % 62]!);
  const moved = [...token].map(
    (letter, index) => LETTERS[(LETTERS.indexOf(letter) + LETTERS.indexOf(mask[index]!)) % 62],
  );
  return mask.join('') + moved.join('');
}
