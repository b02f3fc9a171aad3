/** What HTTP itself expects of an API: other methods, slashes, formats, compression. */
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { assignment, COURSE, path, type Scene, TONE, V1 } from './scene.js';

export function conduct({ service, learner }: Scene): void {
  describe('HTTP', () => {
    test.each([
      ['DELETE', `${V1}/courses`, 'GET, HEAD, OPTIONS'],
      ['POST', assignment(TONE, 'ada'), 'GET, HEAD, OPTIONS, PUT'],
      ['GET', `${V1}/documents/validate`, 'OPTIONS, POST'],
      ['PATCH', `${V1}/session`, 'DELETE, OPTIONS, POST'],
      ['PUT', '/readyz', 'GET, HEAD, OPTIONS'],
      ['PROPFIND', `${V1}/courses`, 'GET, HEAD, OPTIONS'],
    ])('%s %s: 405 with the allowed methods', async (method, url, allow) => {
      const answer = await service().nobody.ask(method, url);
      expect([answer.status, answer.headers.get('Allow')]).toEqual([405, allow]);
      expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status: 405, hint: expect.any(String) });
    });

    test.each([
      [`${V1}/courses`, 'GET, HEAD, OPTIONS'],
      [assignment(TONE, 'ada'), 'GET, HEAD, OPTIONS, PUT'],
    ])('OPTIONS %s: 204 with the allowed methods', async (url, allow) => {
      const answer = await service().nobody.ask('OPTIONS', url);
      expect([answer.status, answer.text, answer.headers.get('Allow')]).toEqual([204, '', allow]);
    });

    test.each([
      [`${V1}/courses/`, `${V1}/courses`],
      [`${V1}/flags/?a=b&c`, `${V1}/flags?a=b&c`],
      [`${assignment(TONE, 'ada')}/`, assignment(TONE, 'ada')],
      ['/api', '/api/'],
      ['/healthz/', '/healthz'],
    ])('%s: redirected to %s, with the same method', async (from, to) => {
      for (const method of ['GET', 'PUT']) {
        const answer = await service().nobody.ask(method, from);
        expect(answer.status).toBe(308);
        const target = new URL(answer.headers.get('Location')!, service().url + from);
        expect(target.href).toBe(service().url + to);
      }
    });

    test.each([`${V1}/nothing/`, `${V1}/courses//`, `${V1}//courses/`, '//evil.example.com/', `${V1}/`])(
      '%s: 404, not redirected',
      async (url) => {
        const answer = await service().nobody.ask('GET', url);
        expect([answer.status, answer.headers.get('Location')]).toEqual([404, null]);
      },
    );

    test.each([
      ['*/*', 200],
      ['application/*;q=0.1', 200],
      ['text/html, application/json;q=0.5', 200],
      ['Application/JSON', 200],
      ['application/problem+json', 200],
      ['', 200],
      ['text/html', 406],
      ['application/xml, text/*', 406],
      ['*/*, application/json;q=0', 406],
      ['application/json;q=0.0', 406],
    ])('Accept: %j: %i', async (accept, status) => {
      const ada = await service().as('ada');
      const answer = await ada.ask('GET', `${V1}/courses`, undefined, { Accept: accept });
      expect(answer.status).toBe(status);
      if (status === 406) expect(answer.body).toMatchObject({ status, detail: expect.any(String) });
    });

    test.each([
      ['gzip', 'gzip'],
      ['br, gzip;q=0.8', 'gzip'],
      ['*', 'gzip'],
      ['gzip;q=0, *', undefined],
      ['identity', undefined],
      [undefined, undefined],
    ])('Accept-Encoding %j: the large answer is encoded as %j', async (accepted, encoding) => {
      const { headers, body } = await raw(
        `${service().url}/api/openapi.json`,
        accepted === undefined ? {} : { 'Accept-Encoding': accepted },
      );
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers.vary).toContain('Accept-Encoding');
      const text = (encoding === undefined ? body : gunzipSync(body)).toString();
      expect(JSON.parse(text).openapi).toBe('3.1.0');
      if (encoding !== undefined) expect(body.length).toBeLessThan(text.length / 4);
    });

    test('a small answer is not compressed', async () => {
      const { headers } = await raw(`${service().url}/healthz`, { 'Accept-Encoding': 'gzip' });
      expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined]);
    });

    test('the API document names its server; its paths start there', async () => {
      const { body } = await service().nobody.ask('GET', '/api/openapi.json');
      expect(body.servers).toEqual([{ url: '/' }]);
      expect(Object.keys(body.paths)).toContain(`${V1}/courses`);
    });

    test.each(['/api/openapi.json', '/api/'])('%s has an ETag, which saves loading it again', async (url) => {
      const first = await service().nobody.ask('GET', url);
      const etag = first.headers.get('ETag')!;
      expect([first.status, first.headers.get('Cache-Control')]).toEqual([200, 'no-cache']);
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      for (const [known, status] of [
        [etag, 304],
        [`W/${etag}`, 304],
        [`"other", ${etag}`, 304],
        ['*', 304],
        ['"other"', 200],
      ] as const) {
        const again = await service().nobody.ask('GET', url, undefined, { 'If-None-Match': known });
        expect([known, again.status, again.text === '']).toEqual([known, status, status === 304]);
        expect(again.headers.get('ETag')).toBe(etag);
      }
    });

    test('HEAD has the headers of GET', async () => {
      const me = learner();
      const ada = await service().as(me);
      const answer = await ada.ask('HEAD', assignment(TONE, me));
      expect([answer.status, answer.text]).toEqual([200, '']);
      const staff = await service().as('root', true);
      const large = await staff.ask('HEAD', path('courses', COURSE, 'experiments'));
      expect([large.status, large.text]).toEqual([200, '']);
    });
  });
}

function raw(url: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{ headers: Readonly<Record<string, unknown>>; body: Buffer }>((resolve, reject) => {
    const asked = request(url, { headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    asked.once('error', reject);
    asked.end();
  });
}
