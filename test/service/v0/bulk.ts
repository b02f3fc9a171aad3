/** Many rows at once. */
import { describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import { DETAIL, REQUIRED, row, type Scene } from './people.js';

export function bulk({ cast, fresh, service }: Scene): void {
  describe('6.9 bulk upsert', () => {
    const data = `${V0}/data/bulk_upsert/`;
    const keyValues = `${V0}/key-value/bulk_upsert/`;

    it.each([data, keyValues])('%s is for staff', async (path) => {
      for (const [who, status] of [
        ['nobody', 401],
        ['ada', 403],
      ] as const) {
        const answer = await cast()[who].ask('PUT', path, []);
        expect([answer.status, answer.body]).toEqual([status, DETAIL[status]]);
      }
      expect((await cast().staff.ask('PUT', path, [])).body).toEqual([]);
      expect((await cast().staff.ask('OPTIONS', path)).status).toBe(200);
    });

    it('creates and sets rows of several users, returned in the order given', async () => {
      const experiment_id = fresh();
      const hers = await row(cast().ada, { experiment_id, key: 'b' });
      const { status, body } = await cast().staff.ask('PUT', data, [
        { user: 'bob', experiment_id, key: 'a', value: '1' },
        { user: 'ada', experiment_id, key: 'b', value: 2 },
        { user: 'ünï', experiment_id: String(experiment_id), key: ' a ', value: '3' },
        { user: 'bob', experiment_id, key: 'a', value: '4' },
      ]);
      expect(status).toBe(200);
      const said = body.map((each: Record<string, unknown>) => [each.user, each.key, each.value]);
      expect([said[1], said[2], said[3]]).toEqual([
        ['ada', 'b', '2'],
        ['ünï', 'a', '3'],
        ['bob', 'a', '4'],
      ]);
      expect(body[1].id).toBe(hers.id);
      expect(body[3].id).toBe(body[0].id);
      const { body: own } = await cast().ada.ask('GET', `${V0}/data/?experiment_id=${experiment_id}`);
      expect(own.results).toEqual([body[1]]);
    });

    it('writes key-values with their history', async () => {
      const experiment_id = fresh();
      const items = Array.from({ length: 30 }, (_, index) => ({
        experiment_id,
        key: `k${index}`,
        value: 'v',
      }));
      const { status, body } = await cast().staff.ask('PUT', keyValues, items);
      expect([status, body.map(({ key }: { key: string }) => key)]).toEqual([
        200,
        items.map(({ key }) => key),
      ]);
      const { rows, count } = await service().store.data.keyValues.history(
        { experiment_id },
        { offset: 0, limit: 1 },
      );
      expect([count, rows[0]?.history_user, rows[0]?.history_type]).toEqual([30, 'staff', '+']);
    });

    it('stores nothing when one item is invalid, and returns the errors of each', async () => {
      const experiment_id = fresh();
      const good = { user: 'bob', experiment_id, key: 'a', value: '1' };
      const { status, body } = await cast().staff.ask('PUT', data, [
        good,
        { ...good, user: undefined },
        { ...good, user: '', value: ' ' },
        'text',
        null,
        [good],
        {},
      ]);
      const odd = (type: string) => ({
        non_field_errors: [`Invalid data. Expected a dictionary, but got ${type}.`],
      });
      expect([status, body]).toEqual([
        400,
        [
          {},
          { user: REQUIRED },
          { user: ['This field may not be null.'], value: ['This field may not be blank.'] },
          odd('str'),
          odd('NoneType'),
          odd('list'),
          { experiment_id: REQUIRED, user: REQUIRED, key: REQUIRED, value: REQUIRED },
        ],
      ]);
      const { count } = await service().store.data.experimentData.list(
        { experiment_id },
        { offset: 0, limit: 1 },
      );
      expect(count).toBe(0);
    });

    it.each([
      [{}, 'Expected a list of items but got type "dict".'],
      ['"text"', 'Expected a list of items but got type "str".'],
      [undefined, 'Expected a list of items but got type "dict".'],
      [
        Array.from({ length: 1001 }, () => ({ experiment_id: 1, key: 'k', value: 'v' })),
        'Ensure this field has no more than 1000 elements.',
      ],
    ])('refuses a body that is not a list, and a list that is too long', async (sent, message) => {
      for (const path of [data, keyValues]) {
        const headers = { 'Content-Type': 'application/json' };
        const { status, body } = await cast().staff.ask('PUT', path, sent, sent === undefined ? {} : headers);
        expect([status, body]).toEqual([400, { non_field_errors: [message] }]);
      }
    });
  });
}
