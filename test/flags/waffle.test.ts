/** Flags answer what waffle and its course layers answer: the measured rows, and the precedence table. */
import { describe, expect, it } from 'vitest';
import { CourseWaffleFlag } from '../../src/flags/course-waffle-flag.js';
import { FlagContext, type FlagRequest } from '../../src/flags/flag-request.js';
import type { FlagDefinition } from '../../src/flags/flag-settings.js';
import { type Given, request, STAFF, SUPERUSER, settings, USER } from './flag-fixtures.js';

const NAME = 'waffle.some_flag';
const flag = new CourseWaffleFlag(NAME, 'tests');
const cookie = (value: string, name = `dwf_${NAME}`) => ({ cookies: new Map([[name, value]]) });
const query = (text: string) => ({ query: new URLSearchParams(text) });
const DAYS_30 = 2_592_000;

/** Who asks, what the flag is, how the dice fall (of 100), what it answers, which cookie it sets. */
type Row = [string, Partial<FlagDefinition> | null, Partial<FlagRequest>, number | null, boolean, string?];

const ROWS: Row[] = [
  ['no row', null, {}, null, false],
  ['all defaults, ordinary user', {}, {}, null, false],
  ['all defaults, staff', {}, { user: STAFF }, null, false],
  ['all defaults, superuser', {}, { user: SUPERUSER }, null, true],
  ['everyone, anonymous', { everyone: true }, { user: null }, null, true],
  ['nobody, superuser', { everyone: false }, { user: SUPERUSER }, null, false],
  ['nobody, listed user', { everyone: false, users: ['bob'] }, {}, null, false],
  ['nobody, percent 99.9', { everyone: false, percent: 99.9 }, {}, 0, false],
  ['authenticated, anonymous', { authenticated: true }, { user: null }, null, false],
  ['authenticated, user', { authenticated: true }, {}, null, true],
  [
    'authenticated, user without an id',
    { authenticated: true },
    { user: { id: null, username: 'x' } },
    null,
    false,
  ],
  ['not superusers, superuser', { superusers: false }, { user: SUPERUSER }, null, false],
  ['staff, staff', { staff: true }, { user: STAFF }, null, true],
  ['staff, ordinary user', { staff: true }, {}, null, false],
  ['users, a member', { users: ['alice', 'bob'] }, {}, null, true],
  ['users, another', { users: ['alice'] }, {}, null, false],
  ['groups, a member', { groups: ['beta'] }, { user: { ...USER, groups: ['alpha', 'beta'] } }, null, true],
  ['groups, another', { groups: ['beta'] }, { user: { ...USER, groups: ['alpha'] } }, null, false],
  ['groups, anonymous', { groups: ['beta'] }, { user: null }, null, false],
  ['languages, one of them', { languages: ['en', 'es'] }, { language: 'es' }, null, true],
  ['languages, another', { languages: ['en', 'es'] }, { language: 'fr' }, null, false],
  ['languages, none', { languages: ['en', 'es'] }, {}, null, false],
  ['percent 50, roll 50', { percent: 50 }, {}, 50, true, `True ${DAYS_30}`],
  ['percent 50, roll 50.1', { percent: 50 }, {}, 50.1, false, `False ${DAYS_30}`],
  ['percent 50, anonymous', { percent: 50 }, { user: null }, 10, true, `True ${DAYS_30}`],
  ['rollout, roll 50.1', { percent: 50, rollout: true }, {}, 50.1, false, 'False null'],
  ['rollout, roll 10', { percent: 50, rollout: true }, {}, 10, true, `True ${DAYS_30}`],
  ['percent 0, roll 0', { percent: 0 }, {}, 0, false],
  ['percent 50, cookie True', { percent: 50 }, cookie('True'), 99, true, `True ${DAYS_30}`],
  ['percent 50, cookie False', { percent: 50 }, cookie('False'), 0, false, `False ${DAYS_30}`],
  ['percent 50, cookie junk', { percent: 50 }, cookie('junk'), 0, false, `False ${DAYS_30}`],
  ['percent 50, superuser', { percent: 50 }, { user: SUPERUSER }, 99, true],
  ['percent 99, no user in the request', { percent: 99 }, { user: undefined as never }, 0, false],
  ['no percent, cookie True', {}, cookie('True'), null, false],
  [
    'testing, asked on, anonymous',
    { testing: true },
    { user: null, ...query(`dwft_${NAME}=1`) },
    null,
    true,
    'True null',
  ],
  [
    'testing, asked off, superuser',
    { testing: true },
    { user: SUPERUSER, ...query(`dwft_${NAME}=0`) },
    null,
    false,
    'False null',
  ],
  [
    'testing, header',
    { testing: true },
    { headers: new Headers({ 'DWFT-waffle.some-flag': '1' }) },
    null,
    true,
    'True null',
  ],
  ['testing, cookie True', { testing: true }, cookie('True', `dwft_${NAME}`), null, true],
  [
    'testing, cookie False, superuser',
    { testing: true },
    { user: SUPERUSER, ...cookie('False', `dwft_${NAME}`) },
    null,
    false,
  ],
  ['testing, nothing asked', { testing: true }, {}, null, false],
  ['not testing, asked on', {}, query(`dwft_${NAME}=1`), null, false],
  ['testing, but nobody', { testing: true, everyone: false }, query(`dwft_${NAME}=1`), null, false],
];

