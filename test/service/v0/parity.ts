/** Where Python, Django and its REST framework read and print things in ways of their own; expected values are theirs. */
import { describe, expect, it } from 'vitest';
import { type Client, V0 } from '../service.js';
import { DETAIL, NO_DATA, REQUIRED, row, type Scene } from './people.js';

const URL_OF_DATA = `${V0}/data/`;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const NO_INTEGER = ['A valid integer is required.'];
const ARABIC = '\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669';

/** Numbers of JSON, and Python's `str` of them. */
const NUMBERS = [
  ['5', '5'],
  ['-0', '0'],
  ['9007199254740993', '9007199254740993'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['1.0', '1.0'],
  ['-0.0', '-0.0'],
  ['0.1', '0.1'],
  ['12.50', '12.5'],
  ['1e5', '100000.0'],
  ['1E2', '100.0'],
  ['123456789.125', '123456789.125'],
  ['1e15', '1000000000000000.0'],
  ['1e16', '1e+16'],
  ['12345678901234567.0', '1.2345678901234568e+16'],
  ['1e22', '1e+22'],
  ['1e-4', '0.0001'],
  ['0.00012', '0.00012'],
  ['1e-05', '1e-05'],
  ['-1.5e-7', '-1.5e-07'],
  ['5e-324', '5e-324'],
  ['1.7976931348623157e308', '1.7976931348623157e+308'],
  ['1e400', 'inf'],
  ['-1e400', '-inf'],
] as const;

/** Texts and numbers of JSON as `experiment_id`: what is stored, or the error. */
const IDS = [
  ['"\u0665"', 5],
  ['"\uff11\uff12"', 12],
  ['"\u{1d7d7}"', 9],
  ['"1_0"', 10],
  ['" +7 "', 7],
  ['"\\u00a07\\u2003"', 7],
  ['"7.000 "', 7],
  [`"${'0'.repeat(999)}7"`, 7],
  ['1.0', 1],
  ['1e2', 100],
  ['-0', 0],
  ['"1__0"', NO_INTEGER],
  ['"_1"', NO_INTEGER],
  ['"1_"', NO_INTEGER],
  ['"\u00b2"', NO_INTEGER],
  ['"0x1"', NO_INTEGER],
  ['1e16', NO_INTEGER],
  ['1e400', NO_INTEGER],
  [`"${'0'.repeat(1000)}7"`, ['String value too large.']],
  ['123456789012345678901', ['Ensure this value is less than or equal to 65535.']],
] as const;

export function parity({ cast, fresh, service }: Scene): void {
  describe('numbers', () => {
    it.each(NUMBERS)('JSON %s as key and as value is stored as %s', async (json, stored) => {
      for (const [who, path] of [
        ['ada', 'data'],
        ['staff', 'key-value'],
      ] as const) {
        const text = `{"experiment_id": ${fresh()}, "key": ${json}, "value": ${json}, "more": "-1 \\"2"}`;
        const answer = await cast()[who].ask('POST', `${V0}/${path}/`, text, JSON_TYPE);
        expect([answer.status, answer.body]).toMatchObject([201, { key: stored, value: stored }]);
      }
    });

    it('in the rows of a bulk upsert, too', async () => {
      const id = fresh();
      const rows = `[{"user": 7, "experiment_id": "${id}.0", "key": 1.0, "value": 1e-05}]`;
      const answer = await cast().staff.ask('PUT', `${URL_OF_DATA}bulk_upsert/`, rows, JSON_TYPE);
      expect([answer.status, answer.body]).toMatchObject([
        200,
        [{ user: '7', experiment_id: id, key: '1.0', value: '1e-05' }],
      ]);
      const wrong = await cast().staff.ask(
        'PUT',
        `${URL_OF_DATA}bulk_upsert/`,
        '[1.5, {"key": 1}]',
        JSON_TYPE,
      );
      expect(wrong.status).toBe(400);
      expect(wrong.body[0]).toEqual({
        non_field_errors: ['Invalid data. Expected a dictionary, but got float.'],
      });
    });

    it('of more than 4,300 digits are refused', async () => {
      const text = `{"experiment_id": 1, "key": "k", "value": ${'1'.repeat(4301)}}`;
      const answer = await cast().ada.ask('POST', URL_OF_DATA, text, JSON_TYPE);
      expect(answer.status).toBe(400);
      expect(answer.body.detail).toMatch(/^JSON parse error - Exceeds the limit \(4300 digits\)/);
    });

    it.each(IDS)('experiment_id %s: %j', async (json, expected) => {
      const text = `{"experiment_id": ${json}, "key": "k ${fresh()}", "value": "v"}`;
      const answer = await cast().ada.ask('POST', URL_OF_DATA, text, JSON_TYPE);
      expect([answer.status, answer.body.experiment_id]).toEqual([
        typeof expected === 'number' ? 201 : 400,
        expected,
      ]);
    });

    it('PUT on the list finds the row of an id in other digits', async () => {
      const id = fresh();
      const arabic = [...String(id)].map((digit) => ARABIC[Number(digit)]).join('');
      const put = (experiment_id: string) =>
        cast().ada.ask('PUT', URL_OF_DATA, { experiment_id, key: 'k', value: 'v' });
      expect([(await put(String(id))).status, (await put(arabic)).status]).toEqual([201, 200]);
    });

    it.each([
      ['experiment_id=\u0663', 200],
      ['experiment_id=\uff13', 200],
      ['experiment_id=0_3', 200],
      ['experiment_id=3e0', 200],
      ['page=\u0661', 200],
      ['page=%201%20', 200],
      ['page=0_1', 200],
      ['page=+1', 200],
      ['page=1.0', 404],
      ['page=1__0', 404],
      [`page=${'1'.repeat(3000)}`, 404],
      ['page_size=\u0661', 200],
      ['page_size=-1', 200],
    ])('?%s: %i', async (query, status) => {
      const answer = await cast().ada.ask('GET', `${URL_OF_DATA}?${encodeURI(decodeURI(query))}`);
      expect(answer.status).toBe(status);
    });

    it.each(['1e51', '1e400', '9'.repeat(60)])('?experiment_id=%s: 400', async (number) => {
      const answer = await cast().ada.ask('GET', `${URL_OF_DATA}?experiment_id=${number}`);
      expect([answer.status, answer.body]).toEqual([
        400,
        { experiment_id: ['Ensure this value is less than or equal to 1e+50.'] },
      ]);
    });
  });

  describe('paths', () => {
    it('an id may be percent-encoded, padded, signed, and in other digits', async () => {
      const { id } = await row(cast().ada, { experiment_id: fresh() });
      const digits = [...String(id)];
      for (const written of [
        digits.map((digit) => `%3${digit}`).join(''),
        `%20${id}%20`,
        `%2B${id}`,
        `0_${id}`,
        `000${id}`,
        encodeURIComponent(digits.map((digit) => ARABIC[Number(digit)]).join('')),
      ]) {
        const answer = await cast().ada.ask('GET', `${URL_OF_DATA}${written}/`);
        expect([written, answer.status, answer.body.id]).toEqual([written, 200, id]);
        expect(answer.headers.get('Allow')).toBe('GET, PUT, PATCH, DELETE, HEAD, OPTIONS');
      }
    });

    it.each([
      ['/data/-1/', NO_DATA],
      ['/data/1__0/', DETAIL[404]],
      ['/data/%C2%B2/', DETAIL[404]],
      [`/data/${'1'.repeat(4301)}/`, DETAIL[404]],
      [`/data/${'1'.repeat(4300)}/`, NO_DATA],
    ])('%s: 404', async (path, body) => {
      const answer = await cast().ada.ask('GET', V0 + path);
      expect([answer.status, answer.body]).toEqual([404, body]);
    });

    it.each(['/%64ata/', '/d%61t%61.json', '/dat%61/?format=json'])(
      '%s is a path like /data/',
      async (path) => {
        const answer = await cast().ada.ask('GET', V0 + path);
        expect([answer.status, answer.headers.get('Allow')]).toEqual([200, 'GET, POST, PUT, HEAD, OPTIONS']);
      },
    );
  });

  describe('links', () => {
    it.each([
      ['/', '/', ''],
      ['/.json', '.json', ''],
      ['/?format=json', '/', '?format=json'],
      ['/.json?format=json', '.json', '?format=json'],
    ])('those of the root at %s', async (path, suffix, query) => {
      const base = service().url + V0;
      expect((await service().nobody.ask('GET', V0 + path)).body).toEqual({
        data: `${base}/data${suffix}${query}`,
        'key-value': `${base}/key-value${suffix}${query}`,
      });
    });

    it.each([
      ['data.json', 'a=~*%21', 'a=~%2A%21'],
      ['data/', 'b=%2A&a=%7E+%20', 'a=~++&b=%2A'],
      ['%64ata/', "a='()", 'a=%27%28%29'],
    ])('next of %s?%s', async (path, query, encoded) => {
      const zoe = await service().as(`zoe ${fresh()}`);
      for (const key of ['a', 'b']) await row(zoe, { experiment_id: fresh(), key });
      const { body } = await zoe.ask('GET', `${V0}/${path}?${query}&page_size=1`);
      const search = [...encoded.split('&'), 'page=2', 'page_size=1'].join('&');
      expect(body.next).toBe(`${service().url}${V0}/${path.replace('%64', 'd')}?${search}`);
    });
  });

  describe('types', () => {
    const send = (type: string | undefined, body: string) =>
      cast().ada.ask(
        'POST',
        URL_OF_DATA,
        Buffer.from(body),
        type === undefined ? {} : { 'Content-Type': type },
      );

    it.each([
      '*/*',
      'application/*',
      '*/json',
      'APPLICATION/JSON',
      'application/json; charset=utf-8',
      '*/*; a=b',
    ])('Content-Type %s is JSON', async (type) => {
      const answer = await send(type, `{"experiment_id": ${fresh()}, "key": "k", "value": "v"}`);
      expect(answer.status).toBe(201);
    });

    it.each([undefined, 'text/*', 'nonsense', 'application', '*'])(
      'Content-Type %s is refused',
      async (type) => {
        const answer = await send(type, '{}');
        expect([answer.status, answer.body]).toEqual([
          415,
          { detail: `Unsupported media type "${type ?? ''}" in request.` },
        ]);
      },
    );

    it.each([undefined, 'text/plain', 'multipart/form-data', 'nonsense'])(
      'an empty body of type %s has no fields',
      async (type) => {
        const answer = await send(type, '');
        expect([answer.status, answer.body]).toEqual([
          400,
          { experiment_id: REQUIRED, key: REQUIRED, value: REQUIRED },
        ]);
      },
    );

    it.each([
      ['application/json; indent=4', 4],
      ['application/json;indent=2', 2],
      ['*/*; indent=3', 3],
      ['application/json; indent=100', 8],
      ['application/json; indent=0', 0],
      ['application/json; indent=-1', 0],
      ['application/json; indent=x', 0],
      ['application/json, application/json; indent=2', 2],
      ['application/json; indent=1, */*; indent=5', 1],
      ['text/html; indent=4, */*', 0],
    ])('Accept: %s indents by %i', async (accept, indent) => {
      for (const path of ['/data/', '/data/0/']) {
        const { text, body, headers } = await cast().ada.ask('GET', V0 + path, undefined, { Accept: accept });
        expect(text).toBe(JSON.stringify(body, null, indent));
        expect(headers.get('Content-Type')).toBe('application/json');
      }
    });

    it.each([
      ['', 406],
      [',', 406],
      ['text/*', 406],
      ['application/json;q=0', 200],
      ['*/json', 200],
      ['text/html,', 406],
    ])('Accept: %j: %i', async (accept, status) => {
      const answer = await cast().ada.ask('GET', URL_OF_DATA, undefined, { Accept: accept });
      expect(answer.status).toBe(status);
    });
  });

  describe('multipart forms', () => {
    const part = (head: string, value: string) => `${head}\r\n\r\n${value}\r\n`;
    const plain = (name: string, value: string) =>
      part(`Content-Disposition: form-data; name="${name}"`, value);
    const form = (id: number, value: string) =>
      `--x\r\n${plain('experiment_id', String(id))}--x\r\n${plain('key', 'k')}--x\r\n${value}`;
    const send = (body: string, type = 'multipart/form-data; boundary=x') =>
      cast().ada.ask('POST', URL_OF_DATA, body, { 'Content-Type': type });

    it.each([
      ['as they should be', plain('value', 'v'), '--x--\r\n', 'v'],
      ['without an end', plain('value', 'v'), '', 'v'],
      ['cut off', 'Content-Disposition: form-data; name="value"\r\n\r\nv', '', 'v'],
      ['with text after the end', plain('value', 'v'), '--x--\r\nmore', 'v'],
      ['names without quotes', part('Content-Disposition: form-data; name=value', 'v'), '--x--', 'v'],
      ['headers in other cases', part('content-disposition: FORM-DATA; NAME="value"', 'v'), '--x--', 'v'],
      [
        'several headers',
        part('Content-Type: text/plain\r\nContent-Disposition: form-data; name="value"', 'v'),
        '--x--',
        'v',
      ],
      [
        'base64',
        part('Content-Disposition: form-data; name="value"\r\nContent-Transfer-Encoding: base64', 'dsOp'),
        '--x--',
        'vé',
      ],
      [
        'escaped quotes',
        `${part('Content-Disposition: form-data; name="a\\"b;c"', 'w')}--x\r\n${plain('value', 'v')}`,
        '--x--',
        'v',
      ],
      ['the last of two counts', `${plain('value', 'u')}--x\r\n${plain('value', 'v')}`, '--x--', 'v'],
      [
        'a file without a name',
        `${plain('value', 'v')}--x\r\n${part('Content-Disposition: form-data; name="value"; filename=""', '')}`,
        '--x--',
        'v',
      ],
      ['line breaks inside', plain('value', 'a\r\nb\n--y'), '--x--', 'a\r\nb\n--y'],
    ])('%s', async (_, value, end, stored) => {
      for (const before of ['', 'a preamble\r\n', '\r\n']) {
        const answer = await send(`${before}${form(fresh(), value)}${end}`);
        expect([answer.status, answer.body.value]).toEqual([201, stored]);
      }
    });

    it('with line feeds only are not read, as in Django', async () => {
      const answer = await send(form(fresh(), plain('value', 'v')).replaceAll('\r\n', '\n'));
      expect([answer.status, answer.body.key]).toEqual([400, REQUIRED]);
    });

    it.each([
      ['multipart/form-data', 'None'],
      ['multipart/form-data; boundary=', ''],
      ['multipart/form-data; boundary=\u00e9', '\u00e9'],
      [`multipart/form-data; boundary=${'x'.repeat(202)}`, 'x'.repeat(201)],
    ])('%s: 400', async (type, boundary) => {
      const answer = await send('--x', type);
      expect([answer.status, answer.body]).toEqual([
        400,
        { detail: `Multipart form parse error - Invalid boundary in multipart: ${boundary}` },
      ]);
    });

    it('a quoted boundary, and another parameter', async () => {
      const answer = await send(form(fresh(), plain('value', 'v')), 'multipart/form-data; a=b; boundary="x"');
      expect(answer.status).toBe(201);
    });

    it('a megabyte of boundaries', async () => {
      const answer = await send('--x\r\n\r\n'.repeat(2 ** 17 - 10));
      expect(answer.status).toBe(400);
    });
  });

  describe('users that staff name', () => {
    const create = (staff: Client, user: unknown) =>
      staff.ask('POST', URL_OF_DATA, { experiment_id: fresh(), key: 'k', value: 'v', user });

    it.each([
      [5, '5'],
      [1.5, '1.5'],
      [true, 'True'],
      [false, 'False'],
      ['\u00e9', '\u00e9'],
    ])('%j is %s', async (user, stored) => {
      const answer = await create(cast().staff, user);
      expect([answer.status, answer.body.user]).toEqual([201, stored]);
    });

    it.each([
      [null, 'This field may not be null.'],
      ['', 'This field may not be null.'],
      [' ada ', 'Object with username= ada  does not exist.'],
      [['ada'], 'Invalid value.'],
      [{ a: 1 }, 'Invalid value.'],
    ])('%j is refused', async (user, message) => {
      const answer = await create(cast().staff, user);
      expect([answer.status, answer.body]).toEqual([400, { user: [message] }]);
    });

    it.each([5, true, null, '', ['ada'], 'ADA'])('%j from a learner is another user: 403', async (user) => {
      expect((await create(cast().ada, user)).status).toBe(403);
    });
  });
}
