/** What the data half of every store must do: one suite, run against each engine by a caller of a few lines. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FlagSettings, NEW_FLAG } from '../../src/flags/flag-settings.js';
import { openStore } from '../../src/storage/open.js';
import type { DataFields, DataStore, KeyValueFields, StoreWithData } from '../../src/storage/store.js';
import { random } from '../seed.js';

const AT = new Date('2026-03-04T05:06:07.089Z');
const later = (milliseconds: number) => ({ at: new Date(AT.getTime() + milliseconds) });
const stamp = { at: AT };
const ALL = { offset: 0, limit: 10_000 };
const conflict = expect.objectContaining({ name: 'AbtestError', code: 'conflict' });

const ODD = [
  ' pad ',
  "'; drop table abtest_data; --",
  '$1',
  '?',
  '😀'.repeat(255),
  'Key',
  'key',
  'é',
  'e\u0301',
  '__proto__',
  '0',
];

/** The suite against the stores that `newUrl` names: a new, empty one at each call, which nobody else uses. */
export function dataContract(name: string, newUrl: () => Promise<string>, mayShare = true): void {
  describe(`the data contract: ${name}`, () => {
    let store: StoreWithData;
    let url: string;
    let experiments = 0;
    beforeAll(async () => {
      url = await newUrl();
      store = await openStore(url);
    });
    afterAll(async () => {
      await store?.close();
    });
    const data = () => store.data;
    /** An experiment of its own for each test; the suite shares one store. */
    const fresh = () => {
      experiments += 1;
      return experiments;
    };
    tables(data, fresh);
    histories(data, fresh);
    flags(data, fresh);
    refusals(data, fresh);
    quotas(data, fresh);
    endings(data);
    racing(data, fresh, mayShare ? () => openStore(url) : async () => store, mayShare);
    it('finishes calls in progress when it is closed, and rejects later ones', async () => {
      const closing = await openStore(await newUrl());
      const rows = Array.from({ length: 20 }, (_, index) => ({
        experiment_id: 1,
        key: `k${index}`,
        value: 'v',
      }));
      const writes = rows.flatMap((row) => [
        closing.data.keyValues.create(row, stamp),
        closing.data.experimentData.create({ ...row, user: 'ada' }, stamp),
      ]);
      await writes[0];
      const closed = closing.close();
      expect(await Promise.all(writes)).toHaveLength(40);
      await closed;
      await expect(closing.data.keyValues.get(1)).rejects.toMatchObject({ code: 'store-unavailable' });
    });
  });
}

type Get = () => DataStore;

function quotas(data: Get, fresh: () => number): void {
  const over = expect.objectContaining({ name: 'AbtestError', code: 'quota-exceeded' });

  it('refuses what would give a user more rows or bytes than the quota, and stores nothing of it', async () => {
    const table = data().experimentData;
    const experiment_id = fresh();
    const user = `quota ${experiment_id}`;
    // "é" and "ü" have two bytes each.
    const quota = { rows: 3, bytes: 10 };
    const row = (key: string, value: string) => ({ user, experiment_id, key, value });
    const first = await table.create(row('é', 'ab'), { ...stamp, quota });
    await expect(table.create(row('b', 'x'.repeat(6)), { ...stamp, quota })).rejects.toEqual(over);
    await table.create(row('b', 'ü'), { ...stamp, quota });
    await table.create(row('c', 'x'), { ...stamp, quota });
    await expect(table.create(row('d', 'x'), { ...stamp, quota: { ...quota, bytes: 99 } })).rejects.toEqual(
      over,
    );
    await expect(table.create(row('c', 'y'), { ...stamp, quota })).rejects.toEqual(conflict);
    expect((await table.update(first.id, { value: 'abc' }, { ...stamp, quota }))?.value).toBe('abc');
    await expect(table.update(first.id, { value: 'abcd' }, { ...stamp, quota })).rejects.toEqual(over);
    const small = { rows: 1, bytes: 1 };
    expect((await table.update(first.id, { value: 'a' }, { ...stamp, quota: small }))?.value).toBe('a');
    await table.create(
      { ...row('d', 'x'.repeat(10)), user: `${user} 2` },
      { ...stamp, quota: { rows: 1, bytes: 11 } },
    );
    const { rows } = await table.list({ user }, ALL);
    expect(rows.map(({ key, value }) => [key, value])).toEqual([
      ['é', 'a'],
      ['b', 'ü'],
      ['c', 'x'],
    ]);
    for (const bad of [
      { rows: -1, bytes: 1 },
      { rows: 1, bytes: Number.NaN },
    ])
      await expect(table.create(row('e', 'x'), { ...stamp, quota: bad })).rejects.toMatchObject({
        code: 'bad-argument',
      });
  });
}

