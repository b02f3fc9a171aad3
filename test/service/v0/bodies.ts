/** Bodies of every kind: what is read, what is refused, and that nothing is the server's fault. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import { REQUIRED, row, type Scene } from './people.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

export function bodies({ cast, fresh }: Scene): void {
  const url = `${V0}/data/`;
  describe('bodies', () => {
    it('reads a form', async () => {
      const id = fresh();
      const answer = await cast().ada.ask(
        'POST',
        url,
        `experiment_id=${id}&key=a+b&key=c%26d&value=%C3%A9`,
        FORM,
      );
      expect([answer.status, answer.body]).toMatchObject([
        201,
        { experiment_id: id, key: 'c&d', value: 'é' },
      ]);
      const empty = await cast().ada.ask('POST', url, '', FORM);
      expect([empty.status, empty.body]).toEqual([
        400,
        { experiment_id: REQUIRED, key: REQUIRED, value: REQUIRED },
      ]);
    });

    it('reads a multipart form, and accepts no files', async () => {
      const id = fresh();
      const form = new FormData();
      form.set('experiment_id', String(id));
      form.append('key', 'one');
      form.append('key', 'two');
      form.set('value', 'line\nline é');
      const answer = await cast().ada.ask('POST', url, form);
      expect([answer.status, answer.body]).toMatchObject([201, { experiment_id: id, key: 'two' }]);
      form.set('value', new Blob(['x']), 'x.txt');
      const file = await cast().ada.ask('POST', url, form);
      expect([file.status, file.body]).toEqual([400, { value: ['Not a valid string.'] }]);
    });

    it.each(['text/plain', 'application/xml', 'application/jsonp', 'text/json', 'nonsense'])(
      'Content-Type %s: 415',
      async (type) => {
        const answer = await cast().ada.ask('POST', url, '{}', { 'Content-Type': type });
        expect([answer.status, answer.body]).toEqual([
          415,
          { detail: `Unsupported media type "${type}" in request.` },
        ]);
      },
    );

    it.each([
      '{x',
      '{"key": ',
      '',
      '  ',
      "{'key': 1}",
      'NaN',
      '{"a": Infinity}',
      '\ufeff{}',
      '{"a":1}}',
      '\0',
    ])('%j is not JSON, or empty', async (text) => {
      const answer = await cast().ada.ask('POST', url, text, JSON_TYPE);
      expect(answer.status).toBe(400);
      if (text === '') expect(answer.body.key).toEqual(REQUIRED);
      else expect(answer.body.detail).toMatch(/^JSON parse error - /);
    });

    it.each([
      ['broken JSON', '{', 'application/json'],
      ['no body that could be read', '{}', 'text/plain'],
      ['too much', 'x'.repeat(2_000_000), 'application/json'],
    ])('permissions are checked before the body: %s', async (_, text, type) => {
      const headers = { 'Content-Type': type };
      expect((await cast().nobody.ask('POST', url, text, headers)).status).toBe(401);
      expect((await cast().ada.ask('POST', `${V0}/key-value/`, text, headers)).status).toBe(403);
      expect((await cast().ada.ask('PUT', `${V0}/data/bulk_upsert/`, text, headers)).status).toBe(403);
    });

    it('refuses JSON that is not UTF-8', async () => {
      const answer = await cast().ada.ask('POST', url, Uint8Array.from([0x22, 0xff, 0x22]), JSON_TYPE);
      expect(answer.status).toBe(400);
      expect(answer.body.detail).toMatch(/^JSON parse error - /);
    });

    it.each([
      ['[]', 'Invalid data. Expected a dictionary, but got list.'],
      ['[{"experiment_id": 1}]', 'Invalid data. Expected a dictionary, but got list.'],
      ['"text"', 'Invalid data. Expected a dictionary, but got str.'],
      ['5', 'Invalid data. Expected a dictionary, but got int.'],
      ['1.5', 'Invalid data. Expected a dictionary, but got float.'],
      ['true', 'Invalid data. Expected a dictionary, but got bool.'],
      ['null', 'No data provided'],
    ])('%s in place of an object: 400', async (text, message) => {
      const own = await row(cast().ada, { experiment_id: fresh() });
      const shared = await row(cast().staff, { experiment_id: fresh() }, 'key-value');
      for (const [who, method, path] of [
        ['ada', 'POST', url],
        ['ada', 'PUT', url],
        ['ada', 'PUT', `${url}${own.id}/`],
        ['ada', 'PATCH', `${url}${own.id}/`],
        ['staff', 'POST', `${V0}/key-value/`],
        ['staff', 'PATCH', `${V0}/key-value/${shared.id}/`],
      ] as const) {
        const answer = await cast()[who].ask(method, path, text, JSON_TYPE);
        expect([method, path, answer.status, answer.body]).toEqual([
          method,
          path,
          400,
          { non_field_errors: [message] },
        ]);
      }
    });

    it('uses the last value of a repeated key', async () => {
      const id = fresh();
      const text = `{"experiment_id": 1, "experiment_id": ${id}, "key": "a", "key": "b", "value": "v"}`;
      const answer = await cast().ada.ask('POST', url, text, JSON_TYPE);
      expect([answer.status, answer.body]).toMatchObject([201, { experiment_id: id, key: 'b' }]);
    });

    it('treats names such as __proto__ like others', async () => {
      const id = fresh();
      const text = `{"__proto__": {"user": "bob", "value": "x"}, "constructor": 1, "experiment_id": ${id}, "key": "k"}`;
      const answer = await cast().ada.ask('POST', url, text, JSON_TYPE);
      expect([answer.status, answer.body]).toEqual([400, { value: REQUIRED }]);
    });

    it.each([
      ['JSON', JSON_TYPE, `{"value": "${'x'.repeat(10_000_000)}"}`],
      ['a form', FORM, `value=${'x'.repeat(10_000_000)}`],
      ['parts', { 'Content-Type': 'multipart/form-data; boundary=x' }, 'x'.repeat(10_000_000)],
    ])('10 MB of %s: 413', async (_, headers, text) => {
      const answer = await cast().ada.ask('POST', url, text, headers);
      expect([answer.status, answer.body]).toEqual([413, { detail: 'Request body is too large' }]);
    });

    it('accepts deeply nested JSON', async () => {
      const text = `{"value": ${'['.repeat(400_000)}${']'.repeat(400_000)}}`;
      const answer = await cast().ada.ask('POST', url, text, JSON_TYPE);
      expect(answer.status).toBe(400);
    });

    it('refuses a learner’s JSON with more than 5,000 values, wherever they are, and no text with as many commas', async () => {
      const value = (json: string) => `{"experiment_id": ${fresh()}, "key": "k", "value": ${json}}`;
      const post = (person: 'ada' | 'staff', text: string) =>
        cast()[person].ask('POST', url, text, JSON_TYPE);
      for (const json of [
        '['.repeat(5000) + ']'.repeat(5000),
        `[${'1,'.repeat(5000)}1]`,
        `{"a": [${'{},'.repeat(5000)}{}]}`,
      ]) {
        const refused = await post('ada', value(json));
        expect([refused.status, refused.body]).toEqual([
          400,
          { detail: 'JSON parse error - The body has more than 5,000 values' },
        ]);
        expect((await post('staff', value(json))).body).toEqual({ value: ['Not a valid string.'] });
      }
      expect((await post('ada', value(`[${'1,'.repeat(4900)}1]`))).body).toEqual({
        value: ['Not a valid string.'],
      });
      expect((await post('ada', value(JSON.stringify('"[{,\\",'.repeat(6000))))).status).toBe(201);
    });

    it('refuses a form with more than 1,000 fields', async () => {
      const form = (more: number) => `experiment_id=${fresh()}&key=k&value=v${'&x=1'.repeat(more)}`;
      const multipart = (more: number) =>
        [
          ...Array.from({ length: more }, (_, at) => [`x${at}`, '1']),
          ['experiment_id', `${fresh()}`],
          ['key', 'k'],
          ['value', 'v'],
        ]
          .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
          .join('')
          .concat('--b--\r\n');
      const PARTS = { 'Content-Type': 'multipart/form-data; boundary=b' };
      expect((await cast().ada.ask('POST', url, form(997), FORM)).status).toBe(201);
      expect((await cast().ada.ask('POST', url, multipart(997), PARTS)).status).toBe(201);
      const detail = 'The form has more than 1,000 fields.';
      for (const [text, type] of [
        [form(998), FORM],
        [multipart(998), PARTS],
      ] as const)
        expect(await cast().ada.ask('POST', url, text, type)).toMatchObject({
          status: 400,
          body: { detail },
        });
    });

    it('never fails for any JSON', async () => {
      const own = await row(cast().staff, { experiment_id: fresh() });
      const shared = await row(cast().staff, { experiment_id: fresh() }, 'key-value');
      const targets = fc.constantFrom(
        ...([
          ['POST', url],
          ['PUT', url],
          ['PUT', `${url}${own.id}/`],
          ['PATCH', `${url}${own.id}/`],
          ['PUT', `${V0}/data/bulk_upsert/`],
          ['POST', `${V0}/key-value/`],
          ['PUT', `${V0}/key-value/${shared.id}/`],
          ['PATCH', `${V0}/key-value/${shared.id}/`],
          ['PUT', `${V0}/key-value/bulk_upsert/`],
        ] as const),
      );
      const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'k', '\0', '\ud800', ' x '));
      const field = fc.oneof(
        fc.integer(),
        fc.double(),
        texts,
        fc.boolean(),
        fc.jsonValue(),
        fc.constant(null),
      );
      const likely = fc.record(
        {
          experiment_id: fc.oneof(fc.nat(70_000), field),
          key: fc.oneof(texts, field),
          value: field,
          user: field,
        },
        { requiredKeys: [] },
      );
      const anything = fc.oneof(likely, fc.array(likely, { maxLength: 4 }), fc.jsonValue());
      await fc.assert(
        fc.asyncProperty(targets, anything, async ([method, path], body) => {
          const text = JSON.stringify(body);
          const answer = await cast().staff.ask(method, path, text, JSON_TYPE);
          expect([200, 201, 400]).toContain(answer.status);
          expect(typeof answer.body).toBe('object');
        }),
        { numRuns: 300 },
      );
    });

    it('never fails for any URL', async () => {
      const odd = fc.constantFrom(
        '1',
        '0',
        '-1',
        '1e999',
        '%00',
        'last',
        '%ff',
        '%zz',
        '.json',
        '//',
        'bulk_upsert',
      );
      const text = fc.oneof(odd, fc.webSegment(), fc.nat().map(String));
      const query = fc.array(
        fc.tuple(fc.constantFrom('experiment_id', 'key', 'page', 'page_size', 'format', '__proto__'), text),
        { maxLength: 4 },
      );
      const path = fc.tuple(
        fc.constantFrom('data', 'key-value', 'custom', '..'),
        fc.array(text, { maxLength: 2 }),
      );
      const method = fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'POST');
      await fc.assert(
        fc.asyncProperty(method, path, query, async (verb, [model, parts], pairs) => {
          const search = pairs.map((pair) => pair.join('=')).join('&');
          const address = `${V0}/${[model, ...parts].join('/')}/?${search}`;
          const { status } = await cast().ada.ask(verb, address);
          expect(status).toBeLessThan(500);
        }),
        { numRuns: 300 },
      );
    });
  });
}
