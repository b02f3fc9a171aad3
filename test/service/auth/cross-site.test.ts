/** Requests of pages: what a page of the site may do with cookies, what one of another site may not, and what it may read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
const TOKEN = '/csrf/api/v1/token';
const SESSION = '/api/abtest/v1/session';
const HOST = 'abtest.example.com';
const PAGE = 'https://learning.example.com';
const TRUSTED = 'https://studio.example.org';
const EVIL = 'https://evil.example.net';
const HTTPS = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': HOST };
const FORM = 'application/x-www-form-urlencoded';

let service: Running;
beforeAll(async () => {
  const auth = {
    ...authWith(await newSecret()),
    csrf: {
      trustedOrigins: [TRUSTED],
      crossDomainCookie: { name: 'prod-csrftoken', domain: '.example.com' },
    },
  };
  service = await start('memory:', { trustProxy: true, cors: { origins: [PAGE] }, auth });
});
afterAll(() => service?.close());

/** Name, value and attributes of each cookie that an answer sets. */
function cookiesOf({ headers }: Answer): Map<string, string> {
  return new Map(
    headers.getSetCookie().map((line) => {
      const equals = line.indexOf('=');
      return [line.slice(0, equals), line.slice(equals + 1)] as const;
    }),
  );
}
const cookieIn = (answer: Answer, name: string): string => cookiesOf(answer).get(name)!.split(';')[0]!;

async function jwtCookies(username = 'ada'): Promise<string> {
  const [head, payload, signature] = (await tokenOf(username)).split('.');
  return `edx-jwt-cookie-header-payload=${head}.${payload}; edx-jwt-cookie-signature=${signature}`;
}

async function sessionCookie(): Promise<string> {
  const begun = await (await service.as('ada')).ask('POST', SESSION, '', HTTPS);
  return `olx_abtest_session=${cookieIn(begun, 'olx_abtest_session')}`;
}

const from = (origin: string): Headered => ({ ...HTTPS, Origin: origin, Referer: `${origin}/` });
let sent = 0;
const body = () => {
  sent += 1;
  return { experiment_id: sent, key: 'k', value: 'v' };
};