function endings(data: Get): void {
  it('keeps ended sessions until they would have expired', async () => {
    const ended = data().endedSessions;
    const at = (milliseconds: number) => new Date(AT.getTime() + milliseconds);
    expect(await ended.has('one')).toBe(false);
    await ended.add('one', at(1000), AT);
    await ended.add('one', at(1000), AT);
    await ended.add('two', at(5000), at(1000));
    expect([await ended.has('one'), await ended.has('two'), await ended.has('ONE')]).toEqual([
      true,
      true,
      false,
    ]);
    await ended.add('three', at(9000), at(1001));
    expect([await ended.has('one'), await ended.has('two'), await ended.has('three')]).toEqual([
      false,
      true,
      true,
    ]);
    await expect(ended.has('a\0')).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(ended.add('a', new Date(Number.NaN), AT)).rejects.toMatchObject({ code: 'bad-argument' });
  });
}

/** Both tables under one set of rules; the row of ExperimentData has a user besides. */
const TABLES = [
  ['ExperimentData', (data: DataStore) => data.experimentData, { user: 'ada' }],
  ['ExperimentKeyValue', (data: DataStore) => data.keyValues, {}],
] as const;

function tables(data: Get, fresh: () => number): void {
  describe.each(TABLES)('%s', (name, tableOf, owner) => {
    const table = () => tableOf(data()) as DataStore['experimentData'];
    const row = (change: Partial<DataFields> = {}) =>
      ({ experiment_id: 1, key: 'key', value: 'value', ...owner, ...change }) as DataFields;

    it('creates, finds, changes and deletes a row', async () => {
      const fields = row({ experiment_id: fresh() });
      const created = await table().create(fields, stamp);
      expect(created).toEqual({ ...fields, id: created.id, created: AT, modified: AT, version: 1 });
      expect(Number.isSafeInteger(created.id) && created.id > 0).toBe(true);
      expect(await table().get(created.id)).toEqual(created);
      const changed = await table().update(created.id, { value: 'new' }, later(5));
      expect(changed).toEqual({ ...created, value: 'new', modified: later(5).at, version: 2 });
      const touched = await table().update(created.id, {}, later(6));
      expect(touched).toEqual({ ...changed, modified: later(6).at, version: 3 });
      expect(await table().delete(created.id, later(7))).toEqual(touched);
      for (const gone of [
        table().get(created.id),
        table().delete(created.id, stamp),
        table().update(created.id, {}, stamp),
      ]) {
        expect(await gone).toBeNull();
      }
      const again = await table().create(fields, stamp);
      expect(again.id).not.toBe(created.id);
    });

    it('accepts given dates, and sets modified to created', async () => {
      const experiment_id = fresh();
      const created = new Date('2017-06-27T00:00:00.001Z');
      const one = await table().create({ ...row({ experiment_id }), created }, stamp);
      expect([one.created, one.modified]).toEqual([created, created]);
      const other = await table().create(
        { ...row({ experiment_id, key: 'other' }), created, modified: AT },
        stamp,
      );
      expect([other.created, other.modified]).toEqual([created, AT]);
    });

    it('never decreases modified with a clock, and never changes created', async () => {
      const created = await table().create(row({ experiment_id: fresh() }), stamp);
      const jumped = await table().update(created.id, { value: 'a' }, later(1000));
      const back = await table().update(created.id, { value: 'b' }, later(-1000));
      expect(back).toEqual({ ...jumped, value: 'b', version: 3 });
      const [upserted] = await table().upsert(
        [row({ experiment_id: created.experiment_id, value: 'c' })],
        later(-1),
      );
      expect(upserted).toEqual({ row: { ...jumped, value: 'c', version: 4 }, created: false });
    });

    it('refuses a row with duplicate unique columns', async () => {
      const fields = row({ experiment_id: fresh() });
      const one = await table().create(fields, stamp);
      await expect(table().create({ ...fields, value: 'other' }, stamp)).rejects.toEqual(conflict);
      const two = await table().create({ ...fields, key: 'two' }, stamp);
      await expect(table().update(two.id, { key: 'key' }, stamp)).rejects.toEqual(conflict);
      expect(await table().update(two.id, { key: 'two', value: 'x' }, stamp)).toMatchObject({ value: 'x' });
      expect(await table().update(two.id, { key: 'three', experiment_id: 0 }, stamp)).toMatchObject({
        key: 'three',
        experiment_id: 0,
      });
      expect(await table().get(one.id)).toEqual(one);
      await table().delete(two.id, stamp);
    });

    it('lets a writer detect a concurrent one', async () => {
      const { id, version } = await table().create(row({ experiment_id: fresh() }), stamp);
      expect(await table().update(id, { value: 'mine' }, { ...stamp, version })).toMatchObject({
        version: 2,
      });
      await expect(table().update(id, { value: 'late' }, { ...stamp, version })).rejects.toEqual(conflict);
      expect(await table().get(id)).toMatchObject({ value: 'mine', version: 2 });
    });

    it('creates or sets many in one call, in the order given', async () => {
      const experiment_id = fresh();
      const before = await table().create(row({ experiment_id, key: 'b' }), stamp);
      const keys = ['a', 'b', 'c', 'a'];
      const answers = await table().upsert(
        keys.map((key, index) => row({ experiment_id, key, value: `${index}` })),
        later(1),
      );
      expect(answers.map(({ created }) => created)).toEqual([true, false, true, false]);
      expect(answers.map(({ row: { key, value } }) => key + value)).toEqual(['a0', 'b1', 'c2', 'a3']);
      expect(answers[1]!.row.id).toBe(before.id);
      expect(answers[3]!.row.id).toBe(answers[0]!.row.id);
      expect((await table().list({ experiment_id }, ALL)).rows.map(({ value }) => value)).toEqual([
        '1',
        '3',
        '2',
      ]);
      expect(await table().upsert([], stamp)).toEqual([]);
      const wrong = [row({ experiment_id, key: 'z' }), row({ experiment_id, key: '' })];
      await expect(table().upsert(wrong, stamp)).rejects.toMatchObject({ code: 'bad-argument' });
      expect((await table().list({ experiment_id }, ALL)).count).toBe(3);
    });

    it('lists with each filter ordered by id, a part at a time', async () => {
      const [experiment_id, other] = [fresh(), fresh()];
      const keys = Array.from({ length: 25 }, (_, index) => `k${index}`);
      for (const key of keys) await table().create(row({ experiment_id, key }), stamp);
      await table().create(row({ experiment_id: other, key: 'k1' }), stamp);
      const { rows, count } = await table().list({ experiment_id }, ALL);
      expect([rows.map(({ key }) => key), count]).toEqual([keys, 25]);
      expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort((a, b) => a - b));
      const part = await table().list({ experiment_id }, { offset: 20, limit: 10 });
      expect([part.rows, part.count]).toEqual([rows.slice(20), 25]);
      expect((await table().list({ experiment_id, key: 'k1' }, ALL)).rows).toEqual([rows[1]]);
      expect(await table().list({ experiment_id, key: 'K1' }, ALL)).toEqual({ rows: [], count: 0 });
      expect(await table().get(rows[0]!.id, { experiment_id: other })).toBeNull();
      expect(await table().update(rows[0]!.id, { value: 'x' }, stamp, { key: 'k1' })).toBeNull();
      expect(await table().delete(rows[0]!.id, stamp, { experiment_id: other })).toBeNull();
    });

    it('finds the next and the previous by date, then by id', async () => {
      const experiment_id = fresh();
      const dates = [3, 1, 2, 2, 2, 1];
      for (const [index, date] of dates.entries()) {
        await table().create({ ...row({ experiment_id, key: `${index}` }), created: later(date).at }, stamp);
      }
      const { rows } = await table().list({ experiment_id }, ALL);
      const walk = async (start: (typeof rows)[number], direction: 'next' | 'previous') => {
        const seen: string[] = [];
        let here: typeof start | null = start;
        while (here !== null) {
          seen.push(here.key);
          here = await table().beside({ id: here.id, date: here.created }, 'created', direction, {
            experiment_id,
          });
        }
        return seen.join('');
      };
      expect(await walk(rows[1]!, 'next')).toBe('152340');
      expect(await walk(rows[0]!, 'previous')).toBe('043251');
      await table().update(rows[2]!.id, {}, later(99));
      expect(
        await table().beside({ id: rows[0]!.id, date: rows[0]!.modified }, 'modified', 'next', {
          experiment_id,
        }),
      ).toMatchObject({ key: '2' });
      expect(
        await table().beside({ id: 1, date: later(0).at }, 'created', 'next', { experiment_id, key: 'none' }),
      ).toBeNull();
    });

    it('stores unusual texts unchanged and distinct', async () => {
      const experiment_id = fresh();
      for (const text of ODD) await table().create(row({ experiment_id, key: text, value: text }), stamp);
      for (const text of ODD) {
        const { rows } = await table().list({ experiment_id, key: text }, ALL);
        expect(rows.map(({ key, value }) => [key, value])).toEqual([[text, text]]);
      }
      const long = 'ж'.repeat(500_000);
      const { id } = await table().create(row({ experiment_id, key: 'long', value: long }), stamp);
      expect((await table().get(id))?.value === long).toBe(true);
    });

    it('returns copies', async () => {
      const at = new Date(AT);
      const one = await table().create(row({ experiment_id: fresh() }), { at });
      at.setTime(0);
      one.created.setTime(0);
      expect((await table().get(one.id))?.created).toEqual(AT);
    });

    it.each([0, 65_535])('accepts the experiment %i', async (experiment_id) => {
      const [answer] = await table().upsert([row({ experiment_id, key: name })], stamp);
      expect(answer!.row.experiment_id).toBe(experiment_id);
    });
  });

  it('keeps users apart, and forgets one', async () => {
    const experiment_id = fresh();
    const rows = ['ada', 'Ada', 'grace'].map((user) => ({ user, experiment_id, key: 'k', value: user }));
    await data().experimentData.upsert(rows, stamp);
    await data().keyValues.create({ experiment_id, key: 'k', value: 'v' }, { ...stamp, user: 'grace' });
    expect((await data().experimentData.list({ user: 'Ada', experiment_id }, ALL)).count).toBe(1);
    expect(await data().forget('grace')).toBe(1);
    expect(await data().forget('grace')).toBe(0);
    const { rows: left } = await data().experimentData.list({ experiment_id }, ALL);
    expect(left.map(({ user }) => user)).toEqual(['ada', 'Ada']);
    const { rows: history } = await data().keyValues.history({ experiment_id }, ALL);
    expect(history.map(({ history_user }) => history_user)).toEqual([null]);
  });
}