describe('the measured rows', () => {
  it.each(ROWS)('%s', (_, definition, change, rolled, expected, set) => {
    const random = () => {
      if (rolled === null) throw new Error('no dice are to be rolled here');
      return rolled / 100;
    };
    const given = definition === null ? {} : { flags: { [NAME]: definition } };
    const { context } = request(given, change, { random });
    expect(flag.isEnabled(context)).toBe(expected);
    const cookies = [...context.cookies.values()].map(({ value, maxAge }) => `${value} ${maxAge}`);
    expect(cookies).toEqual(set === undefined ? [] : [set]);
    if (set !== undefined) expect([...context.cookies.values()][0]).toMatchObject({ secure: true });
  });

  it('the query overrides all when the settings say so, but not a missing row', () => {
    const on = settings({ flags: { [NAME]: false } }, { queryOverride: true });
    expect(flag.isEnabled(request(on, query(`${NAME}=1`)).context)).toBe(true);
    expect(flag.isEnabled(request(on, query(`${NAME}=0`)).context)).toBe(false);
    expect(flag.isEnabled(request(on).context)).toBe(false);
    const missing = settings({}, { queryOverride: true });
    expect(flag.isEnabled(request(missing, query(`${NAME}=1`)).context)).toBe(false);
    expect(flag.isEnabled(request(settings({}, { flagDefault: true })).context)).toBe(true);
  });

  it('two decisions in one request agree, whatever the random numbers', () => {
    for (let round = 0; round < 50; round += 1) {
      const { context } = request({ flags: { [NAME]: { percent: 50 } } });
      const first = flag.isEnabled(context);
      context.clearCache();
      expect([flag.isEnabled(context), flag.isEnabled(context, 'a/b/c')]).toEqual([first, first]);
    }
  });
});

describe('the layers', () => {
  const COURSE = 'course-v1:edX+DemoX+Run';
  const [ON, OFF, UNSET] = ['on', 'off', undefined] as const;
  it.each([
    [ON, UNSET, true, true],
    [ON, ON, true, true],
    [ON, OFF, true, true],
    [OFF, UNSET, false, false],
    [OFF, ON, false, false],
    [OFF, OFF, false, false],
    [UNSET, ON, true, true],
    [UNSET, OFF, false, false],
    [UNSET, UNSET, false, true],
  ] as const)('course %s, org %s', (course, org, whenOff, whenOn) => {
    const overrides = [
      ...(course === undefined ? [] : [[NAME, COURSE, course] as const]),
      ...(org === undefined ? [] : [[NAME, 'edX', org] as const]),
    ];
    for (const [everyone, expected] of [
      [false, whenOff],
      [true, whenOn],
    ] as const) {
      const { context } = request({ flags: { [NAME]: everyone }, overrides });
      expect(flag.isEnabled(context, COURSE)).toBe(expected);
      // Neither another course nor a call without one is affected by the course's override.
      const elsewhere = request({
        flags: { [NAME]: everyone },
        overrides: overrides.slice(course ? 1 : 0),
      }).context;
      expect(flag.isEnabled(context, 'course-v1:edX+Other+Run')).toBe(
        flag.isEnabled(elsewhere, 'course-v1:edX+Other+Run'),
      );
      expect(flag.isEnabled(context)).toBe(everyone);
      expect(flag.isEnabled(context, 'library-v1:edX+Lib')).toBe(everyone);
    }
  });

  it.each<[string, Given, string | null, boolean]>([
    ['another org never matters', { overrides: [[NAME, 'MITx', 'on']] }, COURSE, false],
    ['an org is compared with its case', { overrides: [[NAME, 'EDX', 'on']] }, COURSE, false],
    ['a row that is not enabled counts as unset', { overrides: [[NAME, COURSE, 'disabled']] }, COURSE, false],
    ['an old key has an org too', { overrides: [[NAME, 'org', 'on']] }, 'org/course/run', true],
    ['another flag', { overrides: [['other.flag', COURSE, 'on']] }, COURSE, false],
    ['undefined', {}, COURSE, false],
  ])('%s', (_, given, key, expected) => {
    expect(flag.isEnabled(request(given).context, key)).toBe(expected);
  });

  it.each([
    ['undefined', {}, false],
    ['everyone', { flags: { [NAME]: true } }, true],
    ['percent', { flags: { [NAME]: { percent: 99.9, authenticated: true } } }, false],
  ])('without a request: %s', (_, given, expected) => {
    expect(flag.isEnabled(new FlagContext(settings(given), null))).toBe(expected);
  });

  it.each([
    [undefined, false, false],
    [undefined, true, true],
    ['on', false, true],
    ['off', true, false],
    ['disabled', true, true],
  ] as const)('for an org: override %s, flag %s', (org, everyone, expected) => {
    const overrides = [
      [NAME, COURSE, 'on'] as const,
      ...(org === undefined ? [] : [[NAME, 'edX', org] as const]),
    ];
    expect(flag.isEnabledForOrg(request({ flags: { [NAME]: everyone }, overrides }).context, 'edX')).toBe(
      expected,
    );
  });

  it('lists where it is forced on, without rows that are not enabled', () => {
    const picture = settings({
      overrides: [
        [NAME, 'b', 'on'],
        [NAME, 'a', 'on'],
        [NAME, 'c', 'off'],
        [NAME, 'd', 'disabled'],
        [NAME, COURSE, 'on'],
        [NAME, 'a/b/c', 'disabled'],
      ],
    });
    expect([...flag.getForceOnOrgs(picture)]).toEqual(['a', 'b']);
    expect(flag.getForceOnCourseKeys(picture).map(({ text }) => text)).toEqual([COURSE]);
  });

  it('drops cached results for too many courses, and gives the same results', () => {
    const picture = settings({ flags: { [NAME]: true }, overrides: [[NAME, 'off', 'off']] });
    const asker = {};
    for (let index = 0; index < 25_000; index += 1) picture.remember(asker, String(index), () => index);
    expect(picture.remember(asker, '24999', () => -1)).toBe(24_999);
    expect(picture.remember(asker, '1', () => -1)).toBe(-1);
  });
});
