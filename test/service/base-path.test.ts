/** The service under a path of another host: links, cookies and documents have the path that clients use. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isMissing } from '../programs.js';
import { freePort } from '../storage/postgres-server.js';
import { authWith, Client, newSecret, type Running, start, tokenOf, V0 } from './service.js';
import { assignment, coursesOf, path, TONE, V1 } from './v1/scene.js';

const BASE = '/abtest';
const PAGE = 'https://apps.example.com';
let service: Running;
afterEach(() => service?.close());

const headers = async (more: Record<string, string> = {}) => ({
  Authorization: `JWT ${await tokenOf('root', true)}`,
  'X-Forwarded-For': '192.0.2.1',
  ...more,
});

/** Two pages of data, through a client; returns the link to the second one. */
async function nextOf(client: Client, base: string): Promise<string> {
  for (const key of ['a', 'b'])
    await client.ask('POST', `${base}${V0}/data/`, { experiment_id: 1, user: 'root', key, value: 'v' });
  const { body } = await client.ask('GET', `${base}${V0}/data/?page_size=1`);
  return body.next;
}

describe('a base path', () => {
  test('is in links, documents, problems and cookies; URLs without it are answered as well', async () => {
    service = await start('memory:', { courses: await coursesOf(), basePath: BASE });
    const root = new Client(service.url, await headers());
    expect(await nextOf(root, BASE)).toBe(`${service.url}${BASE}${V0}/data/?page=2&page_size=1`);
    const { body: document } = await root.ask('GET', `${BASE}/api/openapi.json`);
    expect(document.servers).toEqual([{ url: BASE }]);
    const { body: links } = await root.ask('GET', `${BASE}${V0}/`);
    expect(links.data).toBe(`${service.url}${BASE}${V0}/data/`);
    const { text: page } = await root.ask('GET', `${BASE}/api/`);
    expect([...page.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, url]) => url)).toEqual([]);
    expect(page).toContain('<p>All paths begin with <code>/abtest</code>.</p>');
    expect(page).toContain('<code>/abtest/api/#problem-</code>');
    expect((await root.ask('GET', '/api/')).text).toBe(page);
    const { body: problem } = await root.ask('GET', `${BASE}${path('courses', 'none', 'experiments')}`);
    expect(problem.type).toBe(`${BASE}/api/#problem-unknown-course`);
    const hint = async (method: string, url: string) => (await root.ask(method, url)).body.hint;
    expect(problem.hint).toBe(`See GET ${BASE}${V1}/courses for the courses.`);
    expect(await hint('DELETE', `${BASE}${V1}/courses`)).toContain(`See GET ${BASE}/api/openapi.json `);
    expect(await hint('GET', `${BASE}${V1}/courses?x=1`)).toContain(`See GET ${BASE}/api/openapi.json `);
    const { headers: answered } = await root.ask('POST', `${BASE}${V1}/session`);
    const cookies = answered.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toContain(`Path=${BASE}/;`);
    for (const url of ['/healthz', `${BASE}/healthz`, `${BASE}/healthz?x`, '/api/', `${BASE}${V1}/courses`])
      expect((await root.ask('GET', url)).status, url).toBe(200);
    for (const url of ['/abtestapi/', `${BASE}x/api/`, `/x${BASE}/api/`, `${BASE}${BASE}/api/`])
      expect((await root.ask('GET', url)).status, url).toBe(404);
  });

  test('is taken from X-Forwarded-Prefix of trusted proxies only', async () => {
    service = await start('memory:', { trustProxy: ['127.0.0.1'] });
    const from = async (prefix: string, more = {}) =>
      nextOf(new Client(service.url, await headers({ 'X-Forwarded-Prefix': prefix, ...more })), '');
    const url = (prefix: string) => `${service.url}${prefix}${V0}/data/?page=2&page_size=1`;
    expect(await from('/outer/abtest')).toBe(url('/outer/abtest'));
    expect(await from('/abtest/')).toBe(url('/abtest'));
    for (const wrong of ['abtest', '//evil.example', '/a b', '/..', '/a%2Fb', `/${'x'.repeat(300)}`])
      expect(await from(wrong), wrong).toBe(url(''));
    await service.close();
    service = await start('memory:', { trustProxy: ['10.0.0.0/8'] });
    expect(await from('/abtest')).toBe(`${service.url}${V0}/data/?page=2&page_size=1`);
  });

  test('leaves the second CSRF cookie to pages of all paths', async () => {
    const base = authWith(await newSecret());
    service = await start('memory:', {
      basePath: BASE,
      trustProxy: true,
      cors: { origins: [PAGE] },
      auth: { ...base, csrf: { crossDomainCookie: { name: 'prod-csrf', domain: '.example.com' } } },
    });
    const https = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'lms.example.com' };
    const page = new Client(service.url, { ...https, Origin: PAGE, Referer: `${PAGE}/` });
    const { headers: answered } = await page.ask('GET', `${BASE}/csrf/api/v1/token`);
    const [own, second] = answered.getSetCookie();
    expect(own).toContain(`Path=${BASE}/;`);
    expect(second).toMatch(/^prod-csrf=.*; Domain=\.example\.com; Path=\/;/);
  });

  test('admits the CSRF token of the LMS at the same host, also beside a cookie of our own', async () => {
    service = await start('memory:', { basePath: BASE, trustProxy: ['127.0.0.1'] });
    const [head, payload, signature] = (await tokenOf('ada')).split('.');
    const login = `edx-jwt-cookie-header-payload=${head}.${payload}; edx-jwt-cookie-signature=${signature}`;
    const [own, ofLms] = ['o'.repeat(32), 'L'.repeat(32)];
    let sent = 0;
    const put = async (cookies: string, token: string) => {
      sent += 1;
      const client = new Client(service.url, { Cookie: `${login}; ${cookies}`, 'X-CSRFToken': token });
      const row = { experiment_id: sent, key: 'k', value: 'v' };
      return (await client.ask('PUT', `${BASE}${V0}/data/`, row)).status;
    };
    expect(await put(`csrftoken=${ofLms}`, ofLms)).toBe(201);
    for (const token of [own, ofLms])
      expect(await put(`csrftoken=${own}; csrftoken=${ofLms}`, token)).toBe(201);
    expect(await put(`csrftoken=${own}; csrftoken=${ofLms}`, 'x'.repeat(32))).toBe(403);
    expect(await put(`csrftoken=${own}; xcsrftoken=${ofLms}`, ofLms)).toBe(403);
  });

  test('that is none is refused', async () => {
    for (const basePath of ['abtest', '/abtest/', '/', '', '//x', '/a b', '/a/../b', '/%61'])
      await expect(start('memory:', { basePath }), basePath).rejects.toMatchObject({
        code: 'bad-configuration',
      });
  });
});