function histories(data: Get, fresh: () => number): void {
  const types = async (filter: object) =>
    (await data().keyValues.history(filter, ALL)).rows
      .map(({ history_type, value }) => history_type + value)
      .join(' ');

  it('keeps one row of history for each save, and none with history: false', async () => {
    const experiment_id = fresh();
    const fields = { experiment_id, key: 'k', value: 'a' };
    const { id } = await data().keyValues.create(fields, { ...stamp, user: 'root', reason: 'start' });
    await data().keyValues.update(id, { value: 'b' }, later(1));
    await data().keyValues.update(id, {}, later(2));
    await data().keyValues.update(id, { value: 'c' }, { ...later(3), history: false });
    await data().keyValues.upsert([{ ...fields, value: 'd' }], later(4));
    const last = await data().keyValues.delete(id, later(5));
    expect(await types({ experiment_id })).toBe('-d ~d ~b ~b +a');
    expect(await types({ id })).toBe('-d ~d ~b ~b +a');
    const { rows, count } = await data().keyValues.history(
      { experiment_id, key: 'k' },
      { offset: 4, limit: 5 },
    );
    expect([rows, count]).toEqual([
      [
        {
          ...{ ...fields, id, created: AT, modified: AT },
          history_id: rows[0]!.history_id,
          history_date: AT,
          history_type: '+',
          history_user: 'root',
          history_change_reason: 'start',
        },
      ],
      5,
    ]);
    const { rows: newest } = await data().keyValues.history({ id }, { offset: 0, limit: 1 });
    expect(newest[0]).toMatchObject({ value: last!.value, created: last!.created, modified: last!.modified });
  });

  it('stays in order when the clock is set back, also for a key that is created again', async () => {
    const experiment_id = fresh();
    const { id } = await data().keyValues.create({ experiment_id, key: 'k', value: '1' }, later(5000));
    await data().keyValues.update(id, { value: '2' }, later(-5000));
    await data().keyValues.delete(id, later(-9000));
    await data().keyValues.create({ experiment_id, key: 'k', value: '3' }, later(-9999));
    expect(await types({ experiment_id })).toBe('+3 -2 ~2 +1');
    const { rows } = await data().keyValues.history({ experiment_id }, ALL);
    expect(rows.map(({ history_date }) => history_date)).toEqual(Array(4).fill(later(5000).at));
  });

  it('writes no history for refused changes', async () => {
    const experiment_id = fresh();
    await data().keyValues.create({ experiment_id, key: 'k', value: '1' }, stamp);
    await expect(data().keyValues.create({ experiment_id, key: 'k', value: '2' }, stamp)).rejects.toEqual(
      conflict,
    );
    expect(await types({ experiment_id })).toBe('+1');
  });
}

