/** Experiment flags answer what Open edX's own tests say, and what its decision order implies beside them. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { stableBucket } from '../../src/bucketing/bucket.js';
import { explainBucket } from '../../src/flags/explain-flag.js';
import { type BucketReason, ExperimentFlag, overrideExperimentFlag } from '../../src/flags/flag.js';
import { FlagContext } from '../../src/flags/flag-request.js';
import { type Given, request, STAFF, settings, USER } from './flag-fixtures.js';

const NAME = 'experiments.test';
const COURSE = 'a/b/c';
const flag = new ExperimentFlag(NAME, 'tests', { experimentId: 0 });
/** As upstream's fixture: the main flag is on, and the flag of bucket 1. */
const ON = { [NAME]: true, [`${NAME}.1`]: true };
const day = (text: string) => () => new Date(`${text}T00:00:00Z`);

describe('the rows of test_flags.py', () => {
  it.each<[string, Given, string | null, number]>([
    ['1 happy path', { flags: ON }, null, 1],
    ['3 not enabled', { flags: { ...ON, [NAME]: false } }, null, 0],
    ['4 start, not enrolled', { flags: ON, window: { start: '2012-01-06' } }, null, 1],
    ['5 start to come', { flags: ON, window: { start: '9999-01-06' } }, null, 0],
    ['6 start, enrolled before', { flags: ON, window: { start: '2012-01-06' } }, '2012-01-05', 0],
    ['7 start, enrolled after', { flags: ON, window: { start: '2012-01-06' } }, '2012-01-07', 1],
    ['8 no start', { flags: ON }, '2012-01-07', 1],
    ['9 start is no date', { flags: ON, window: { start: 'not-a-date' } }, '2012-01-07', 0],
    ['10 end, not enrolled', { flags: ON, window: { end: '2012-01-06' } }, null, 0],
    ['11 end to come', { flags: ON, window: { end: '9999-01-06' } }, null, 1],
    ['12 end, enrolled before', { flags: ON, window: { end: '2012-01-06' } }, '2012-01-05', 1],
    ['13 end, enrolled after', { flags: ON, window: { end: '2012-01-06' } }, '2012-01-07', 0],
    ['14 no end', { flags: ON }, '2012-01-07', 1],
    ['15 end is no date', { flags: ON, window: { end: 'not-a-date' } }, '2012-01-07', 0],
    ['16 both buckets forced', { flags: { ...ON, [`${NAME}.0`]: true } }, null, 0],
    ['17 bucket 0 off', { flags: { ...ON, [`${NAME}.0`]: false } }, null, 1],
    ['edge: enrolled at the start', { flags: ON, window: { start: '2012-01-06' } }, '2012-01-06', 1],
    ['edge: enrolled at the end', { flags: ON, window: { end: '2012-01-06' } }, '2012-01-06', 0],
  ])('%s', (_, given, enrolled, bucket) => {
    const { context } = request(given, {}, enrolled === null ? {} : { enrolledAt: day(enrolled) });
    expect(flag.getBucket(context, COURSE)).toBe(bucket);
  });

  it('2 no request', () => {
    expect(flag.getBucket(null, COURSE)).toBe(0);
    expect(flag.getBucket(new FlagContext(settings({ flags: ON }), null), COURSE)).toBe(0);
    expect(flag.isExperimentOn(new FlagContext(settings({ flags: ON }), null), COURSE)).toBe(true);
    expect(flag.isExperimentOn(null)).toBe(false);
  });

  it('18 tracking: once a session, with the seven properties', () => {
    const { context, events, session } = request({ flags: ON });
    expect(flag.getBucket(context, COURSE, { track: true })).toBe(1);
    context.clearCache();
    expect(flag.getBucket(context, COURSE, { track: true })).toBe(1);
    expect(events).toEqual([
      {
        user_id: USER.id,
        event: 'edx.bi.experiment.user.bucketed',
        properties: {
          site: 'courses.example.org',
          app_label: 'experiments',
          experiment: 'test',
          bucket: 1,
          course_id: COURSE,
          is_staff: false,
          nonInteraction: 1,
        },
      },
    ]);
    expect([...session]).toEqual([[`tracked.${NAME}.${COURSE}`, true]]);
  });

  it('19 caching: one answer for each request', () => {
    const before = request({ flags: ON });
    expect(flag.getBucket(before.context, COURSE)).toBe(1);
    const after = request({ flags: { ...ON, [NAME]: false } });
    expect(flag.getBucket(after.context, COURSE)).toBe(0);
    expect(flag.getBucket(before.context, COURSE)).toBe(1);
    expect(before.events).toHaveLength(1);
  });

  it.each([
    [1, true],
    [0, false],
  ])('20-21 is_enabled: bucket %i', (bucket, enabled) => {
    const stubbed = new ExperimentFlag(NAME, 'tests');
    vi.spyOn(stubbed, 'getBucket').mockReturnValue(bucket);
    expect(stubbed.isEnabled(request({}).context)).toBe(enabled);
    expect(stubbed.isEnabled(request({}).context, COURSE)).toBe(enabled);
  });

  it.each([
    [true, 1, 1, true],
    [true, 0, 0, true],
    [false, 1, 0, false],
    [false, 0, 0, false],
  ])('22-25 override: active %s, bucket %i', async (active, bucket, got, on) => {
    const { context, events } = request({ flags: { [NAME]: !active } });
    const ask = () => [flag.getBucket(context), flag.isExperimentOn(context), flag.isEnabled(context)];
    expect(overrideExperimentFlag(flag, { active, bucket }, ask)).toEqual([got, on, got !== 0]);
    const later = overrideExperimentFlag(flag, { active, bucket }, async () => {
      await Promise.resolve();
      return ask();
    });
    expect(await later).toEqual([got, on, got !== 0]);
    expect(flag.isExperimentOn(context)).toBe(!active);
    expect(events).toEqual([]);
  });

  it('the override ends after failures, and nests', async () => {
    const { context } = request({});
    const fail = () => {
      throw new Error('failed');
    };
    expect(() => overrideExperimentFlag(flag, {}, fail)).toThrow('failed');
    await expect(overrideExperimentFlag(flag, {}, async () => fail())).rejects.toThrow('failed');
    overrideExperimentFlag(flag, { bucket: 1 }, () => {
      overrideExperimentFlag(flag, { bucket: 0 }, () => expect(flag.getBucket(context)).toBe(0));
      expect(flag.getBucket(context)).toBe(1);
      expect(flag.decide(context)).toEqual({ bucket: 1, reason: 'override' });
    });
    expect(flag.getBucket(context)).toBe(0);
    expect(() => overrideExperimentFlag(flag, { bucket: 2 }, () => 0)).toThrow(RangeError);
  });

  it.each([
    ['experiments.test', 'experiments', 'test'],
    ['namespace.flag.name', 'namespace', 'flag.name'],
  ])('26 names: %s', (name, appLabel, experimentName) => {
    expect(new ExperimentFlag(name, 'tests')).toMatchObject({ appLabel, experimentName });
  });

  /** Upstream stubs the hash with the length of the name; here the name is seen by `decideGroup`. */
  it.each<[string, boolean, string | null, number | string]>([
    ['27', true, 'x/y/1', 1],
    ['28', true, 'x/y/22', 'exp.aware.x/y/22'],
    ['29', true, 'x/y/333', 'exp.aware.x/y/333'],
    ['30', true, null, 'exp.aware'],
    ['31', false, 'x/y/1', 1],
    ['32a', false, 'x/y/22', 'exp.unaware'],
    ['32b', false, 'x/y/333', 'exp.unaware'],
    ['32c', false, null, 'exp.unaware'],
  ])('%s course awareness', (_, isAware, key, expected) => {
    const name = isAware ? 'exp.aware' : 'exp.unaware';
    const twenty = new ExperimentFlag(name, 'tests', { numBuckets: 20, useCourseAwareBucketing: isAware });
    const given = { flags: { [name]: true }, overrides: [[`${name}.1`, 'x/y/1', 'on'] as const] };
    const { context } = request(given);
    const hashed: string[] = [];
    const { bucket } = twenty.decide(context, key, { hash: (hashName) => hashed.push(hashName) });
    expect(twenty.getBucket(context, key)).toBe(bucket);
    if (typeof expected === 'number') expect([bucket, hashed]).toEqual([expected, []]);
    else expect([bucket, hashed]).toEqual([stableBucket(expected, 20, USER.username), [expected]]);
  });
});

