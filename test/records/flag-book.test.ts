/** Flags are changed without losing a change, and asked in pictures that never mix two moments. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import {
  ExperimentFlag,
  ExperimentKeyValueRecords,
  FlagBook,
  FlagContext,
  FlagSource,
  JsonLinesSink,
  NEW_FLAG,
  openStore,
} from '../../src/index.js';
import { scratch } from '../storage/scratch.js';

const newFile = scratch();
const NAME = 'experiments.test';
const COURSE = 'course-v1:edX+DemoX+Run';

describe('the log of flags', () => {
  it('creates, changes and deletes flags, and keeps every row', async () => {
    const { data } = await openStore('memory:');
    const book = new FlagBook(data);
    expect(await book.get(NAME)).toBeNull();
    await book.change(NAME, { percent: 5 }, { user: 'root', reason: 'start' });
    await book.change(NAME, (before) => ({ ...before, users: [...before.users, 'ada'] }));
    expect(await book.get(NAME)).toEqual({ ...NEW_FLAG, percent: 5, users: ['ada'] });
    await book.delete(NAME);
    expect(await book.delete(NAME)).toBeNull();
    await book.change(NAME, { note: 'again' });
    expect((await book.history(NAME)).map(({ definition }) => definition?.users.length ?? null)).toEqual([
      0,
      null,
      1,
      0,
    ]);
    expect((await book.history())[3]).toMatchObject({ changed_by: 'root', reason: 'start' });
  });

  it('loses none of many concurrent changes', async () => {
    for (const url of ['memory:', `sqlite:${newFile()}`]) {
      const { data } = await openStore(url);
      const book = new FlagBook(data);
      const add = (user: string) =>
        book.change(NAME, (before) => ({ ...before, users: [...before.users, user] }));
      const users = Array.from({ length: 12 }, (_, index) => `user${index}`);
      await Promise.all(users.map(add));
      expect([...(await book.get(NAME))!.users].sort()).toEqual([...users].sort());
    }
  });

  it('overrides for a course or an org, and removes the override', async () => {
    const { data } = await openStore('memory:');
    const book = new FlagBook(data);
    await book.override(
      { waffle_flag: NAME, course_id: COURSE, choice: 'on', note: 'pilot' },
      { user: 'root' },
    );
    await book.override({ waffle_flag: NAME, org: 'edX', choice: 'off' });
    await book.override({ waffle_flag: NAME, course_id: COURSE, choice: 'unset' });
    expect(
      (await book.overrides(NAME)).map(({ scope, override_choice, enabled }) => [
        scope,
        override_choice,
        enabled,
      ]),
    ).toEqual([
      ['course', 'on', false],
      ['org', 'off', true],
      ['course', 'on', true],
    ]);
    for (const wrong of [{}, { course_id: COURSE, org: 'edX' }, { course_id: 'no key' }, { org: '' }]) {
      const call = async () => book.override({ waffle_flag: NAME, choice: 'on', ...wrong });
      await expect(call()).rejects.toMatchObject({ code: 'bad-argument' });
    }
  });
});

describe('the source', () => {
  it('takes a new snapshot after a change, and only then', async () => {
    const { data } = await openStore('memory:');
    const settings = vi.spyOn(data, 'settings');
    const source = new FlagSource(data, { maxAge: 0 });
    expect(source.latest).toBeNull();
    const [first, same] = await Promise.all([source.current(), source.current()]);
    expect(same).toBe(first);
    expect(await source.current()).toBe(first);
    expect(settings).toHaveBeenCalledTimes(1);
    await new FlagBook(data).change(NAME, { everyone: true });
    const second = await source.current();
    expect([first.flag(NAME), second.flag(NAME)?.everyone, source.latest]).toEqual([null, true, second]);
    await new ExperimentKeyValueRecords(data.keyValues).create({
      experiment_id: 1,
      key: 'enrollment_end',
      value: '2012-01-06',
    });
    expect((await source.current()).window(1).end.kind).toBe('at');
  });

  it('reuses a snapshot until maxAge, and retries after an error', async () => {
    const { data } = await openStore('memory:');
    const version = vi.spyOn(data, 'settingsVersion');
    const source = new FlagSource(data, { maxAge: 60_000 });
    const first = await source.current();
    await source.current();
    expect(version).toHaveBeenCalledTimes(0);
    const impatient = new FlagSource(data, { maxAge: 0 });
    await impatient.current();
    version.mockRejectedValueOnce(new Error('gone'));
    await expect(impatient.current()).rejects.toThrow('gone');
    expect(impatient.latest?.version).toBe(first.version);
    expect(await impatient.current()).toBe(impatient.latest);
  });

  it('counts the age of a snapshot from before the query, so that a change during it is found in time', async () => {
    const { data } = await openStore('memory:');
    let now = 0;
    const source = new FlagSource(data, { maxAge: 1000, clock: () => now });
    const { settings } = data;
    vi.spyOn(data, 'settings').mockImplementationOnce(async () => {
      const taken = await settings.call(data);
      await new FlagBook(data).change(NAME, { everyone: true });
      now = 600;
      return taken;
    });
    expect((await source.current()).flag(NAME)).toBeNull();
    now = 999;
    expect((await source.current()).flag(NAME)).toBeNull();
    now = 1000;
    expect((await source.current()).flag(NAME)?.everyone).toBe(true);
  });

  it('an override during evaluations: each request is consistent, and later ones use it', async () => {
    const url = `sqlite:${newFile()}`;
    const [writer, reader] = [await openStore(url), await openStore(url)];
    const book = new FlagBook(writer.data);
    await book.change(NAME, { everyone: true });
    const flag = new ExperimentFlag(NAME, 'tests');
    const source = new FlagSource(reader.data, { maxAge: 0 });
    let isDone = false;
    const writing = (async () => {
      for (let round = 0; round < 20; round += 1) {
        // Bucket 1 is forced before the main flag is off, and free again before it is on.
        await book.override({
          waffle_flag: `${NAME}.1`,
          org: 'edX',
          choice: round % 2 === 0 ? 'on' : 'unset',
        });
        await book.override({ waffle_flag: NAME, org: 'edX', choice: round % 2 === 0 ? 'off' : 'unset' });
      }
      isDone = true;
    })();
    let answers = 0;
    while (!isDone) {
      const settings = await source.current();
      const context = new FlagContext(settings, { user: { id: 1, username: 'ada' } });
      const before = flag.decide(context, COURSE);
      await new Promise((resolve) => setImmediate(resolve));
      expect(flag.decide(context, COURSE)).toEqual(before);
      answers += 1;
    }
    await writing;
    expect(answers).toBeGreaterThan(5);
    const last = new FlagContext(await source.current(), { user: { id: 1, username: 'ada' } });
    expect(flag.decide(last, COURSE).reason).toBe('hash');
    await Promise.all([writer.close(), reader.close()]);
  });
});

describe('JSON lines', () => {
  it('keep the events in order', async () => {
    const path = newFile('jsonl');
    const flag = new ExperimentFlag(NAME, 'tests');
    const { data } = await openStore('memory:');
    await new FlagBook(data).change(NAME, { everyone: true });
    const settings = await new FlagSource(data).current();
    for (const round of [0, 1]) {
      const sink = new JsonLinesSink(path, { now: () => new Date(round) });
      for (const id of [1, 2]) {
        const context = new FlagContext(
          settings,
          { user: { id, username: `${id}\n` }, session: new Map() },
          { tracker: sink },
        );
        flag.getBucket(context, COURSE);
        flag.getBucket(context, COURSE);
      }
      await sink.close();
      await sink.close();
    }
    const lines = (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ time, user_id }) => [time, user_id])).toEqual(
      [0, 0, 1, 1].map((round, index) => [new Date(round).toISOString(), (index % 2) + 1]),
    );
    expect(lines[0]).toMatchObject({
      event: 'edx.bi.experiment.user.bucketed',
      properties: { course_id: COURSE, site: null },
    });
  });

  it('report a file that cannot be written, and do not throw', async () => {
    const errors: Error[] = [];
    const sink = new JsonLinesSink('/nowhere/at/all.jsonl', { onError: (error) => errors.push(error) });
    sink.track({} as never);
    await sink.close();
    sink.track({} as never);
    expect(errors).toHaveLength(1);
  });
});
