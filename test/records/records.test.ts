/** Records behave as Open edX's models do: dates, history, neighbours, moments; writers notice one another. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  diffHistory,
  ExperimentDataFactory,
  ExperimentDataRecords,
  ExperimentKeyValueFactory,
  ExperimentKeyValueRecords,
  nextHistoryRecord,
  openStore,
  previousHistoryRecord,
  type StoreWithData,
} from '../../src/index.js';
import { scratch } from '../storage/scratch.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const newFile = scratch();

describe.each([
  ['memory', () => 'memory:'],
  ['SQLite', () => `sqlite:${newFile()}`],
])('%s', (_, url) => {
  let store: StoreWithData;
  let time: number;
  /** A clock that the tests turn by hand. */
  const now = () => new Date(time);
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  const data = () => new ExperimentDataRecords(store.data.experimentData, { now });
  const keyValues = () => new ExperimentKeyValueRecords(store.data.keyValues, { now });

  beforeEach(async () => {
    store = await openStore(url());
    time = START;
  });

  it('saves what was read, and refuses to overwrite a concurrent save', async () => {
    const row = await data().create({ user: 'ada', experiment_id: 1, key: 'k', value: '1' });
    expect(row.modified).toEqual(row.created);
    pass(10);
    const saved = await data().save({ ...row, value: '2' });
    expect(saved).toMatchObject({ value: '2', created: row.created, modified: now() });
    await expect(data().save({ ...row, value: '3' })).rejects.toMatchObject({ code: 'conflict' });
    pass(10);
    expect(await data().update(row.id, {})).toMatchObject({ value: '2', modified: now() });
    expect(await data().save({ ...row, id: 999 })).toBeNull();
    expect(
      await data().updateOrCreate({ user: 'ada', experiment_id: 1, key: 'k', value: '4' }),
    ).toMatchObject({
      created: false,
      row: { id: row.id, value: '4' },
    });
    expect(await data().delete(row.id)).toMatchObject({ value: '4' });
    expect(await data().get(row.id)).toBeNull();
  });

  it('lists by date, with filters', async () => {
    const factory = new ExperimentDataFactory();
    const rows = [];
    for (const user of ['ada', 'grace', 'ada']) {
      rows.push(await data().create(factory.build({ user })));
      pass(user === 'grace' ? 0 : 5);
    }
    const [first, second, third] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
    expect(await data().getNextByCreated(first)).toEqual(second);
    expect(await data().getNextByCreated(first, { user: 'ada' })).toEqual(third);
    expect(await data().getNextByCreated(third)).toBeNull();
    expect(await data().getPreviousByCreated(third)).toEqual(second);
    expect(await data().getPreviousByCreated(first)).toBeNull();
    pass(100);
    const touched = (await data().update(first.id, {}))!;
    expect(await data().getPreviousByModified(touched)).toMatchObject({ id: third.id });
    expect(await data().getNextByModified(third)).toMatchObject({ id: first.id });
  });

  it('reads every row, also when rows are deleted meanwhile', async () => {
    const factory = new ExperimentDataFactory();
    const built = Array.from({ length: 2100 }, () => factory.build());
    await data().bulkUpsert(built);
    const seen: string[] = [];
    for await (const row of data().all()) {
      if (seen.length < 3) await data().delete(row.id);
      seen.push(row.key);
    }
    expect(seen).toEqual(built.map(({ key }) => key));
  });

  it('keeps history: types, users, moments, neighbours and differences', async () => {
    const factory = new ExperimentKeyValueFactory();
    const row = await keyValues().create(factory.build({ key: 'enrollment_start', value: '2012-01-06' }), {
      user: 'root',
      reason: 'begin',
    });
    pass(1000);
    const saved = (await keyValues().save({ ...row, value: '2013-01-06' }, { user: 'eve' }))!;
    pass(1000);
    const quiet = (await keyValues().saveWithoutHistoricalRecord({ ...saved, value: 'quiet' }))!;
    pass(1000);
    await keyValues().delete(quiet.id);
    const history = await keyValues().history({ key: 'enrollment_start' });
    expect(
      history.map(({ history_type, history_user, value }) => [history_type, history_user, value]),
    ).toEqual([
      ['-', null, 'quiet'],
      ['~', 'eve', '2013-01-06'],
      ['+', 'root', '2012-01-06'],
    ]);
    const [gone, changed, made] = history as [(typeof history)[0], (typeof history)[0], (typeof history)[0]];
    expect(made).toMatchObject({ history_change_reason: 'begin', history_date: new Date(START), id: row.id });
    expect([nextHistoryRecord(history, made), previousHistoryRecord(history, gone)]).toEqual([
      changed,
      changed,
    ]);
    expect([nextHistoryRecord(history, gone), previousHistoryRecord(history, made)]).toEqual([null, null]);
    expect(diffHistory(changed, made)).toEqual([
      { field: 'value', old: '2012-01-06', new: '2013-01-06' },
      { field: 'modified', old: new Date(START), new: new Date(START + 1000) },
    ]);
    expect(() => diffHistory(changed, { ...made, id: 77 })).toThrow(TypeError);
    const at = async (milliseconds: number) =>
      (await keyValues().asOf(new Date(START + milliseconds), { experiment_id: 0 })).map(
        ({ value }) => value,
      );
    expect([await at(-1), await at(0), await at(1500), await at(2500), await at(3000)]).toEqual([
      [],
      ['2012-01-06'],
      ['2013-01-06'],
      ['2013-01-06'],
      [],
    ]);
  });

  it('finds a row as of a moment, even when its key has changed since', async () => {
    const row = await keyValues().create({ experiment_id: 3, key: 'old', value: 'v' });
    pass(10);
    await keyValues().save({ ...row, key: 'new' });
    expect(await keyValues().asOf(new Date(START), { key: 'old' })).toMatchObject([{ key: 'old' }]);
    expect(await keyValues().asOf(now(), { key: 'old' })).toEqual([]);
    expect(await keyValues().asOf(now(), { id: row.id, experiment_id: 3 })).toMatchObject([{ key: 'new' }]);
  });

  it('forgets a learner together with all other stored data', async () => {
    await data().create({ user: 'ada', experiment_id: 1, key: 'k', value: '1' });
    await data().create({ user: 'grace', experiment_id: 1, key: 'k', value: '1' });
    expect(await store.forget('ada')).toEqual({ assignments: 0, exposures: 0, outcomes: 0 });
    expect((await data().list()).rows.map(({ user }) => user)).toEqual(['grace']);
  });
});

it('factories make rows of experiment 0 with keys that count up', () => {
  const factory = new ExperimentDataFactory();
  const rows = [factory.build(), factory.build({ value: 'mine' })];
  expect(rows).toMatchObject([
    { experiment_id: 0, key: '0' },
    { experiment_id: 0, key: '1', value: 'mine' },
  ]);
  expect(rows[0]!.user).not.toBe(rows[1]!.user);
});
