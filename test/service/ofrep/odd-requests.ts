/** Requests that no client sends: each is answered in the shape of the protocol. */
import { describe, expect, test } from 'vitest';
import { tokenOf } from '../service.js';
import { judge } from './protocol-schema.js';
import { baseUrl, HOSTILE, type Scene, TONE } from './scene.js';

export function oddRequests({ service, learner }: Scene): void {
  describe('odd requests', () => {
    const post = async (
      path: string,
      body: string | undefined,
      headers: Record<string, string> = {},
      course?: string,
    ) => {
      const url = `${baseUrl(service(), course)}/ofrep/v1/evaluate/flags${path}`;
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${await tokenOf('root', true)}`,
          'Content-Type': 'application/json',
          ...headers,
        },
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      judge(url, response.status, response.headers, text);
      return {
        status: response.status,
        body: text === '' ? null : JSON.parse(text),
        headers: response.headers,
      };
    };
    const ada = JSON.stringify({ context: { targetingKey: 'ada' } });

    test.each([
      ['not JSON', '{"context": ', 'PARSE_ERROR'],
      ['no body', undefined, 'PARSE_ERROR'],
      ['an empty body', '', 'PARSE_ERROR'],
      ['null', 'null', 'PARSE_ERROR'],
      ['a list', '[]', 'PARSE_ERROR'],
      ['2 MiB', `{"context": {"x": "${'x'.repeat(2 ** 21)}"}}`, 'PARSE_ERROR'],
      ['__proto__', '{"__proto__": {}, "context": {}}', 'PARSE_ERROR'],
      ['no context', '{}', 'TARGETING_KEY_MISSING'],
      ['a context of null', '{"context": null}', 'TARGETING_KEY_MISSING'],
      ['a context that is a list', '{"context": []}', 'INVALID_CONTEXT'],
      ['a number as the targeting key', '{"context": {"targetingKey": 5}}', 'INVALID_CONTEXT'],
      [
        'a targeting key of 1,001 characters',
        `{"context": {"targetingKey": "${'x'.repeat(1001)}"}}`,
        'INVALID_CONTEXT',
      ],
      ['half of a surrogate pair', '{"context": {"targetingKey": "\\ud83d"}}', 'INVALID_CONTEXT'],
    ])('%s: 400 with its code, with the key where there is one', async (_, body, code) => {
      const single = await post(`/${encodeURIComponent(TONE)}`, body);
      expect(single).toMatchObject({ status: 400, body: { key: TONE, errorCode: code } });
      expect(await post('', body)).toMatchObject({ status: 400, body: { errorCode: code } });
    });

    test('XML, and an answer that is not JSON: 400', async () => {
      expect((await post('', '<a/>', { 'Content-Type': 'application/xml' })).body.errorCode).toBe(
        'PARSE_ERROR',
      );
      expect((await post('', ada, { Accept: 'text/html' })).body.errorCode).toBe('GENERAL');
    });

    test.each([
      'a%00b',
      '__proto__',
      'constructor',
      '%23children',
      'x'.repeat(1001),
      `${encodeURIComponent(TONE)}%23Children`,
    ])('the key %s: 404', async (key) => {
      const { status, body } = await post(`/${key}`, ada);
      expect([status, body.key, body.errorCode]).toEqual([404, decodeURIComponent(key), 'FLAG_NOT_FOUND']);
    });

    test('names with a slash and a number sign are one segment of the path', async () => {
      const get = async (key: string) => (await post(`/${encodeURIComponent(key)}`, ada, {}, HOSTILE)).body;
      expect(await get('a/b')).toMatchObject({ key: 'a/b', value: 'x' });
      expect(await get('a/b#children')).toMatchObject({
        value: { group: 'x', children: ['type@html+block@s'] },
      });
      expect(await get('c#children')).toMatchObject({ value: 'x' });
    });

    test('slashes that a client did not encode are part of the key', async () => {
      const get = (key: string) => post(`/${key}`, ada, {}, HOSTILE);
      expect(await get('a/b')).toMatchObject({ status: 200, body: { key: 'a/b', value: 'x' } });
      for (const key of ['a/c', 'a/b/', 'a//b', '/a', 'a/b/c%20d', 'a/%F0%9F%90%9D'])
        expect(await get(key)).toMatchObject({
          status: 404,
          body: {
            key: decodeURIComponent(key),
            errorCode: 'FLAG_NOT_FOUND',
            errorDetails: expect.any(String),
          },
        });
    });

    test('an unknown course: 404 for one flag, 400 for all', async () => {
      expect((await post('/x', ada, {}, 'course-v1:a+b+c')).status).toBe(404);
      expect((await post('', ada, {}, 'course-v1:a+b+c')).status).toBe(400);
    });

    test('unknown members of the request and of the context are ignored, as later versions may add them', async () => {
      const body = JSON.stringify({
        context: { targetingKey: learner(), tags: [1, { a: null }] },
        later: true,
      });
      expect((await post('', body)).status).toBe(200);
      expect((await post('?flagConfigEtag=%22x%22&flagConfigLastModified=5', body)).status).toBe(200);
    });

    test('no login: 401; the pseudonym in the metadata is not the name', async () => {
      const name = learner();
      const body = JSON.stringify({ context: { targetingKey: name } });
      expect((await post('', body, { Authorization: '' })).status).toBe(401);
      const one = await post(`/${encodeURIComponent(TONE)}`, body);
      const two = await post(`/${encodeURIComponent(TONE)}`, ada);
      expect(one.body.metadata.contextId).toMatch(/^[\w-]{22}$/);
      expect(one.body.metadata.contextId).not.toBe(two.body.metadata.contextId);
      expect(JSON.stringify(one.body)).not.toContain(name);
      const all = await post('', body);
      expect(JSON.stringify(all.body)).not.toContain(name);
      expect(all.body.flags[0].metadata.contextId).toBe(one.body.metadata.contextId);
    });
  });
}