describe.skipIf(isMissing('nginx'))('the nginx sample of the documentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-nginx-'));
  const sample = readFileSync(new URL('../../docs/deploy/nginx.conf', import.meta.url), 'utf8');
  let stop: () => Promise<void> = async () => {};
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('passes names with a slash on, and links lead back through it', async () => {
    service = await start('memory:', {
      courses: await coursesOf(),
      basePath: BASE,
      trustProxy: ['127.0.0.1'],
    });
    const port = await freePort();
    stop = await nginx(folder, configuration(folder, sample, service.port, port));
    const url = `http://127.0.0.1:${port}`;
    const root = new Client(url, await headers({ 'X-Forwarded-Prefix': '/evil' }));
    const answers = async () => (await root.ask('GET', `${BASE}/api/`).catch(() => ({ status: 0 }))).status;
    await expect.poll(answers).toBe(200);
    for (const name of ['a/b', 'a//b', 'a%2Fb', 'ü ?#&+', '../up', '%']) {
      const { status, body } = await root.ask('PUT', `${BASE}${assignment(TONE, name)}`);
      expect([name, status, body.learner]).toEqual([name, 201, name]);
    }
    const next = await nextOf(root, BASE);
    expect(next).toBe(`${url}${BASE}${V0}/data/?page=2&page_size=1`);
    expect((await root.ask('GET', next.slice(url.length))).body.results).toHaveLength(1);
    const { headers: answered } = await root.ask('POST', `${BASE}${V1}/session`);
    for (const cookie of answered.getSetCookie()) expect(cookie).toContain(`Path=${BASE}/;`);
    for (const hidden of ['healthz', 'readyz', 'metrics'])
      expect((await root.ask('GET', `${BASE}/${hidden}`)).status).toBe(404);
  });
});

/** The sample in a complete configuration, with these ports. */
function configuration(folder: string, sample: string, service: number, port: number): string {
  const own = sample
    .replace('127.0.0.1:8080', `127.0.0.1:${service}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `${user} daemon off; pid ${join(folder, 'pid')}; error_log stderr; events {}
    http { access_log off; ${temporary}\n${own} }`;
}

async function nginx(folder: string, text: string): Promise<() => Promise<void>> {
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, text);
  const child = spawn('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
