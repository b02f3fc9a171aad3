/**
 * Pages in a real browser, on https hosts of their own: one that behaves as Open edX's micro-frontends do, and an evil one
 * beside it, which gets nothing.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserIsMissing, openBrowser } from '../../preview/browser.js';
import { isMissing } from '../../programs.js';
import { ENGINES } from '../on-each-engine.js';
import { authWith, newSecret, type Running, start, tokenOf, V0 } from '../service.js';
import { type HttpsHosts, httpsHosts, page, proxyTo } from './https-hosts.js';

const SERVICE = 'abtest.campus.test';
const LEARNING = 'learning.campus.test';
const SIBLING = 'blog.campus.test';
const EVIL = 'evil.elsewhere.test';

/** What the browser's page can call: frontend-platform's authenticated client, by its observable behaviour. */
const CLIENT = `<script>
  const csrfTokens = {};
  async function csrfToken(base) {
    const answer = await fetch(base + '/csrf/api/v1/token', { credentials: 'include', headers: { 'USE-JWT-COOKIE': 'true' } });
    return csrfTokens[base] ??= (await answer.json()).csrfToken;
  }
  async function send(base, method, path, body, { withCsrf = true, headers = {}, credentials = 'include' } = {}) {
    const all = { 'USE-JWT-COOKIE': 'true', ...headers };
    try {
      if (body !== undefined) all['Content-Type'] = 'application/json';
      if (withCsrf && !['GET', 'HEAD'].includes(method)) all['X-CSRFToken'] = await csrfToken(base);
      const answer = await fetch(base + path, { method, credentials, headers: all, body: body && JSON.stringify(body) });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
    } catch (error) { return { blocked: error.name }; }
  }
</script>`;

interface Sent {
  readonly status?: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for.
  readonly body?: any;
  readonly blocked?: string;
}

const isRun = !browserIsMissing() && !isMissing('openssl');