describe('what the decision order implies', () => {
  const HASHED = { flags: { [NAME]: true } };

  it('puts anonymous users into bucket 0, or where they are forced, and reports neither', () => {
    for (const user of [null, undefined, { id: null, username: '' }, { id: 0, username: 'alice' }]) {
      const hashed = request(HASHED, { user: user as never });
      expect(flag.getBucket(hashed.context, COURSE)).toBe(0);
      const forced = request({ flags: ON }, { user: user as never });
      expect([flag.getBucket(forced.context, COURSE), forced.events]).toEqual([
        user === undefined ? 1 : 1,
        [],
      ]);
    }
  });

  it('decides for the student whom staff act as, without cookies and events', () => {
    const student = { id: 3, username: 'edx' };
    const masquerade = (key: { text: string } | null) => (key?.text === COURSE ? student : null);
    const given = { flags: { [NAME]: { superusers: false, authenticated: true, percent: 100 } } };
    const { context, events, session } = request(given, { user: STAFF, masquerade });
    expect(flag.getBucket(context, COURSE)).toBe(stableBucket(`${NAME}.${COURSE}`, 2, 'edx'));
    expect([events, session.size, context.cookies.size]).toEqual([[], 0, 0]);
    expect(flag.getBucket(context, 'a/b/other')).toBe(stableBucket(`${NAME}.a/b/other`, 2, 'staff'));
    expect(events).toHaveLength(1);
    const forStaff = { flags: { [NAME]: true, [`${NAME}.1`]: { staff: true } } };
    const asStudent = request(forStaff, { user: STAFF, masquerade }).context;
    expect(flag.decide(asStudent, COURSE).reason).toBe('hash');
    expect(flag.decide(asStudent, 'a/b/other')).toEqual({ bucket: 1, reason: 'forced' });
  });

  it('with track false reports nothing and marks nothing', () => {
    const { context, events, session } = request({ flags: ON });
    expect(flag.getBucket(context, COURSE, { track: false })).toBe(1);
    expect([events.length, session.size]).toEqual([0, 0]);
  });

  it('reports once for each course and session, bucket 0 too, and only learners in the experiment', () => {
    const zero = request({ flags: { [NAME]: true, [`${NAME}.0`]: true } }, { user: STAFF });
    for (const key of [COURSE, 'a/b/d', null, COURSE]) flag.getBucket(zero.context, key);
    expect(zero.events.map(({ properties }) => [properties.course_id, properties.bucket])).toEqual([
      [COURSE, 0],
      ['a/b/d', 0],
      [null, 0],
    ]);
    expect(zero.events[0]!.properties.is_staff).toBe(true);
    expect([...zero.session.keys()].at(-1)).toBe(`tracked.${NAME}`);
    const out = request({ flags: ON, window: { start: 'not-a-date' } });
    flag.getBucket(out.context, COURSE);
    expect([out.events, out.session.size]).toEqual([[], 0]);
    const marked = request({ flags: ON }, { session: new Map([[`tracked.${NAME}.${COURSE}`, true]]) });
    flag.getBucket(marked.context, COURSE);
    expect(marked.events).toEqual([]);
    const bare = request({ flags: ON }, { session: null, site: null });
    expect([flag.getBucket(bare.context, COURSE), bare.events]).toEqual([1, []]);
  });

  it('does not mark a session without a tracker', () => {
    const { context, session } = request({ flags: ON }, {}, { tracker: undefined as never });
    expect(flag.getBucket(context, COURSE)).toBe(1);
    expect(session.size).toBe(0);
    const siteless = request({ flags: ON }, { site: null });
    flag.getBucket(siteless.context, COURSE);
    expect(siteless.events[0]!.properties.site).toBeNull();
  });

  it('checks no window without a course or an experiment id', () => {
    const given: Given = { flags: ON, window: { start: '9999-01-01' } };
    expect(flag.getBucket(request(given).context)).toBe(1);
    expect(flag.getBucket(request(given).context, COURSE)).toBe(0);
    const without = new ExperimentFlag(NAME, 'tests');
    expect(without.getBucket(request(given).context, COURSE)).toBe(1);
  });

  it('checks the start of a window before an unreadable end, and does not look up the enrolment of anonymous users', () => {
    const enrolledAt = vi.fn(() => new Date(Number.NaN));
    const now = () => Date.parse('2020-01-01');
    const given: Given = { flags: ON, window: { start: '2021-01-01', end: 'never' } };
    const verdicts: string[] = [];
    const note = { window: (...all: unknown[]) => void verdicts.push(String(all[3])) };
    flag.decide(request(given, {}, { enrolledAt, now }).context, COURSE, note);
    flag.decide(request(given, { user: null }, { enrolledAt, now }).context, COURSE, note);
    expect([verdicts, enrolledAt.mock.calls.length]).toEqual([['before-start', 'before-start'], 1]);
  });

  it('keeps the decisions for two users in one request apart', () => {
    const { context } = request(HASHED);
    const request2 = context.request as { user: unknown };
    const first = flag.getBucket(context, COURSE);
    const other = ['a', 'b', 'c', 'd', 'e', 'f'].find(
      (name) => stableBucket(`${NAME}.${COURSE}`, 2, name) !== first,
    );
    request2.user = { id: 99, username: other };
    expect(flag.getBucket(context, COURSE)).not.toBe(first);
  });

  it.each<[BucketReason, Given]>([
    ['off', {}],
    ['outside-window', { flags: ON, window: { end: '2000-01-01' } }],
    ['forced', { flags: ON }],
    ['hash', HASHED],
  ])('gives the reason: %s', (reason, given) => {
    expect(flag.decide(request(given).context, COURSE).reason).toBe(reason);
  });

  it('refuses invalid names, numbers and ids', () => {
    expect(() => new ExperimentFlag('dotless', 'tests')).toThrow(/namespace/);
    expect(() => new ExperimentFlag(' a.b', 'tests')).toThrow(/white space/);
    for (const numBuckets of [0, -1, 1.5, Number.NaN]) {
      expect(() => new ExperimentFlag('a.b', 'tests', { numBuckets })).toThrow(RangeError);
    }
    for (const experimentId of [-1, 1.5, 65_536, Number.NaN]) {
      expect(() => new ExperimentFlag('a.b', 'tests', { experimentId })).toThrow(RangeError);
    }
    expect(new ExperimentFlag('a.b', 'tests', { numBuckets: 3 }).buckets.map(({ name }) => name)).toEqual([
      'a.b.0',
      'a.b.1',
      'a.b.2',
    ]);
    expect(() => flag.getBucket(request(HASHED).context, 'no key')).toThrow(SyntaxError);
  });
});

