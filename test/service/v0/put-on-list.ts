/** PUT on the list of data: create or update. */
import { describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import { DETAIL, NO_DATA, REQUIRED, row, type Scene, TAKEN } from './people.js';

const PATH = `${V0}/data/`;

export function putOnList({ cast, fresh, service }: Scene): void {
  describe('6.4 PUT on the list', () => {
    const put = (who: 'nobody' | 'ada' | 'staff', body: unknown, query = '') =>
      cast()[who].ask('PUT', PATH + query, body);

    it('creates a row, then sets its value', async () => {
      const experiment_id = fresh();
      const first = await put('ada', { experiment_id, key: 'foo', value: 'bar' });
      expect([first.status, first.body]).toMatchObject([
        201,
        { experiment_id, user: 'ada', key: 'foo', value: 'bar' },
      ]);
      // The clock of a row goes on in milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 3));
      const second = await put('ada', { experiment_id, key: 'foo', value: 'bar2' });
      expect([second.status, second.body]).toMatchObject([200, { id: first.body.id, value: 'bar2' }]);
      expect(second.body.created).toBe(first.body.created);
      expect(second.body.modified > first.body.modified).toBe(true);
    });

    it('requires the value for an existing row', async () => {
      const experiment_id = fresh();
      await row(cast().ada, { experiment_id });
      const answer = await put('ada', { experiment_id, key: 'k' });
      expect([answer.status, answer.body]).toEqual([400, { value: REQUIRED }]);
    });

    it.each([
      [{}, { experiment_id: REQUIRED, key: REQUIRED, value: REQUIRED }],
      [{ experiment_id: 5, value: 'v' }, { key: REQUIRED }],
      [{ experiment_id: 'abc', key: 'k', value: 'v' }, { experiment_id: ['A valid integer is required.'] }],
      [
        { experiment_id: [1], key: { a: 1 }, value: 'v' },
        {
          experiment_id: ['A valid integer is required.'],
          key: ['Not a valid string.'],
        },
      ],
    ])('%j: 400', async (body, errors) => {
      const answer = await put('ada', body);
      expect([answer.status, answer.body]).toEqual([400, errors]);
    });

    it('accepts experiment 0, as a number and as a string', async () => {
      const person = await service().as('zoe');
      const ask = (experiment_id: unknown, value: string) =>
        person.ask('PUT', PATH, { experiment_id, key: 'zero', value });
      const answers = [await ask(0, 'a'), await ask(0, 'b'), await ask('0', 'c'), await ask('-0', 'd')];
      expect(answers.map(({ status, body }) => [status, body.experiment_id, body.value])).toEqual([
        [201, 0, 'a'],
        [200, 0, 'b'],
        [200, 0, 'c'],
        [200, 0, 'd'],
      ]);
    });

    it('finds the row of a key with surrounding white space', async () => {
      const experiment_id = fresh();
      const { id } = await row(cast().ada, { experiment_id, key: 'pad' });
      const answer = await put('ada', { experiment_id, key: ' pad ', value: 'w' });
      expect([answer.status, answer.body]).toMatchObject([200, { id, key: 'pad', value: 'w' }]);
    });

    it('does not create a row for bob at the request of ada', async () => {
      const experiment_id = fresh();
      const answer = await put('ada', { experiment_id, key: 'k', value: 'v', user: 'bob' });
      expect([answer.status, answer.body]).toEqual([403, DETAIL[403]]);
    });

    it('sets ada’s own row where she has one, whatever `user` is', async () => {
      const experiment_id = fresh();
      const mine = await row(cast().ada, { experiment_id });
      const his = await row(cast().bob, { experiment_id });
      const answer = await put('ada', { experiment_id, key: 'k', value: 'w', user: 'bob' });
      expect([answer.status, answer.body]).toMatchObject([200, { id: mine.id, user: 'ada', value: 'w' }]);
      expect((await service().store.data.experimentData.get(his.id))?.value).toBe('v');
    });

    it('creates a row for the user named by staff, and refuses one that bob has', async () => {
      const experiment_id = fresh();
      const sent = { experiment_id, key: 'k', value: 'v', user: 'bob' };
      const first = await put('staff', sent);
      expect([first.status, first.body.user]).toEqual([201, 'bob']);
      const second = await put('staff', sent);
      expect([second.status, second.body]).toEqual([400, TAKEN]);
    });

    it('applies the filters to the row that it finds', async () => {
      const experiment_id = fresh();
      await row(cast().ada, { experiment_id });
      const sent = { experiment_id, key: 'k', value: 'w' };
      const other = await put('ada', sent, '?experiment_id=65535');
      expect([other.status, other.body]).toEqual([404, NO_DATA]);
      expect((await put('ada', sent, '?key=K')).status).toBe(404);
      expect((await put('ada', sent, '?experiment_id=abc')).status).toBe(400);
      expect((await put('ada', sent, `?experiment_id=${experiment_id}&key=k`)).status).toBe(200);
    });

    it('needs a login', async () => {
      const answer = await put('nobody', { experiment_id: 1, key: 'k', value: 'v' });
      expect([answer.status, answer.body]).toEqual([401, DETAIL[401]]);
    });

    it('concurrent requests of one user give one row, and all succeed', async () => {
      const experiment_id = fresh();
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          put('ada', { experiment_id, key: 'race', value: `v${index}` }),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([...Array(11).fill(200), 201]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    });
  });
}
