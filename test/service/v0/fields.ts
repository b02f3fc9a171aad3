/** What each field takes, and what each answer holds. */
import { describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import { REQUIRED, row, type Scene, TAKEN } from './people.js';

const NO_INTEGER = ['A valid integer is required.'];
const NO_TEXT = ['Not a valid string.'];
const NULL = ['This field may not be null.'];
const BLANK = ['This field may not be blank.'];

const REFUSED: readonly (readonly [field: string, input: unknown, errors: readonly string[]])[] = [
  ['experiment_id', undefined, REQUIRED],
  ['experiment_id', -1, ['Ensure this value is greater than or equal to 0.']],
  ['experiment_id', 65_536, ['Ensure this value is less than or equal to 65535.']],
  ['experiment_id', 'abc', NO_INTEGER],
  ['experiment_id', '', NO_INTEGER],
  ['experiment_id', 1.5, NO_INTEGER],
  ['experiment_id', true, NO_INTEGER],
  ['experiment_id', null, NULL],
  ['key', undefined, REQUIRED],
  ['key', '', BLANK],
  ['key', null, NULL],
  ['key', 'k'.repeat(256), ['Ensure this field has no more than 255 characters.']],
  ['key', ['k'], NO_TEXT],
  ['key', true, NO_TEXT],
  ['value', undefined, REQUIRED],
  ['value', '', BLANK],
  ['value', '   ', BLANK],
  ['value', null, NULL],
  ['value', { a: 1 }, NO_TEXT],
  ['value', 'a\0b', ['Null characters are not allowed.']],
  ['value', 'v'.repeat(65_537), ['Ensure this field has no more than 65536 characters.']],
];

const TAKEN_AS: readonly (readonly [field: string, input: unknown, stored: unknown])[] = [
  ['experiment_id', '1.0', 1],
  ['experiment_id', '7', 7],
  ['key', 5, '5'],
  ['key', ' pad ', 'pad'],
  ['key', 'k'.repeat(255), 'k'.repeat(255)],
  ['value', 5, '5'],
  ['value', ' padded ', 'padded'],
  ['value', 'v'.repeat(65_536), 'v'.repeat(65_536)],
  ['value', '😀\u2028é', '😀\u2028é'],
];

export function fields({ cast, fresh, service }: Scene): void {
  describe.each(['data', 'key-value'])('6.5 %s', (path) => {
    const url = `${V0}/${path}/`;

    it.each(REFUSED)('%s %j: 400', async (field, input, errors) => {
      const sent = { experiment_id: fresh(), key: 'k', value: 'v', [field]: input };
      const answer = await cast().staff.ask('POST', url, sent);
      expect([answer.status, answer.body]).toEqual([400, { [field]: errors }]);
    });

    it.each(TAKEN_AS)('%s %j is stored as %j', async (field, input, stored) => {
      const sent = { experiment_id: fresh(), key: `k ${fresh()}`, value: 'v', [field]: input };
      const answer = await cast().staff.ask('POST', url, sent);
      expect([answer.status, answer.body[field]]).toEqual([201, stored]);
      await cast().staff.ask('DELETE', `${url}${answer.body.id}/`);
    });

    it('returns all errors at once', async () => {
      const answer = await cast().staff.ask('POST', url, { experiment_id: 'x', key: '' });
      expect([answer.status, answer.body]).toEqual([
        400,
        { experiment_id: NO_INTEGER, key: BLANK, value: REQUIRED },
      ]);
    });

    it('ignores fields that the server sets', async () => {
      const experiment_id = fresh();
      const lies = { id: 999_999, created: '2001-01-01T00:00:00Z', modified: '2001-01-01T00:00:00Z' };
      const made = await row(cast().staff, { experiment_id, ...lies }, path);
      expect(made.id).not.toBe(999_999);
      expect(made.created > '2002').toBe(true);
      const answer = await cast().staff.ask('PATCH', `${url}${made.id}/`, { ...lies, user: 'bob' });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id: made.id, created: made.created });
      if (path === 'data') expect(answer.body.user).toBe('staff');
    });

    it.each(['POST', 'PUT', 'PATCH'])('a duplicate row: %s is 400', async (method) => {
      const experiment_id = fresh();
      const { staff } = cast();
      await row(staff, { experiment_id, key: 'one' }, path);
      const other = await row(staff, { experiment_id, key: 'two' }, path);
      const at = method === 'POST' ? url : `${url}${other.id}/`;
      const answer = await staff.ask(method, at, { experiment_id, key: 'one', value: 'v' });
      const message =
        path === 'data' ? TAKEN.non_field_errors : ['The fields experiment_id, key must make a unique set.'];
      expect([answer.status, answer.body]).toEqual([400, { non_field_errors: message }]);
    });

    it('a race for one row has one winner, and 400 for the others', async () => {
      const sent = { experiment_id: fresh(), key: 'race', value: 'v' };
      const { staff } = cast();
      const answers = await Promise.all(Array.from({ length: 8 }, () => staff.ask('POST', url, sent)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(400)]);
    });

    it('an empty PATCH is a save', async () => {
      const made = await row(cast().staff, { experiment_id: fresh() }, path);
      await new Promise((resolve) => setTimeout(resolve, 3));
      const { status, body } = await cast().staff.ask('PATCH', `${url}${made.id}/`, {});
      expect(status).toBe(200);
      expect(body.modified > made.modified).toBe(true);
    });
  });

  it('answers the fields of data in Open edX’s order', async () => {
    const { ada } = cast();
    const { id } = await row(ada, { experiment_id: fresh() });
    const { text, headers } = await ada.ask('GET', `${V0}/data/${id}/`);
    const names = ['id', 'experiment_id', 'user', 'key', 'value', 'created', 'modified'];
    expect(Object.keys(JSON.parse(text))).toEqual(names);
    expect(headers.get('Content-Type')).toBe('application/json');
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}000)?Z$/;
    const { created, modified } = JSON.parse(text);
    expect([time.test(created), created === modified]).toEqual([true, true]);
  });

  it('answers the fields of key-values in Open edX’s order', async () => {
    const { id } = await row(cast().staff, { experiment_id: fresh() }, 'key-value');
    const { text } = await cast().nobody.ask('GET', `${V0}/key-value/${id}/`);
    expect(Object.keys(JSON.parse(text))).toEqual([
      'id',
      'experiment_id',
      'key',
      'value',
      'created',
      'modified',
    ]);
  });

  it('prints a whole second without a fraction, as Python does', async () => {
    const at = new Date('2026-11-21T01:02:03.000Z');
    const fields = { experiment_id: fresh(), key: 'k', value: 'v' };
    const made = await service().store.data.keyValues.create(fields, { at });
    const { body } = await cast().nobody.ask('GET', `${V0}/key-value/${made.id}/`);
    expect(body.created).toBe('2026-11-21T01:02:03Z');
    const later = { at: new Date('2026-11-21T01:02:03.120Z') };
    await service().store.data.keyValues.update(made.id, {}, later);
    const second = await cast().nobody.ask('GET', `${V0}/key-value/${made.id}/`);
    expect(second.body.modified).toBe('2026-11-21T01:02:03.120000Z');
  });

  it.each([
    [null, ['This field may not be null.']],
    ['', ['This field may not be null.']],
    [['bob'], ['Invalid value.']],
    ['bo\0b', ['Object with username=bo\0b does not exist.']],
    [' bob', ['Object with username= bob does not exist.']],
    ['b'.repeat(1001), [`Object with username=${'b'.repeat(1001)} does not exist.`]],
  ])('staff name %j as the user: 400', async (user, errors) => {
    const sent = { experiment_id: fresh(), key: 'k', value: 'v', user };
    const answer = await cast().staff.ask('POST', `${V0}/data/`, sent);
    expect([answer.status, answer.body]).toEqual([400, { user: errors }]);
  });
}
