/** The tests that Open edX itself has of these views, case by case. */
import { describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import { row, type Scene } from './people.js';

/** Rows 1 to 6 and 11; the rows about CSRF are with the sessions. */
export function upstream({ cast, fresh, service }: Scene): void {
  const url = `${V0}/data/`;
  describe('6.10 Open edX’s own cases', () => {
    it('1 list_permissions', async () => {
      const experiment_id = fresh();
      expect((await cast().nobody.ask('GET', url)).status).toBe(401);
      const own = await row(cast().ada, { experiment_id });
      await row(cast().bob, { experiment_id });
      const { status, body } = await cast().ada.ask('GET', `${url}?experiment_id=${experiment_id}`);
      expect([status, body.results]).toEqual([200, [own]]);
    });

    it('2 list_filtering', async () => {
      const person = await service().as('filtering');
      await row(person, { experiment_id: 2, key: 'other' });
      const rows = [];
      for (const key of ['a', 'b', 'c']) rows.push(await row(person, { experiment_id: 1, key }));
      const list = async (query: string) => (await person.ask('GET', url + query)).body.results;
      expect(await list('?experiment_id=1')).toEqual(rows);
      expect(await list('?key=b')).toEqual([rows[1]]);
      expect(await list('?experiment_id=1&key=c')).toEqual([rows[2]]);
    });

    it('3 read_permissions', async () => {
      const { id } = await row(cast().ada, { experiment_id: fresh() });
      const statuses = [];
      for (const who of ['nobody', 'ada', 'bob'] as const) {
        statuses.push((await cast()[who].ask('GET', `${url}${id}/`)).status);
      }
      expect(statuses).toEqual([401, 200, 404]);
    });

    it('4 create_permissions', async () => {
      const experiment_id = fresh();
      const there = async (user: string) =>
        (await service().store.data.experimentData.list({ experiment_id, user }, { offset: 0, limit: 1 }))
          .count;
      const fields = { experiment_id, key: 'k', value: 'v' };
      expect((await cast().nobody.ask('POST', url, {})).status).toBe(401);
      expect((await cast().ada.ask('POST', url, { ...fields, user: 'ada' })).status).toBe(201);
      expect(await there('ada')).toBe(1);
      expect((await cast().ada.ask('POST', url, { ...fields, user: 'bob' })).status).toBe(403);
      expect(await there('bob')).toBe(0);
      expect((await cast().staff.ask('POST', url, { ...fields, user: 'bob' })).status).toBe(201);
      expect(await there('bob')).toBe(1);
    });

    it('5 put_as_create', async () => {
      const fields = { experiment_id: fresh(), key: 'k', value: 'v' };
      const first = await cast().ada.ask('PUT', url, fields);
      expect([first.status, first.body]).toMatchObject([201, { ...fields, user: 'ada' }]);
      expect((await cast().ada.ask('PUT', url, fields)).status).toBe(200);
    });

    it('6 update_permissions', async () => {
      const { id } = await row(cast().ada, { experiment_id: fresh() });
      const statuses = [];
      for (const who of ['nobody', 'ada', 'bob'] as const) {
        statuses.push((await cast()[who].ask('PATCH', `${url}${id}/`, {})).status);
      }
      expect(statuses).toEqual([401, 200, 404]);
    });

    it('11 key-value permissions', async () => {
      const path = `${V0}/key-value/`;
      const { id } = await row(cast().staff, { experiment_id: fresh() }, 'key-value');
      expect((await cast().nobody.ask('GET', path)).status).toBe(200);
      expect((await cast().nobody.ask('POST', path, {})).status).toBe(401);
      expect((await cast().nobody.ask('GET', `${path}${id}/`)).status).toBe(200);
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        expect((await cast().ada.ask(method, `${path}${id}/`, {})).status).toBe(403);
      }
    });
  });
}