it('the bucket is the stable bucket of the hash name, for 100,000 random flags, courses and users', () => {
  const part = fc.stringMatching(/^[\w.-]{1,12}$/);
  const key = fc.oneof(
    fc.constant(null),
    fc.tuple(part, part, part).map((parts) => `course-v1:${parts.join('+')}`),
    fc.tuple(part, part, part).map((parts) => parts.join('/')),
  );
  const name = fc.tuple(part, part).map((parts) => parts.join('.'));
  const username = fc.string({ unit: 'grapheme', maxLength: 20 });
  let checked = 0;
  fc.assert(
    fc.property(
      name,
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      fc.array(key, { minLength: 5, maxLength: 5 }),
      fc.array(username, { minLength: 20, maxLength: 20 }),
      (flagName, isAware, numBuckets, keys, usernames) => {
        const experiment = new ExperimentFlag(flagName, 'tests', {
          numBuckets,
          useCourseAwareBucketing: isAware,
        });
        const picture = settings({ flags: { [flagName]: true } });
        for (const courseKey of keys) {
          const hashName = isAware && courseKey !== null ? `${flagName}.${courseKey}` : flagName;
          for (const one of usernames) {
            const context = new FlagContext(picture, { user: { id: 1, username: one } });
            if (experiment.getBucket(context, courseKey) !== stableBucket(hashName, numBuckets, one))
              return false;
            checked += 1;
          }
        }
        return true;
      },
    ),
    { numRuns: 1000 },
  );
  expect(checked).toBe(100_000);
});

