/** Statuses, methods, addresses, and what OPTIONS says. */
import { beforeAll, describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import { DETAIL, NO_DATA, row, type Scene, type Who } from './people.js';

const LIST = 'GET, POST, PUT, HEAD, OPTIONS';
const ITEM = 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS';
const KEY_VALUES = 'GET, POST, HEAD, OPTIONS';

export function statuses({ cast, fresh, service }: Scene): void {
  const at = { data: 0, 'key-value': 0 };
  beforeAll(async () => {
    at.data = (await row(cast().ada, { experiment_id: fresh() })).id;
    at['key-value'] = (await row(cast().staff, { experiment_id: fresh() }, 'key-value')).id;
  });
  const fill = (path: string) =>
    V0 + path.replace('{data}', String(at.data)).replace('{key-value}', String(at['key-value']));

  describe('6.8 methods', () => {
    it.each([
      ['PATCH', '/data/', 'ada', LIST],
      ['DELETE', '/data/', 'ada', LIST],
      ['POST', '/data/{data}/', 'ada', ITEM],
      ['POST', '/data/999999/', 'ada', ITEM],
      ['PATCH', '/key-value/', 'staff', KEY_VALUES],
      ['PUT', '/key-value/', 'staff', KEY_VALUES],
      ['POST', '/key-value/{key-value}/', 'staff', ITEM],
      ['GET', '/data/bulk_upsert/', 'staff', 'PUT, OPTIONS'],
      ['POST', '/', 'nobody', 'GET, HEAD, OPTIONS'],
    ] as const)('%s %s by %s: 405', async (method, path, who, allow) => {
      const { status, body, headers } = await cast()[who].ask(
        method,
        fill(path),
        method === 'GET' ? undefined : {},
      );
      expect([status, body]).toEqual([405, { detail: `Method "${method}" not allowed.` }]);
      expect(headers.get('Allow')).toBe(allow);
    });

    it.each([
      ['PATCH', '/data/', 'nobody', 401],
      ['POST', '/data/{data}/', 'nobody', 401],
      ['POST', '/key-value/{key-value}/', 'nobody', 401],
      ['POST', '/key-value/{key-value}/', 'ada', 403],
      ['PUT', '/key-value/', 'ada', 403],
      ['GET', '/data/bulk_upsert/', 'ada', 403],
    ] as const)('%s %s by %s: %i, before the method is checked', async (method, path, who, status) => {
      const answer = await cast()[who].ask(method, fill(path), method === 'GET' ? undefined : {});
      expect([answer.status, answer.body]).toEqual([status, DETAIL[status]]);
    });

    it.each([
      ['/data/', 'ada', 'Experiment Data List', ['POST', 'PUT']],
      ['/data/{data}/', 'ada', 'Experiment Data Instance', ['PUT']],
      ['/data/{data}/', 'bob', 'Experiment Data Instance', undefined],
      ['/key-value/', 'nobody', 'Experiment Key Value List', undefined],
      ['/key-value/', 'staff', 'Experiment Key Value List', ['POST']],
      ['/key-value/{key-value}/', 'ada', 'Experiment Key Value Instance', undefined],
      ['/key-value/{key-value}/', 'staff', 'Experiment Key Value Instance', ['PUT']],
      ['/', 'nobody', 'Api Root', undefined],
    ] as const)('OPTIONS %s by %s: 200', async (path, who, name, actions) => {
      const { status, body } = await cast()[who].ask('OPTIONS', fill(path));
      expect(status).toBe(200);
      expect(body).toMatchObject({ name, renders: ['application/json'] });
      expect(body.parses).toEqual([
        'application/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
      ]);
      expect(body.actions && Object.keys(body.actions)).toEqual(actions);
      const [fields] = Object.values(body.actions ?? {}) as Record<string, object>[];
      if (fields) {
        expect(fields.key).toEqual({
          type: 'string',
          required: true,
          read_only: false,
          label: 'Key',
          max_length: 255,
        });
      }
    });

    it.each([
      ['GET', '/data/', 'ada', 200, LIST],
      ['GET', '/data/', 'nobody', 401, LIST],
      ['GET', '/data/?format=xml', 'ada', 404, LIST],
      ['OPTIONS', '/data/{data}/', 'ada', 200, ITEM],
      ['POST', '/key-value/', 'ada', 403, KEY_VALUES],
      ['GET', '/nothing/', 'ada', 404, null],
    ] as const)('%s %s by %s lists the allowed methods', async (method, path, who, status, allow) => {
      const answer = await cast()[who].ask(method, fill(path), method === 'POST' ? {} : undefined);
      expect([answer.status, answer.headers.get('Allow')]).toEqual([status, allow]);
    });

    it('OPTIONS of the list of data needs a login', async () => {
      const { status, body } = await cast().nobody.ask('OPTIONS', `${V0}/data/`);
      expect([status, body]).toEqual([401, DETAIL[401]]);
    });
  });

  describe('6.1 addresses', () => {
    it('has a root that needs no login', async () => {
      const { status, body } = await cast().nobody.ask('GET', `${V0}/`);
      const base = `${service().url}${V0}`;
      expect([status, body]).toEqual([200, { data: `${base}/data/`, 'key-value': `${base}/key-value/` }]);
    });

    it.each([
      ['/data', 404],
      ['/data.json', 200],
      ['/data.json/', 200],
      ['/data.xml', 404],
      ['/data/?format=json', 200],
      ['/data/?format=xml', 404],
      ['/data/?format=api', 404],
      ['/data/{data}', 404],
      ['/data/{data}.json', 200],
      ['/data/{data}.json/', 200],
      ['/data/{data}.xml', 404],
      ['/key-value', 404],
      ['/key-value.json', 200],
      ['/key-value/{key-value}.json', 200],
      ['//data/', 404],
      ['/DATA/', 404],
      ['', 404],
      ['/custom/REV-934/', 404],
      ['/custom/userMetadata/ada,course-v1:a+b+c', 404],
    ])('GET %s: %i', async (path, status) => {
      const answer = await cast().ada.ask('GET', fill(path));
      expect(answer.status).toBe(status);
      if (status === 404) expect(answer.body).toEqual(DETAIL[404]);
    });

    it.each([
      ['/data/999999999/', 'ada', NO_DATA],
      ['/data/0/', 'ada', NO_DATA],
      ['/data/99999999999999999999999999/', 'ada', NO_DATA],
      ['/key-value/999999999/', 'nobody', { detail: 'No ExperimentKeyValue matches the given query.' }],
      ['/data/abc/', 'ada', DETAIL[404]],
      ['/data/%00/', 'ada', DETAIL[404]],
      ['/data/1.5/', 'ada', DETAIL[404]],
      ['/data/1%2F2/', 'ada', DETAIL[404]],
      [`/data/${'9'.repeat(2500)}/`, 'ada', NO_DATA],
    ] as const)('GET %s: 404', async (path, who, body) => {
      const answer = await cast()[who as Who].ask('GET', V0 + path);
      expect([answer.status, answer.body]).toEqual([404, body]);
    });

    it.each([
      ['/data/%zz/', 400, 'The URL is malformed.'],
      [`/data/${'9'.repeat(9500)}/`, 414, 'The URL is too long.'],
    ])('a malformed URL', async (path, status, detail) => {
      const answer = await cast().ada.ask('GET', V0 + path);
      expect([answer.status, answer.body]).toEqual([status, { detail }]);
    });

    it.each([
      ['*/*', 200],
      ['application/json', 200],
      ['text/html, application/*;q=0.5', 200],
      ['application/json; indent=4', 200],
      ['text/html', 406],
    ])('Accept: %s: %i', async (accept, status) => {
      const answer = await cast().ada.ask('GET', `${V0}/data/`, undefined, { Accept: accept });
      expect(answer.status).toBe(status);
      if (status === 406)
        expect(answer.body).toEqual({ detail: 'Could not satisfy the request Accept header.' });
    });
  });
}
