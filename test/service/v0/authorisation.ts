/** Who may do what: the matrix of Open edX's two viewsets, row by row. */
import { describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import { DETAIL, NO_DATA, row, type Scene, type Who } from './people.js';

type Expected = Readonly<Partial<Record<Who, number>>>;

/** In order: what each may do with a row of ada's. */
const DATA: readonly (readonly [method: string, body: object | undefined, Expected])[] = [
  ['GET', undefined, { nobody: 401, ada: 200, bob: 404, staff: 404 }],
  ['HEAD', undefined, { nobody: 401, ada: 200, bob: 404, staff: 404 }],
  ['PUT', { key: 'k', value: 'new' }, { nobody: 401, ada: 200, bob: 404, staff: 404 }],
  ['PATCH', { value: 'new' }, { nobody: 401, ada: 200, bob: 404, staff: 404 }],
  ['PATCH', {}, { nobody: 401, ada: 200, bob: 404, staff: 404 }],
  ['DELETE', undefined, { nobody: 401, bob: 404, staff: 404, ada: 204 }],
];

const KEY_VALUES: typeof DATA = [
  ['GET', undefined, { nobody: 200, ada: 200, staff: 200 }],
  ['HEAD', undefined, { nobody: 200, ada: 200, staff: 200 }],
  ['OPTIONS', undefined, { nobody: 200, ada: 200, staff: 200 }],
  ['PUT', { key: 'k', value: 'new' }, { nobody: 401, ada: 403, staff: 200 }],
  ['PATCH', { value: 'new' }, { nobody: 401, ada: 403, staff: 200 }],
  ['POST', {}, { nobody: 401, ada: 403, staff: 405 }],
  ['DELETE', undefined, { nobody: 401, ada: 403, staff: 204 }],
];

export function authorisation({ cast, fresh, service }: Scene): void {
  describe('6.3 data: one’s own rows', () => {
    it('lists own rows only, for staff too', async () => {
      const experiment_id = fresh();
      const { ada, bob, staff, nobody } = cast();
      const mine = await row(ada, { experiment_id });
      const his = await row(bob, { experiment_id });
      const path = `${V0}/data/?experiment_id=${experiment_id}`;
      const ids = async (client: typeof ada) =>
        (await client.ask('GET', path)).body.results.map(({ id }: { id: number }) => id);
      expect([await ids(ada), await ids(bob), await ids(staff)]).toEqual([[mine.id], [his.id], []]);
      const { status, body, headers } = await nobody.ask('GET', path);
      expect([status, body]).toEqual([401, DETAIL[401]]);
      expect(headers.get('WWW-Authenticate')).toBe('JWT realm="api"');
    });

    it.each(DATA)('%s %j of a row of ada’s', async (method, body, expected) => {
      const experiment_id = fresh();
      const made = await row(cast().ada, { experiment_id });
      const path = `${V0}/data/${made.id}/`;
      for (const [who, status] of Object.entries(expected)) {
        const sent = body && (method === 'PUT' ? { experiment_id, ...body } : body);
        const answer = await cast()[who as Who].ask(method, path, sent);
        expect([who, answer.status]).toEqual([who, status]);
        if (method === 'HEAD') continue;
        if (status === 401) expect(answer.body).toEqual(DETAIL[401]);
        if (status === 404) expect(answer.body).toEqual(NO_DATA);
        if (status === 204) expect(answer.text).toBe('');
      }
      const stored = await service().store.data.experimentData.get(made.id);
      expect(stored?.value ?? 'gone').toBe(
        method === 'DELETE' ? 'gone' : ((body as { value?: string })?.value ?? 'v'),
      );
    });

    it.each([
      ['nobody', {}, 401],
      ['ada', {}, 201],
      ['ada', { user: 'ada' }, 201],
      ['ada', { user: 'bob' }, 403],
      ['ada', { user: null }, 403],
      ['ada', { user: '' }, 403],
      ['ada', { user: ['ada'] }, 403],
      ['staff', {}, 201],
      ['staff', { user: 'staff' }, 201],
      ['staff', { user: 'bob' }, 201],
    ] as const)('POST by %s with %j: %i', async (who, more, status) => {
      const experiment_id = fresh();
      const sent = { experiment_id, key: 'k', value: 'v', ...more };
      const answer = await cast()[who].ask('POST', `${V0}/data/`, sent);
      expect(answer.status).toBe(status);
      if (status === 401 || status === 403) expect(answer.body).toEqual(DETAIL[status]);
      if (status === 201) expect(answer.body.user).toBe('user' in more ? more.user : who);
      const { count } = await service().store.data.experimentData.list(
        { experiment_id },
        { offset: 0, limit: 9 },
      );
      expect(count).toBe(status === 201 ? 1 : 0);
    });

    it.each([
      ['POST with the own name in the query', 'POST', '?username=ada', {}],
      ['POST with the own name in the body', 'POST', '', { username: 'ada' }],
      ['PUT on the list', 'PUT', '', {}],
      ['PUT on the list with the own name in the query', 'PUT', '?username=ada&user=ada', {}],
      ['PUT on the list with the own name in the body', 'PUT', '', { username: 'ada' }],
    ])('closes the hole: %s creates no row of another user', async (_, method, query, more) => {
      const experiment_id = fresh();
      const sent = { experiment_id, key: 'k', value: 'v', user: 'bob', ...more };
      const answer = await cast().ada.ask(method, `${V0}/data/${query}`, sent);
      expect([answer.status, answer.body]).toEqual([403, DETAIL[403]]);
      const { count } = await service().store.data.experimentData.list(
        { experiment_id },
        { offset: 0, limit: 9 },
      );
      expect(count).toBe(0);
    });
  });

  describe('6.3 key-value: everyone reads, staff write', () => {
    it.each([
      ['GET', undefined, { nobody: 200, ada: 200, staff: 200 }],
      ['HEAD', undefined, { nobody: 200, ada: 200, staff: 200 }],
      ['OPTIONS', undefined, { nobody: 200, ada: 200, staff: 200 }],
      ['POST', { key: 'k', value: 'v' }, { nobody: 401, ada: 403, staff: 201 }],
      ['PUT', { key: 'k', value: 'v' }, { nobody: 401, ada: 403, staff: 405 }],
    ] as typeof DATA)('%s %j on the list', async (method, body, expected) => {
      const experiment_id = fresh();
      for (const [who, status] of Object.entries(expected)) {
        const sent = body && { experiment_id, ...body };
        const answer = await cast()[who as Who].ask(method, `${V0}/key-value/`, sent);
        expect([who, answer.status]).toEqual([who, status]);
        if (status === 401 || status === 403) expect(answer.body).toEqual(DETAIL[status]);
      }
    });

    it.each(KEY_VALUES)('%s %j of a row', async (method, body, expected) => {
      const experiment_id = fresh();
      const made = await row(cast().staff, { experiment_id }, 'key-value');
      for (const [who, status] of Object.entries(expected)) {
        const sent = body && (method === 'PUT' ? { experiment_id, ...body } : body);
        const answer = await cast()[who as Who].ask(method, `${V0}/key-value/${made.id}/`, sent);
        expect([who, answer.status]).toEqual([who, status]);
      }
    });

    it('keeps a history with the writers', async () => {
      const experiment_id = fresh();
      const { staff } = cast();
      const { id } = await row(staff, { experiment_id }, 'key-value');
      await staff.ask('PATCH', `${V0}/key-value/${id}/`, {});
      await staff.ask('DELETE', `${V0}/key-value/${id}/`);
      const { rows } = await service().store.data.keyValues.history({ id }, { offset: 0, limit: 9 });
      const said = rows.map(({ history_type, history_user }) => [history_type, history_user]);
      expect(said).toEqual([
        ['-', 'staff'],
        ['~', 'staff'],
        ['+', 'staff'],
      ]);
    });
  });
}