it('explains the decision that it makes, whatever the settings', () => {
  const state = fc.option(
    fc.record({
      everyone: fc.constantFrom(null, null, true, false),
      superusers: fc.boolean(),
      staff: fc.boolean(),
      authenticated: fc.boolean(),
      users: fc.constantFrom([], ['bob']),
      percent: fc.constantFrom(null, 50),
    }),
  );
  const choice = fc.option(fc.constantFrom('on' as const, 'off' as const, 'disabled' as const));
  const edge = fc.constantFrom(undefined, '', '2012-01-06', '9999-01-01', 'never');
  fc.assert(
    fc.property(
      fc.tuple(state, state, state),
      fc.array(choice, { minLength: 6, maxLength: 6 }),
      fc.record({ start: edge, end: edge }),
      fc.constantFrom(USER, STAFF, null),
      fc.constantFrom(null, COURSE, 'other/b/c'),
      fc.integer({ min: 0, max: 99 }),
      (states, choices, { start, end }, user, key, rolled) => {
        const names = [NAME, `${NAME}.0`, `${NAME}.1`];
        const given: Given = {
          flags: Object.fromEntries(
            names.flatMap((name, index) => (states[index] ? [[name, states[index]]] : [])),
          ),
          overrides: names.flatMap((name, index) =>
            [COURSE, 'a'].flatMap((target, second) => {
              const chosen = choices[index * 2 + second];
              return chosen ? [[name, target, chosen] as const] : [];
            }),
          ),
          window: { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) },
        };
        const services = { random: () => rolled / 100, enrolledAt: day('2012-01-07') };
        const { context, events } = request(given, { user }, services);
        const explained = explainBucket(flag, context, key);
        const decided = flag.decide(context, key);
        expect({ bucket: explained.bucket, reason: explained.reason }).toEqual(decided);
        expect(explained.steps.at(-1)!.says).toContain(`bucket ${decided.bucket}`);
        expect(events).toEqual([]);
        expect(flag.getBucket(context, key)).toBe(decided.bucket);
        const isIn = decided.reason === 'forced' || decided.reason === 'hash';
        expect(events).toHaveLength(isIn && user !== null ? 1 : 0);
      },
    ),
    { numRuns: 500 },
  );
});