function flags(data: Get, fresh: () => number): void {
  const definition = { ...NEW_FLAG, percent: 12.5, users: ['bob'], languages: ['en'], note: 'n' };

  it('keeps every state of a flag, the newest is current', async () => {
    const name = `flags.kept_${fresh()}`;
    const one = await data().saveFlag({ name, definition }, null, { ...stamp, user: 'root', reason: 'why' });
    expect(one).toEqual({ id: one.id, name, definition, change_date: AT, changed_by: 'root', reason: 'why' });
    const two = await data().saveFlag({ name, definition: NEW_FLAG }, one.id, later(-5));
    expect(two.change_date).toEqual(AT);
    await expect(data().saveFlag({ name, definition }, one.id, stamp)).rejects.toEqual(conflict);
    await expect(data().saveFlag({ name, definition }, null, stamp)).rejects.toEqual(conflict);
    expect(await data().flagRows(name)).toEqual([two, one]);
    expect((await data().settings()).flags).toContainEqual({ name, definition: NEW_FLAG });
    const gone = await data().saveFlag({ name, definition: null }, two.id, stamp);
    expect((await data().flagRows()).filter((row) => row.name === name)).toEqual([gone, two, one]);
    expect((await data().settings()).flags.filter((flag) => flag.name === name)).toEqual([]);
  });

  it('keeps every state of an override, the newest of its flag, scope and target is current', async () => {
    const waffle_flag = `flags.overridden_${fresh()}`;
    const save = (scope: 'course' | 'org', target: string, override_choice: 'on' | 'off', enabled = true) =>
      data().saveOverride(
        { waffle_flag, scope, target, override_choice, enabled, note: 'n' },
        { ...stamp, user: 'root' },
      );
    const rows = [
      await save('course', 'a/b/c', 'on'),
      await save('course', 'a/b/c', 'off'),
      await save('org', 'a', 'on'),
      await save('course', 'a/b/d', 'on', false),
    ];
    expect(rows[0]).toEqual({
      ...{
        id: rows[0]!.id,
        waffle_flag,
        scope: 'course',
        target: 'a/b/c',
        override_choice: 'on',
        enabled: true,
      },
      ...{ note: 'n', change_date: AT, changed_by: 'root' },
    });
    expect(await data().overrideRows(waffle_flag)).toEqual([...rows].reverse());
    const settings = new FlagSettings(await data().settings());
    expect(settings.override(waffle_flag, 'course', 'a/b/c')).toBe('off');
    expect(settings.override(waffle_flag, 'org', 'a')).toBe('on');
    expect(settings.override(waffle_flag, 'course', 'a/b/d')).toBe('unset');
    expect(settings.override(waffle_flag, 'org', 'a/b/c')).toBe('unset');
  });

  it('increases the version with every change of a flag, an override or a key-value, and not with reading', async () => {
    const experiment_id = fresh();
    const version = () => data().settingsVersion();
    const saved = {
      waffle_flag: 'a.b',
      scope: 'org',
      target: 'x',
      override_choice: 'on',
      enabled: true,
    } as const;
    let before = await version();
    const changes = [
      () => data().keyValues.create({ experiment_id, key: 'enrollment_start', value: '2012-01-06' }, stamp),
      () => data().keyValues.upsert([{ experiment_id, key: 'enrollment_start', value: '2013-01-06' }], stamp),
      () => data().saveFlag({ name: `flags.v_${experiment_id}`, definition }, null, stamp),
      () => data().saveOverride(saved, stamp),
    ];
    for (const change of changes) {
      await change();
      expect(await version()).toBeGreaterThan(before);
      before = await version();
    }
    const { version: read, keyValues } = await data().settings();
    expect([read, await version()]).toEqual([before, before]);
    expect(keyValues).toContainEqual(expect.objectContaining({ experiment_id, value: '2013-01-06' }));
  });
}

