import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archived } from '../olx/trees.js';
import { courseFolder, SAMPLE, unitCourse } from '../preview/courses.js';
import { live } from '../preview/live.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** The path goes out as it is: `fetch` would tidy it up. */
function ask(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    sent.on('error', reject).end();
  });
}

test('only our own host names are accepted, which prevents DNS rebinding', async () => {
  const url = await live(SAMPLE);
  const { port } = new URL(url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
    expect((await ask(url, '/', { host })).status, host).toBe(200);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    '127.0.0.1:1',
    `127.0.0.1.evil.example:${port}`,
    `localhost.:${port}`,
  ]) {
    const { status, text, headers } = await ask(url, '/', { host });
    expect(status, host).toBe(421);
    expect(text).not.toContain('Bees');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  }
});

test('a request without a host is refused', async () => {
  const { port } = new URL(await live(SAMPLE));
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect({ host: '127.0.0.1', port: Number(port) }, () =>
      socket.end('GET / HTTP/1.0\r\n\r\n'),
    );
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
});

test('a page of another site, or of another port, gets nothing; a link to the preview works', async () => {
  const url = await live(SAMPLE);
  const own = new URL(url).origin;
  const get = async (headers: Record<string, string>, path = '/') => (await ask(url, path, headers)).status;
  expect(await get({ origin: own })).toBe(200);
  expect(await get({ origin: 'https://evil.example' })).toBe(403);
  expect(await get({ origin: 'null' })).toBe(403);
  expect(await get({ origin: 'http://127.0.0.1:1' })).toBe(403);
  expect(
    await get({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }),
  ).toBe(200);
  for (const site of ['cross-site', 'same-site']) {
    const from = { 'sec-fetch-site': site };
    expect(
      await get({ ...from, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, '/client/client.js'),
    ).toBe(403);
    expect(
      await get({ ...from, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, '/static/a.png'),
    ).toBe(403);
    // Neither a page nor the content of a block, which our own pages do show in frames.
    for (const path of ['/', '/frame?id=html/welcome_story'])
      for (const dest of ['iframe', 'frame', 'object', 'embed', 'fencedframe'])
        expect(
          await get({ ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': dest }, path),
          `${dest} ${path}`,
        ).toBe(403);
    expect(await get({ ...from, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, '/events')).toBe(403);
    expect(await get({ ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(200);
  }
});

test('image requests from content get images of the course and no page', async () => {
  const url = await live(SAMPLE);
  const from = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
  for (const path of ['/', '/events', '/learner?learner=ada', '/course', '/frame?id=html/welcome_story'])
    expect((await ask(url, path, from)).status, path).toBe(403);
  expect((await ask(url, '/static/none.png', from)).status).toBe(404);
  expect((await ask(url, '/icon.svg', from)).status).toBe(200);
  const framed = { ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
  expect((await ask(url, '/frame?id=html/welcome_story', framed)).status).toBe(200);
  expect((await ask(url, '/learner?learner=ada', framed)).status).toBe(403);
  expect((await ask(url, '/', { 'sec-fetch-dest': 'constructor' })).status).toBe(200);
});

test('nothing can be changed: other methods than GET and HEAD are refused everywhere', async () => {
  const url = await live(SAMPLE);
  for (const path of ['/', '/block?id=abtest/welcome', '/static/a.png', '/events', '/nowhere'])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      expect((await ask(url, path, {}, method)).status, `${method} ${path}`).toBe(405);
  expect((await ask(url, '/', {}, 'HEAD')).status).toBe(200);
});

test('images of static/ and no other files', async () => {
  const folder = courseFolder({ 'secret.png': 'secret', 'secret.txt': 'secret' });
  const course = join(folder, 'course');
  mkdirSync(course);
  for (const [path, content] of Object.entries(
    unitCourse('<html url_name="a">x</html>', {
      'static/a b.png': 'picture',
      'static/deep/ü.SVG': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'static/notes.txt': 'secret',
      'static/page.html': 'secret',
      'static/of.constructor': 'secret',
    }),
  )) {
    mkdirSync(join(course, path, '..'), { recursive: true });
    writeFileSync(join(course, path), content);
  }
  symlinkSync(join(folder, 'secret.png'), join(course, 'static/out.png'));
  symlinkSync(folder, join(course, 'static/up'));
  mkdirSync(join(course, 'static/folder.png'));
  const url = await live(course);
  const found = await ask(url, '/static/a%20b.png');
  expect(found).toMatchObject({ status: 200, text: 'picture' });
  expect(found.headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
  const svg = await ask(url, '/static/deep/%C3%BC.SVG');
  expect(svg.status).toBe(200);
  expect(svg.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
  for (const path of [
    '/static/../secret.png',
    '/static/..%2f..%2fsecret.png',
    '/static/%2e%2e/%2e%2e/secret.png',
    '/static/%2e%2e%5csecret.png',
    '/static/..\\..\\secret.png',
    `/static/${encodeURIComponent(join(folder, 'secret.png'))}`,
    `/static//${join(folder, 'secret.png')}`,
    '/static/a%00.png',
    '/static/out.png',
    '/static/up/secret.png',
    '/static/folder.png',
    '/static/notes.txt',
    '/static/page.html',
    '/static/of.constructor',
    '/static/course.xml',
    '/static/',
    '/course.xml',
    '/../course.xml',
    `/static/${'a'.repeat(5000)}.png`,
  ]) {
    const { status, text } = await ask(url, path);
    expect(status, path).toBe(404);
    expect(text, path).not.toContain('secret');
  }
  expect((await ask(url, '/static/%zz.png')).status).toBe(400);
  expect((await ask(url, '/static/%c3.png')).status).toBeGreaterThanOrEqual(400);
});

test('images in the static/ of an archive are served with the same policies, and nothing else', async () => {
  const folder = courseFolder();
  const tree = {
    ...unitCourse('<html url_name="h">x</html>'),
    'secret.png': 'secret',
    'static/a b.png': 'picture',
    'static/deep/ü.SVG': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'static/notes.txt': 'secret',
    'static/page.html': 'secret',
  };
  const inside = Object.fromEntries(Object.entries(tree).map(([name, text]) => [`c/${name}`, text]));
  writeFileSync(join(folder, 'c.tar.gz'), await archived(inside));
  const url = await live(join(folder, 'c.tar.gz'));
  expect(await ask(url, '/static/a%20b.png')).toMatchObject({ status: 200, text: 'picture' });
  const svg = await ask(url, '/static/deep/%C3%BC.SVG');
  expect(svg.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
  for (const path of [
    '/static/../secret.png',
    '/static/..%2fsecret.png',
    '/static/%2e%2e%5csecret.png',
    '/static/a%00.png',
    '/static/notes.txt',
    '/static/page.html',
    '/static/deep',
    '/static/deep.png',
    '/static/constructor.png',
    '/secret.png',
  ]) {
    const { status, text } = await ask(url, path);
    expect(status, path).toBe(404);
    expect(text, path).not.toContain('secret');
  }
});

test('every kind of response has the security headers', async () => {
  const url = await live(SAMPLE);
  for (const path of [
    '/',
    '/block?id=abtest/welcome',
    '/block?id=nothing',
    '/nowhere',
    '/style.css',
    '/client/client.js',
    '/icon.svg',
    '/frame?id=html/welcome_story',
    '/frame?id=nothing',
    '/static/a.png',
    '/static/%zz.png',
  ]) {
    const { headers } = await ask(url, path);
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toMatch(/unsafe-eval|script-src[^;]*(unsafe-inline|\*|data:)/);
    expect(policy, path).toMatch(
      path === '/frame?id=html/welcome_story'
        ? /^sandbox allow-same-origin;.*frame-ancestors 'self'/
        : /frame-ancestors 'none'/,
    );
  }
});

test('only loopback is listened on', async () => {
  const { port } = new URL(await live(SAMPLE));
  await expect(
    new Promise((resolve, reject) =>
      connect({ host: '127.0.0.2', port: Number(port) }, () => resolve('connected')).on('error', reject),
    ),
  ).rejects.toThrow(/ECONNREFUSED/);
});
