/** What is no request of ours: the documented status, in words, and never 500. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tokenOf } from '../service.js';
import { assignment, exposure, type Scene, TONE, V1, WELCOME } from './scene.js';

export function hostile({ service }: Scene): void {
  describe('invalid requests', () => {
    const post = async (body: unknown, headers = {}) =>
      (await service().as('ada')).ask('POST', `${V1}/documents/validate`, body, headers);
    const json = { 'Content-Type': 'application/json' };

    test.each<[string, unknown, Record<string, string>, number, string]>([
      ['an unknown property, by its name', { text: '', txet: '' }, {}, 400, '"txet"'],
      ['a property that is missing, by its name', { file: 'a' }, {}, 400, '"text"'],
      ['a number for a text', { text: 5 }, {}, 400, '"text"'],
      ['null for a text', { text: null }, {}, 400, '"text"'],
      ['an array for an object', [{ text: '' }], {}, 400, 'object'],
      ['a text for an object', '"text"', json, 400, 'object'],
      ['no body', undefined, {}, 400, ''],
      ['an empty body', '', json, 400, 'empty'],
      ['not JSON', '{"text": ', json, 400, ''],
      ['two documents', '{"text": ""}{}', json, 400, ''],
      ['__proto__', '{"text": "", "__proto__": {"x": 1}}', json, 400, ''],
      ['constructor.prototype', '{"text": "", "constructor": {"prototype": {}}}', json, 400, ''],
      ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), json, 400, ''],
      ['a form', 'text=x', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, ''],
      ['XML', '<abtest/>', { 'Content-Type': 'application/xml' }, 415, ''],
      ['10 MB', `{"text": "${'x'.repeat(10 * 2 ** 20)}"}`, json, 413, ''],
    ])('%s', async (_, body, headers, status, says) => {
      const answer = await post(body, headers);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status, type: expect.any(String), title: expect.any(String) });
      expect(answer.body.detail).toContain(says);
    });

    test('a compressed body, even one that only claims to be', async () => {
      const text = '{"text": "<html/>"}';
      for (const body of [text, gzipSync(text)]) {
        const { status, body: problem } = await post(body, { ...json, 'Content-Encoding': 'gzip' });
        expect([status, problem.detail]).toEqual([415, 'The body is compressed.']);
      }
      expect((await post(text, { ...json, 'Content-Encoding': 'identity' })).status).toBe(200);
    });

    test('more than 128 KiB where no request needs as much', async () => {
      const me = await service().as('ada');
      const send = (bytes: number) =>
        me.ask('PUT', exposure(WELCOME, 'ada'), `{"context": "a"${' '.repeat(bytes - 16)}}`, json);
      expect((await send(2 ** 17 + 1)).status).toBe(413);
      expect((await send(2 ** 17)).status).toBe(201);
    });

    test('the last value of a repeated key counts, as in JSON.parse', async () => {
      const { status, body } = await post('{"text": "<abtest", "text": "<html/>"}', json);
      expect([status, body.valid]).toEqual([200, true]);
    });

    test('an unexpected body, an unknown parameter, a name with NUL', async () => {
      const me = await service().as('ada');
      const url = assignment(TONE, 'ada');
      expect(await me.ask('PUT', url, { group: 'story' })).toMatchObject({ status: 400 });
      expect((await me.ask('PUT', `${url}?group=story`)).body.detail).toContain('"group"');
      expect(await lookWithBody(service().port, url)).toMatchObject({ title: 'Unexpected body' });
      const staff = await service().as('root', true);
      for (const name of ['a%00b', '%ff', '%ed%a0%80', '%zz', `${'x'.repeat(1001)}`, ''])
        expect([400, 404], name).toContain(
          (await staff.ask('PUT', `${assignment(TONE, 'x').slice(0, -1)}${name}`)).status,
        );
      const nul = await staff.ask('PUT', exposure(WELCOME, 'x'), { context: 'a\0' });
      expect(nul.status).toBe(400);
      // Each name is short enough, together they are too long for every store.
      const long = await staff.ask('PUT', exposure(WELCOME, '\u{1f600}'.repeat(480)), {
        context: '\u{1f600}'.repeat(480),
      });
      expect([long.status, long.body.detail]).toEqual([400, expect.stringContaining('2400')]);
    });

    test('unknown methods and paths', async () => {
      const me = await service().as('ada');
      for (const method of ['POST', 'DELETE', 'PATCH']) {
        const { status, body } = await me.ask(method, assignment(TONE, 'ada'));
        expect([404, 405]).toContain(status);
        expect(body).toMatchObject({ detail: expect.any(String) });
      }
      expect((await me.ask('GET', `${V1}/nothing`)).status).toBe(404);
    });

    test('a slow client does not block others', async () => {
      const slow = connect(service().port, '127.0.0.1');
      slow.on('error', () => undefined);
      const token = await tokenOf('ada');
      slow.write(
        `POST ${V1}/documents/validate HTTP/1.1\r\nHost: a\r\nAuthorization: JWT ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
      );
      expect((await post({ text: '<html/>' })).status).toBe(200);
      slow.destroy();
    });
  });
}

/** `fetch` sends no body with GET. */
async function lookWithBody(port: number, path: string): Promise<unknown> {
  const headers = {
    Authorization: `JWT ${await tokenOf('ada')}`,
    'Content-Type': 'application/json',
    'Content-Length': 2,
  };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve(JSON.parse(text));
    });
    asked.once('error', reject).end('{}');
  });
}