describe.skipIf(!isRun).each(Object.entries(ENGINES))('a micro-frontend, on %s', (_, openEngine) => {
  let browser: Browser;
  let hosts: HttpsHosts;
  let service: Running;
  let stop: () => Promise<void>;
  let base: string;
  beforeAll(async () => {
    const html = page(CLIENT);
    const site = { [LEARNING]: html, [SIBLING]: html, [EVIL]: html };
    hosts = await httpsHosts({ [SERVICE]: proxyTo(() => service.url), ...site });
    base = `https://${SERVICE}:${hosts.port}`;
    const engine = await openEngine();
    stop = engine.stop;
    service = await start(engine.url, {
      auth: authWith(await newSecret()),
      trustProxy: ['127.0.0.1'],
      hosts: [SERVICE],
      cors: { origins: [`https://${LEARNING}:${hosts.port}`] },
    });
    browser = await openBrowser(['--host-resolver-rules=MAP *.test 127.0.0.1']);
  });
  afterAll(async () => {
    await browser?.close();
    await hosts?.close();
    await service?.close();
    await stop?.();
  });

  async function visit(context: BrowserContext, host: string): Promise<Page> {
    const opened = await context.newPage();
    await opened.goto(`https://${host}:${hosts.port}/`);
    return opened;
  }
  const send = (from: Page, ...args: unknown[]): Promise<Sent> =>
    from.evaluate(
      ([to, rest]) =>
        (globalThis as unknown as { send(...all: unknown[]): Promise<Sent> }).send(
          to,
          ...(rest as unknown[]),
        ),
      [base, args] as const,
    );
  const newContext = () => browser.newContext({ ignoreHTTPSErrors: true });

  /** As the LMS does at a login: the two halves of the token, for all hosts of the site. */
  async function logIn(context: BrowserContext, username: string): Promise<void> {
    const [head, payload, signature] = (await tokenOf(username)).split('.');
    const common = { domain: '.campus.test', path: '/', secure: true, sameSite: 'Lax' as const };
    await context.addCookies([
      { ...common, name: 'edx-jwt-cookie-header-payload', value: `${head}.${payload}`, httpOnly: false },
      { ...common, name: 'edx-jwt-cookie-signature', value: signature!, httpOnly: true },
    ]);
  }

  it('reads and writes with the cookies of the LMS', async () => {
    const context = await newContext();
    await logIn(context, 'mfe_ada');
    const learning = await visit(context, LEARNING);
    const row = { experiment_id: 7, key: 'seen', value: 'yes' };
    expect(await send(learning, 'GET', `${V0}/data/`)).toMatchObject({ status: 200, body: { count: 0 } });
    const made = await send(learning, 'POST', `${V0}/data/`, row);
    expect(made).toMatchObject({ status: 201, body: { user: 'mfe_ada', value: 'yes' } });
    expect(await send(learning, 'PUT', `${V0}/data/`, { ...row, value: 'twice' })).toMatchObject({
      status: 200,
    });
    expect(await send(learning, 'PATCH', `${V0}/data/${made.body.id}/`, { value: 'later' })).toMatchObject({
      status: 200,
    });
    expect(await send(learning, 'GET', `${V0}/data/?page_size=1`)).toMatchObject({
      status: 200,
      body: { count: 1, results: [{ value: 'later' }] },
    });
    expect(await send(learning, 'DELETE', `${V0}/data/${made.body.id}/`)).toMatchObject({ status: 204 });
    // Without the CSRF token the same page cannot write.
    expect(await send(learning, 'POST', `${V0}/data/`, row, { withCsrf: false })).toMatchObject({
      status: 403,
    });
    await context.close();
  });

  it('reads and writes with the token in the header, without cookies', async () => {
    const context = await newContext();
    const learning = await visit(context, LEARNING);
    const options = {
      headers: { Authorization: `JWT ${await tokenOf('mfe_bob')}` },
      credentials: 'omit',
      withCsrf: false,
    };
    const row = { experiment_id: 8, key: 'seen', value: 'yes' };
    expect(await send(learning, 'POST', `${V0}/data/`, row, options)).toMatchObject({ status: 201 });
    expect(await send(learning, 'PUT', `${V0}/data/`, row, options)).toMatchObject({ status: 200 });
    expect(await send(learning, 'GET', `${V0}/data/`, undefined, options)).toMatchObject({
      body: { count: 1 },
    });
    await context.close();
  });

  it('starts a session with a token, reads and writes with it, and ends it', async () => {
    const context = await newContext();
    const learning = await visit(context, LEARNING);
    const session = '/api/abtest/v1/session';
    const headers = { Authorization: `JWT ${await tokenOf('mfe_cyd')}` };
    expect(await send(learning, 'POST', session, undefined, { headers, withCsrf: false })).toEqual({
      status: 204,
      body: null,
    });
    const row = { experiment_id: 9, key: 'seen', value: 'yes' };
    expect(await send(learning, 'POST', `${V0}/data/`, row)).toMatchObject({
      status: 201,
      body: { user: 'mfe_cyd' },
    });
    expect(await send(learning, 'PUT', `${V0}/data/`, row)).toMatchObject({ status: 200 });
    const jar = await context.cookies();
    expect(jar.find(({ name }) => name === 'olx_abtest_session')).toMatchObject({
      httpOnly: true,
      secure: true,
    });
    expect(await send(learning, 'DELETE', session)).toMatchObject({ status: 204 });
    expect(await send(learning, 'GET', `${V0}/data/`)).toMatchObject({ status: 401 });
    // The copy of the cookie is of no use.
    await context.addCookies(jar);
    expect(await send(learning, 'GET', `${V0}/data/`)).toMatchObject({ status: 401 });
    await context.close();
  });

  it.each([
    ['of another site', EVIL],
    ['of the same site that is not listed', SIBLING],
  ])('an evil page %s in the same browser gets nothing', async (_name, host) => {
    const context = await newContext();
    await logIn(context, 'mfe_eve_victim');
    const learning = await visit(context, LEARNING);
    const row = { experiment_id: 10, key: 'mine', value: 'secret' };
    await send(learning, 'POST', `${V0}/data/`, row);
    const before = await send(learning, 'GET', `${V0}/data/`);
    const evil = await visit(context, host);
    const blocked = { blocked: 'TypeError' };
    const forged = { ...row, value: 'forged' };
    expect(await send(evil, 'GET', `${V0}/data/`)).toEqual(blocked);
    expect(await send(evil, 'GET', '/csrf/api/v1/token')).toEqual(blocked);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const withCsrf of [true, false]) {
        expect(await send(evil, method, `${V0}/data/`, forged, { withCsrf })).toEqual(blocked);
      }
    }
    // What needs no preflight: a form, and a text, with the cookies that the browser sends along.
    await evil.evaluate(
      async ([to]) => {
        const init = { method: 'POST', mode: 'no-cors', credentials: 'include' } as const;
        await fetch(`${to}/api/experiments/v0/data/`, {
          ...init,
          body: new URLSearchParams('experiment_id=10&key=x&value=forged'),
        });
        await fetch(`${to}/api/experiments/v0/data/`, {
          ...init,
          body: '{"experiment_id":10,"key":"y","value":"forged"}',
        });
      },
      [base],
    );
    const posted = evil.waitForResponse(
      (answer) => answer.url().startsWith(base) && answer.request().isNavigationRequest(),
    );
    await evil.evaluate(
      ([to]) => {
        const { document } = globalThis as unknown as {
          document: { body: { innerHTML: string }; forms: { submit(): void }[] };
        };
        document.body.innerHTML = `<form method="post" action="${to}/api/experiments/v0/data/">
          <input name="experiment_id" value="10"><input name="key" value="z"><input name="value" value="forged"></form>`;
        document.forms[0]!.submit();
      },
      [base],
    );
    expect([401, 403]).toContain((await posted).status());
    // A frame is not shown, and a link with cookies shows at most the learner's own data to the learner.
    expect(await send(learning, 'GET', `${V0}/data/`)).toEqual(before);
    expect(JSON.stringify(before)).not.toContain('forged');
    await context.close();
  });
});