function refusals(data: Get, fresh: () => number): void {
  const refused = expect.objectContaining({ name: 'AbtestError', code: 'bad-argument' });
  it.each<[string, Partial<DataFields>]>([
    ['a negative experiment', { experiment_id: -1 }],
    ['an experiment above 65535', { experiment_id: 65_536 }],
    ['half an experiment', { experiment_id: 1.5 }],
    ['an experiment that is a text', { experiment_id: '1' as never }],
    ['an empty key', { key: '' }],
    ['a blank key', { key: ' \t' }],
    ['a key of 256 characters', { key: 'k'.repeat(256) }],
    ['a key with NUL', { key: 'a\0' }],
    ['an empty value', { value: '' }],
    ['a blank value', { value: '  ' }],
    ['a value with NUL', { value: 'a\0' }],
    ['a lone surrogate', { value: '\ud83d' }],
    ['a value that is too long', { value: 'v'.repeat(1_000_001) }],
    ['a value that is no text', { value: 5 as never }],
    ['no user', { user: '' }],
    ['a user that is too long', { user: 'ж'.repeat(700) }],
  ])('refuses %s, and stores nothing', async (_, wrong) => {
    const experiment_id = fresh();
    const fields = { user: 'ada', experiment_id, key: 'k', value: 'v' };
    const { experimentData, keyValues } = data();
    await expect(experimentData.create({ ...fields, ...wrong }, stamp)).rejects.toEqual(refused);
    await expect(experimentData.upsert([fields, { ...fields, ...wrong }], stamp)).rejects.toEqual(refused);
    if (wrong.user === undefined) {
      await expect(keyValues.create({ ...fields, ...wrong } as KeyValueFields, stamp)).rejects.toEqual(
        refused,
      );
      const { id } = await keyValues.create(fields, stamp);
      await expect(keyValues.update(id, wrong, stamp)).rejects.toEqual(refused);
    }
    expect((await experimentData.list({ experiment_id }, ALL)).count).toBe(0);
  });

  it('refuses other invalid values', async () => {
    const { experimentData, keyValues } = data();
    const fields = { user: 'ada', experiment_id: 1, key: 'k', value: 'v' };
    const flag = { name: 'a.b', definition: NEW_FLAG };
    const on = {
      waffle_flag: 'a.b',
      scope: 'org',
      target: 'x',
      override_choice: 'on',
      enabled: true,
    } as const;
    for (const call of [
      () => experimentData.create({ ...fields, value: undefined as never }, stamp),
      () => experimentData.create({ ...fields, user: undefined as never }, stamp),
      () => experimentData.create(fields, { at: new Date(Number.NaN) }),
      () => experimentData.get(1.5),
      () => experimentData.list({}, { offset: -1, limit: 1 }),
      () => experimentData.list({}, { offset: 0, limit: 10_001 }),
      () => keyValues.history({ id: Number.NaN }, ALL),
      () => keyValues.delete(1, { ...stamp, reason: 'r'.repeat(101) }),
      () => data().saveFlag({ ...flag, name: 'f'.repeat(101) }, null, stamp),
      () => data().saveFlag({ ...flag, name: '' }, null, stamp),
      () => data().saveFlag({ ...flag, definition: { ...NEW_FLAG, percent: 100 } }, null, stamp),
      () => data().saveFlag({ ...flag, definition: { ...NEW_FLAG, percent: 12.34 } }, null, stamp),
      () => data().saveFlag({ ...flag, definition: { ...NEW_FLAG, users: [''] } }, null, stamp),
      () => data().saveOverride({ ...on, target: '' }, stamp),
      () => data().saveOverride({ ...on, override_choice: 'unset' as never }, stamp),
    ]) {
      await expect(call()).rejects.toEqual(refused);
    }
  });
}