describe('the CSRF token', () => {
  it.each([
    ['nobody', async () => ''],
    ['a JWT in cookies', () => jwtCookies()],
    ['a session', () => sessionCookie()],
  ])('is fetched by %s, with a cookie, and admits writing', async (_, login) => {
    const cookie = await login();
    const client = new Client(service.url, { ...from(PAGE), ...(cookie !== '' && { Cookie: cookie }) });
    const answer = await client.ask('GET', TOKEN);
    expect([answer.status, Object.keys(answer.body)]).toEqual([200, ['csrfToken']]);
    expect(answer.body.csrfToken).toMatch(/^[a-zA-Z0-9]{64}$/);
    expect(cookiesOf(answer).get('csrftoken')).toMatch(
      /^[a-zA-Z0-9]{32}; Max-Age=\d+; Path=\/; Secure; SameSite=Lax$/,
    );
    if (cookie === '') return;
    const jar = { Cookie: `${cookie}; csrftoken=${cookieIn(answer, 'csrftoken')}` };
    const headers = { ...jar, 'X-CSRFToken': answer.body.csrfToken };
    for (const method of ['POST', 'PUT']) {
      expect((await client.ask(method, DATA, body(), headers)).status).toBe(201);
    }
    expect((await client.ask('POST', DATA, body(), jar)).status).toBe(403);
  });

  it('keeps its value for a browser, under another mask each time', async () => {
    const first = await service.nobody.ask('GET', TOKEN, undefined, HTTPS);
    const value = cookieIn(first, 'csrftoken');
    const again = await service.nobody.ask('GET', TOKEN, undefined, {
      ...HTTPS,
      Cookie: `csrftoken=${value}`,
    });
    expect(cookieIn(again, 'csrftoken')).toBe(value);
    expect(again.body.csrfToken).not.toBe(first.body.csrfToken);
    expect(again.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each(['garbage', 'a'.repeat(31), '<script>', 'é'.repeat(32)])(
    'a cookie %j is replaced by a new token',
    async (value) => {
      const headers = { ...HTTPS, Cookie: `csrftoken=${encodeURIComponent(value)}` };
      const answer = await service.nobody.ask('GET', TOKEN, undefined, headers);
      expect(cookieIn(answer, 'csrftoken')).toMatch(/^[a-zA-Z0-9]{32}$/);
    },
  );

  it.each([
    [PAGE, true],
    [EVIL, false],
    [`https://${HOST}`, false],
  ])('the second cookie is for listed pages only: %s', async (origin, isSet) => {
    const answer = await service.nobody.ask('GET', TOKEN, undefined, from(origin));
    const second = cookiesOf(answer).get('prod-csrftoken');
    if (isSet) expect(second).toMatch(/; Domain=\.example\.com; .*Secure/);
    else expect(second).toBeUndefined();
  });

  it('exists in development mode, too, for front ends that fetch it', async () => {
    const development = { username: 'ada', isStaff: false };
    const here = await start('memory:', { auth: undefined, development } as object);
    const answer = await here.nobody.ask('GET', TOKEN);
    expect([answer.status, answer.body.csrfToken]).toEqual([200, expect.any(String)]);
    await here.close();
  });
});

/** A writing request with good cookies, but for what a row changes. */
interface Attack {
  readonly headers?: Headered;
  /** Headers without the token. */
  readonly token?: false | string;
  readonly cookie?: (jar: string, csrf: string) => string;
  readonly method?: string;
  readonly type?: string;
  readonly text?: (csrf: string) => string;
  readonly status: number;
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  'a listed page': { headers: from(PAGE), status: 201 },
  'a trusted page': { headers: from(TRUSTED), status: 201 },
  'a page of its own': { headers: from(`https://${HOST}`), status: 201 },
  'its own page, in capitals': { headers: from('https://ABTEST.example.com'), status: 403 },
  'a page of another site, with the token': { headers: from(EVIL), status: 403 },
  'a page of another site, without the token': { headers: from(EVIL), token: false, status: 403 },
  'a listed page without the token': { headers: from(PAGE), token: false, status: 403 },
  'a listed page with an empty token': { headers: from(PAGE), token: '', status: 403 },
  'a listed page with another token': { headers: from(PAGE), token: 'x'.repeat(32), status: 403 },
  'a listed page with a token of 33 letters': { headers: from(PAGE), token: 'x'.repeat(33), status: 403 },
  'a listed page with a mask alone': { headers: from(PAGE), token: 'a'.repeat(64), status: 403 },
  'a listed origin with an evil referer': {
    headers: { ...HTTPS, Origin: PAGE, Referer: `${EVIL}/` },
    status: 403,
  },
  'an evil origin with a listed referer': {
    headers: { ...HTTPS, Origin: EVIL, Referer: `${PAGE}/` },
    status: 403,
  },
  'no origin and no referer': { headers: HTTPS, status: 403 },
  'no origin, an own referer': { headers: { ...HTTPS, Referer: `https://${HOST}/x` }, status: 201 },
  'no origin, an evil referer': { headers: { ...HTTPS, Referer: `${EVIL}/` }, status: 403 },
  'no origin, a referer over http': { headers: { ...HTTPS, Referer: `http://${HOST}/` }, status: 403 },
  'no origin, an empty referer': { headers: { ...HTTPS, Referer: '' }, status: 403 },
  'no origin, a referer with our host as user': {
    headers: { ...HTTPS, Referer: `https://${HOST}@evil.example.net/` },
    status: 403,
  },
  'no origin, a referer with our host as path': {
    headers: { ...HTTPS, Referer: `${EVIL}/https://${HOST}/` },
    status: 403,
  },
  'the origin null, as from a sandboxed frame': { headers: { ...HTTPS, Origin: 'null' }, status: 403 },
  'the origin of a file': { headers: { ...HTTPS, Origin: 'file://' }, status: 403 },
  'the listed page over http': { headers: from('http://learning.example.com'), status: 403 },
  'the listed page on another port': { headers: from(`${PAGE}:8443`), status: 403 },
  'a name that begins like the listed page': { headers: from(`${PAGE}.evil.net`), status: 403 },
  'a name that ends like the listed page': {
    headers: from('https://evil-learning.example.com'),
    status: 403,
  },
  'a subdomain of the listed page': { headers: from('https://x.learning.example.com'), status: 403 },
  'a parent of the listed page': { headers: from('https://example.com'), status: 403 },
  'a subdomain of the trusted page': { headers: from('https://x.studio.example.org'), status: 403 },
  'two origins': { headers: { ...HTTPS, Origin: `${PAGE}, ${EVIL}` }, status: 403 },
  'no cookie with the token': { headers: from(PAGE), cookie: (jar) => jar, status: 403 },
  'another cookie than the token': {
    headers: from(PAGE),
    cookie: (jar) => `${jar}; csrftoken=${'y'.repeat(32)}`,
    status: 403,
  },
  'the second cookie in place of the first': {
    headers: from(PAGE),
    cookie: (jar, csrf) => `${jar}; prod-csrftoken=${csrf}`,
    status: 403,
  },
  'a form of another site': {
    headers: from(EVIL),
    token: false,
    type: FORM,
    text: () => 'experiment_id=1&key=k&value=v',
    status: 403,
  },
  'a form of another site with a token that it made up': {
    headers: from(EVIL),
    token: false,
    type: FORM,
    text: () => `experiment_id=1&key=k&value=v&csrfmiddlewaretoken=${'z'.repeat(32)}`,
    status: 403,
  },
  'a form with the token of a listed page': {
    headers: from(PAGE),
    token: false,
    type: FORM,
    text: (csrf) => `experiment_id=${body().experiment_id}&key=k&value=v&csrfmiddlewaretoken=${csrf}`,
    status: 201,
  },
  'a text that is JSON, which needs no preflight': {
    headers: from(EVIL),
    token: false,
    type: 'text/plain',
    text: () => '{"experiment_id": 1, "key": "k", "value": "v"}',
    status: 403,
  },
  'JSON with the token as a field': {
    headers: from(PAGE),
    token: false,
    type: 'application/json',
    text: (csrf) => JSON.stringify({ ...body(), csrfmiddlewaretoken: csrf }),
    status: 403,
  },
  'PUT of another site': { headers: from(EVIL), method: 'PUT', status: 403 },
  'PATCH of another site': { headers: from(EVIL), method: 'PATCH', status: 403 },
  'DELETE of another site': { headers: from(EVIL), method: 'DELETE', status: 403 },
  'a method in another header': {
    headers: { ...from(EVIL), 'X-HTTP-Method-Override': 'GET' },
    token: false,
    status: 403,
  },
};

describe.each([
  ['a JWT in cookies', () => jwtCookies()],
  ['a session', () => sessionCookie()],
])('a writing request with %s', (_, login) => {
  it.each(Object.entries(ATTACKS))('from %s', async (_name, attack) => {
    const jar = await login();
    const fetched = await new Client(service.url, { ...HTTPS, Cookie: jar }).ask('GET', TOKEN);
    const csrf = cookieIn(fetched, 'csrftoken');
    const { cookie = (text: string, value: string) => `${text}; csrftoken=${value}` } = attack;
    const token = attack.token ?? fetched.body.csrfToken;
    const answer = await new Client(service.url).ask(
      attack.method ?? 'POST',
      DATA,
      attack.text?.(csrf) ?? body(),
      {
        ...attack.headers,
        Cookie: cookie(jar, csrf),
        ...(token !== false && { 'X-CSRFToken': token }),
        ...(attack.type !== undefined && { 'Content-Type': attack.type }),
      },
    );
    expect(answer.status).toBe(attack.status);
    if (attack.status === 403) expect(answer.body.detail).toMatch(/^CSRF Failed: /);
  });
});

it('the table has at least forty', () => {
  expect(Object.keys(ATTACKS).length).toBeGreaterThanOrEqual(40);
});

describe('CORS', () => {
  const preflight = (origin: string, method = 'PUT', headers = 'x-csrftoken,content-type,use-jwt-cookie') =>
    service.nobody.ask('OPTIONS', DATA, undefined, {
      ...HTTPS,
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': headers,
    });
  const allowed = ({ headers }: Answer) => [
    headers.get('Access-Control-Allow-Origin'),
    headers.get('Access-Control-Allow-Credentials'),
  ];

  it('a listed page may send what a front end of Open edX sends', async () => {
    const answer = await preflight(PAGE);
    expect([answer.status, ...allowed(answer)]).toEqual([204, PAGE, 'true']);
    const names = answer.headers.get('Access-Control-Allow-Headers')!.toLowerCase();
    for (const name of ['x-csrftoken', 'content-type', 'use-jwt-cookie', 'authorization']) {
      expect(names).toContain(name);
    }
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(answer.headers.get('Access-Control-Allow-Methods')).toContain(method);
    }
    expect(answer.headers.get('Vary')).toMatch(/Origin/i);
  });

  it.each([
    EVIL,
    'null',
    'http://learning.example.com',
    `${PAGE}:8443`,
    `${PAGE}.evil.net`,
    'https://x.learning.example.com',
    'https://example.com',
    TRUSTED,
    'file://',
    '*',
    `${PAGE} ${EVIL}`,
  ])('a page of %s may not', async (origin) => {
    expect(allowed(await preflight(origin))).toEqual([null, null]);
    const read = await new Client(service.url, { ...HTTPS, Cookie: await jwtCookies() }).ask(
      'GET',
      DATA,
      undefined,
      { Origin: origin },
    );
    // The answer is made, since reading changes nothing; the browser withholds it from the page.
    expect([read.status, ...allowed(read)]).toEqual([200, null, null]);
  });

  it('a refusal is readable by listed pages as well', async () => {
    const answer = await service.nobody.ask('GET', DATA, undefined, from(PAGE));
    expect([answer.status, ...allowed(answer)]).toEqual([401, PAGE, 'true']);
    const nowhere = await service.nobody.ask('GET', '/nowhere', undefined, from(PAGE));
    expect([nowhere.status, ...allowed(nowhere)]).toEqual([404, PAGE, 'true']);
  });

  it('the CSRF token is readable by listed pages only', async () => {
    expect(allowed(await service.nobody.ask('GET', TOKEN, undefined, from(PAGE)))).toEqual([PAGE, 'true']);
    expect(allowed(await service.nobody.ask('GET', TOKEN, undefined, from(EVIL)))).toEqual([null, null]);
  });
});

describe('cookies', () => {
  it('have the names, the domain and the SameSite of the options', async () => {
    const base = authWith(await newSecret());
    const auth = {
      ...base,
      session: { ...base.session, cookieName: 'abtest_session' },
      csrf: { cookieName: 'abtest_csrf' },
      cookies: { sameSite: 'none' as const, domain: '.example.com' },
    };
    const here = await start('memory:', { trustProxy: true, auth });
    const begun = await (await here.as('ada')).ask('POST', SESSION, '', HTTPS);
    expect(cookiesOf(begun).get('abtest_session')).toMatch(
      /; Max-Age=14400; Domain=\.example\.com; Path=\/; HttpOnly; Secure; SameSite=None$/,
    );
    expect(cookiesOf(begun).get('abtest_csrf')).toMatch(
      /; Max-Age=14400; Domain=\.example\.com; Path=\/; Secure; SameSite=None$/,
    );
    const jar = `abtest_session=${cookieIn(begun, 'abtest_session')}; abtest_csrf=${cookieIn(begun, 'abtest_csrf')}`;
    const headers = { ...HTTPS, Cookie: jar, Referer: `https://${HOST}/` };
    const csrf = { 'X-CSRFToken': cookieIn(begun, 'abtest_csrf') };
    const written = await new Client(here.url, headers).ask('POST', DATA, body(), csrf);
    expect(written.status).toBe(201);
    const ended = await new Client(here.url, headers).ask('DELETE', SESSION, '', csrf);
    for (const name of ['abtest_session', 'abtest_csrf']) {
      expect(cookiesOf(ended).get(name)).toMatch(/^; .*Domain=\.example\.com; .*SameSite=None$/);
    }
    await here.close();
  });

  it.each([
    [{ csrf: { cookieName: 'a;b' } }, /"a;b" is not a cookie name/],
    [{ csrf: { cookieName: '' } }, /"" is not a cookie name/],
    [{ csrf: { cookieName: 'x', crossDomainCookie: { name: 'x', domain: '.a.example' } } }, /name "x"/],
    [{ cookies: { domain: 'localhost' } }, /"localhost" is not a domain/],
    [{ cookies: { domain: 'a.example; Secure' } }, /is not a domain/],
    [{ csrf: { cookieName: '__Host-csrf' }, cookies: { domain: 'a.example' } }, /cannot have a domain/],
  ])('does not start with %j', async (more, message) => {
    const auth = { ...authWith(await newSecret()), ...more };
    await expect(start('memory:', { auth })).rejects.toMatchObject({
      code: 'bad-configuration',
      message: expect.stringMatching(message),
    });
  });
});