function racing(
  data: Get,
  fresh: () => number,
  another: () => Promise<StoreWithData>,
  isOther: boolean,
): void {
  it('loses no update of writers on one key, in two stores, with clocks that jump', async () => {
    const experiment_id = fresh();
    const other = await another();
    const both = [data(), other.data];
    const { id } = await data().keyValues.create({ experiment_id, key: 'sum', value: '0' }, stamp);
    const { row } = (
      await data().experimentData.upsert([{ user: 'ada', experiment_id, key: 'sum', value: '0' }], stamp)
    )[0]!;
    const ROUNDS = 10;
    const moment = random('clocks that jump');
    const add = async (on: DataStore, by: number) => {
      for (let done = 0; done < ROUNDS; ) {
        const table = by === 1 ? on.keyValues : on.experimentData;
        const rowId = by === 1 ? id : row.id;
        const { value, version } = (await table.get(rowId))!;
        const clock = later(Math.round((moment() - 0.5) * 1e6));
        try {
          await table.update(rowId, { value: String(Number(value) + by) }, { ...clock, version });
          done += 1;
        } catch (error) {
          expect(error).toEqual(conflict);
        }
      }
    };
    await Promise.all(both.flatMap((on) => [add(on, 1), add(on, 1), add(on, 2)]));
    expect(await data().keyValues.get(id)).toMatchObject({
      value: String(4 * ROUNDS),
      version: 1 + 4 * ROUNDS,
    });
    expect(await data().experimentData.get(row.id)).toMatchObject({ value: String(2 * 2 * ROUNDS) });
    const { rows } = await data().keyValues.history({ id }, ALL);
    expect(rows.map(({ value }) => Number(value))).toEqual(rows.map((_, index) => rows.length - 1 - index));
    if (isOther) await other.close();
  });

  it('lets one of many concurrent creators create the row, and uses no id twice', async () => {
    const experiment_id = fresh();
    const other = await another();
    const stores = [data(), other.data];
    const tries = Array.from({ length: 40 }, (_, index) =>
      stores[index % 2]!.experimentData.create(
        { user: 'ada', experiment_id, key: 'one', value: `${index}` },
        stamp,
      ),
    );
    const rows = Array.from({ length: 100 }, (_, index) =>
      stores[index % 2]!.experimentData.create(
        { user: `${index}`, experiment_id, key: 'own', value: 'v' },
        stamp,
      ),
    );
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of settled) if (one.status === 'rejected') expect(one.reason).toEqual(conflict);
    expect(new Set((await Promise.all(rows)).map(({ id }) => id)).size).toBe(100);
    const upserts = Array.from({ length: 20 }, (_, index) =>
      stores[index % 2]!.keyValues.upsert([{ experiment_id, key: 'up', value: `${index}` }], stamp),
    );
    const answers = (await Promise.all(upserts)).flat();
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect((await data().keyValues.history({ experiment_id, key: 'up' }, ALL)).count).toBe(20);
    if (isOther) await other.close();
  });

  it('gives readers a snapshot: two overrides that are changed in turn are never both off', async () => {
    const other = await another();
    const waffle_flag = `flags.turns_${fresh()}`;
    const save = (target: string, override_choice: 'on' | 'off') =>
      other.data.saveOverride({ waffle_flag, scope: 'org', target, override_choice, enabled: true }, stamp);
    await save('a', 'on');
    await save('b', 'off');
    let isWriting = true;
    const writer = (async () => {
      for (let round = 0; round < 15; round += 1) {
        const [up, down] = round % 2 === 0 ? ['b', 'a'] : ['a', 'b'];
        await save(up!, 'on');
        await save(down!, 'off');
      }
      isWriting = false;
    })();
    let lastVersion = 0;
    while (isWriting) {
      const settings = new FlagSettings(await data().settings());
      const seen = [settings.override(waffle_flag, 'org', 'a'), settings.override(waffle_flag, 'org', 'b')];
      expect(seen).toContain('on');
      expect(settings.version).toBeGreaterThanOrEqual(lastVersion);
      lastVersion = settings.version;
      // SQLite answers readers before it lets anything else run.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writer;
    if (isOther) await other.close();
  });

  it('handles any list of saves as a plain list does', async () => {
    const key = fc.constantFrom('a', 'b', '__proto__');
    const save = fc.record({
      kind: fc.constantFrom('create', 'upsert', 'delete', 'update' as const),
      key,
      value: fc.constantFrom('1', '2', '3'),
      jump: fc.integer({ min: -5, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(save, { maxLength: 15 }), async (saves) => {
        const experiment_id = 40_000 + fresh();
        const model = new Map<string, { id: number; value: string }>();
        const history: string[] = [];
        const table = data().keyValues;
        for (const { kind, key: name, value, jump } of saves) {
          const known = model.get(name);
          const fields = { experiment_id, key: name, value };
          if (kind === 'create' && known !== undefined) {
            await expect(table.create(fields, later(jump))).rejects.toEqual(conflict);
          } else if (kind === 'create' || kind === 'upsert') {
            const [answer] =
              kind === 'create'
                ? [{ row: await table.create(fields, later(jump)), created: true }]
                : await table.upsert([fields], later(jump));
            const { row, created } = answer!;
            expect(created).toBe(known === undefined);
            model.set(name, { id: row.id, value });
            history.unshift(`${name}${known === undefined ? '+' : '~'}${value}`);
          } else if (kind === 'update') {
            const row = await table.update(known?.id ?? -1, { value }, later(jump));
            expect(row?.value ?? null).toBe(known === undefined ? null : value);
            if (known === undefined) continue;
            model.set(name, { ...known, value });
            history.unshift(`${name}~${value}`);
          } else {
            const row = await table.delete(known?.id ?? -1, later(jump));
            expect(row?.value ?? null).toBe(known?.value ?? null);
            if (model.delete(name)) history.unshift(`${name}-${known!.value}`);
          }
        }
        const { rows } = await table.list({ experiment_id }, ALL);
        expect(new Map(rows.map((row) => [row.key, { id: row.id, value: row.value }]))).toEqual(model);
        for (const name of ['a', 'b', '__proto__']) {
          const kept = (await table.history({ experiment_id, key: name }, ALL)).rows;
          expect(kept.map((row) => row.key + row.history_type + row.value)).toEqual(
            history.filter((one) => one.startsWith(name)),
          );
        }
      }),
      { numRuns: 25 },
    );
  });
}
