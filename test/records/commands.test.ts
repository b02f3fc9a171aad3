/** The commands for flags and data: what they store, print and refuse, run in this process. */
import { describe, expect, it } from 'vitest';
import { olxAbtest } from '../cli/command-line.js';
import { scratch } from '../storage/scratch.js';

const newFile = scratch();
const COURSE = 'course-v1:MITx+A+B';

/** Runs one command line on a store; gives what it printed, or throws what it refused. */
async function run(store: string, ...args: string[]): Promise<{ out: string; words: string }> {
  const { exit, stdout, stderr } = await olxAbtest([...args, '--store', store]);
  if (exit !== 0) throw new Error(stderr);
  return { out: stdout, words: stderr };
}

const plain = (text: string) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'THEN');

describe('flag', () => {
  it('sets, overrides, lists, traces and explains', async () => {
    const store = `sqlite:${newFile()}`;
    const { words } = await run(
      store,
      'flag',
      'set',
      'exp.video',
      '--everyone',
      'yes',
      '--by',
      'root',
      '--reason',
      'go',
    );
    expect(words).toContain('(created)\nexp.video is on for everyone\n');
    await run(
      store,
      'flag',
      'set',
      'exp.video.1',
      '--no-superusers',
      '--users',
      'ada, bob',
      '--percent',
      '5.5',
      '--note',
      'pilot',
    );
    await run(store, 'flag', 'override', 'exp.video', 'off', '--org', 'edX');
    await run(store, 'flag', 'override', 'exp.video.1', 'on', '--course', COURSE, '--by', 'eve');
    await run(store, 'flag', 'override', 'exp.video.1', 'unset', '--course', COURSE);
    expect((await run(store, 'flag', 'list')).out).toBe(
      [
        'flag         state                                     note',
        'exp.video    on for everyone',
        '             org edX: forced off',
        'exp.video.1  on for users ada, bob; 5.5 % of browsers  pilot',
        '',
      ].join('\n'),
    );
    expect(
      plain((await run(store, 'flag', 'history', 'exp.video.1')).out)
        .split('\n')
        .slice(1),
    ).toEqual([
      expect.stringMatching(/^exp\.video\.1 {2}course .*: not overridden +THEN$/),
      expect.stringMatching(/^exp\.video\.1 {2}course .*: forced on +THEN by eve$/),
      expect.stringMatching(/^exp\.video\.1 {2}on for users ada, bob; 5\.5 % of browsers +THEN$/),
      '',
    ]);
    const { history } = JSON.parse((await run(store, 'flag', 'history', '--format', 'json')).out);
    expect(history.flags.at(-1)).toMatchObject({ name: 'exp.video', changed_by: 'root', reason: 'go' });
    const why = await run(
      store,
      'flag',
      'evaluate',
      'exp.video',
      '--user',
      'eve',
      '--course',
      COURSE,
      '--roll',
      '99',
    );
    expect(why.out).toContain('exp.video.1 is off: percent (rolled 99 of 100 against 5.5)\n');
    expect(why.out).toContain(`hash         md5 of "exp.video.${COURSE}" and "eve" gives`);
    const forced = await run(store, 'flag', 'evaluate', 'exp.video', '--user', 'ada', '--format', 'json');
    expect(JSON.parse(forced.out).evaluation).toMatchObject({ bucket: 1, reason: 'forced' });
    const off = await run(store, 'flag', 'evaluate', 'exp.video', '--user', 'ada', '--course', 'edX/a/b');
    expect(off.out).toMatch(
      /main-flag {2}exp\.video is off: forced for the org edX\nanswer {5}bucket 0: the experiment is off\n$/,
    );
    expect((await run(store, 'flag', 'set', 'exp.video', '--delete')).words).toContain(
      'exp.video is deleted',
    );
    const { flags } = JSON.parse((await run(store, 'flag', 'list', '--format', 'json')).out);
    expect(flags[0]).toMatchObject({ name: 'exp.video', definition: null, overrides: [{ target: 'edX' }] });
  });

  it('explains windows, testers, languages and staff', async () => {
    const store = `sqlite:${newFile()}`;
    await run(store, 'flag', 'set', 'exp.video', '--testing', '--staff', '--languages', 'fr');
    await run(store, 'data', 'set', '5', 'enrollment_end', '2026-01-01T00:00:00+01:00');
    const evaluate = async (...args: string[]) =>
      (await run(store, 'flag', 'evaluate', 'exp.video', ...args)).out;
    const window = ['--course', 'a/b/c', '--experiment-id', '5', '--language', 'fr'];
    expect(await evaluate(...window, '--user', 'ada', '--enrolled', '2025-12-31T23:00:00Z')).toContain(
      'from any time, to 2025-12-31T23:00:00.000Z; enrolled 2025-12-31T23:00:00.000Z: not before the end',
    );
    expect(await evaluate(...window, '--user', 'ada', '--at', '2025-01-01')).toContain(
      'counted as now (2025-01-01T00:00:00.000Z): inside',
    );
    expect(await evaluate('--user', 'ada', '--staff')).toContain('on: for staff (ada)');
    expect(await evaluate('--query', 'dwft_exp.video=1')).toContain('on: testing (the request asks for 1)');
    expect(await evaluate('--cookie', 'dwft_exp.video=False', '--user', 'ada', '--staff')).toContain(
      'off: testing (cookie',
    );
    expect(await evaluate('--language', 'fr')).toContain('no user is logged in: bucket 0 without hashing');
    expect(await evaluate('--user', 'ada')).toContain('off: no rule turns it on');
  });

  it.each([
    [['flag', 'set', 'exp.video'], /No change was given/],
    [['flag', 'set', 'exp.video', '--delete', '--staff'], /exclude each other/],
    [['flag', 'set', 'exp.video', '--percent', '100'], /not a number from 0 to 99\.9/],
    [['flag', 'set', 'exp.video', '--percent', '5.55'], /not a number from 0 to 99\.9/],
    [['flag', 'override', 'exp.video', 'on'], /either a course or an org/],
    [['flag', 'override', 'exp.video', 'on', '--org', 'a', '--course', 'a/b/c'], /either a course or an org/],
    [['flag', 'override', 'exp.video', 'on', '--course', 'nonsense'], /not a course key/],
    [['flag', 'override', 'exp.video', 'maybe', '--org', 'a'], /Use one of: on, off, unset/],
    [['flag', 'evaluate', 'nodot'], /no namespace/],
    [['flag', 'evaluate', 'a.b', '--buckets', '0'], /whole number/],
    [['flag', 'evaluate', 'a.b', '--experiment-id', '65536'], /65535/],
    [['flag', 'evaluate', 'a.b', '--at', 'soon'], /not a date/],
    [['flag', 'evaluate', 'a.b', '--roll', '101'], /not a number from 0 to 100/],
    [['flag', 'evaluate', 'a.b', '--cookie', 'x'], /name=value/],
    [['flag'], /A command is missing/],
    [['flag', 'list'], /The store .* does not exist/],
    [['data', 'set', '70000', 'k', 'v'], /65535/],
    [['data', 'set', '1', ' ', 'v'], /key: This field may not be blank/],
    [['data', 'delete', '1', 'k'], /The store .* does not exist/],
    [['data', 'history', '--as-of', 'soon'], /not a date/],
  ])('refuses %j', async (args, why) => {
    await expect(run(`sqlite:${newFile()}`, ...args)).rejects.toThrow(why);
  });
});

describe('data', () => {
  it('sets, lists, deletes and traces', async () => {
    const store = `sqlite:${newFile()}`;
    await run(
      store,
      'data',
      'set',
      '5',
      'enrollment_start',
      '2026-01-01',
      '--by',
      'root',
      '--reason',
      'begin',
    );
    const { words } = await run(store, 'data', 'set', '5', 'enrollment_start', 'soon');
    expect(words).toContain('changed 1: 5, enrollment_start\nwarning: "soon" is not an ISO date');
    await run(store, 'data', 'set', '0', 'color', 'dark blue', '--user', 'ada');
    expect(plain((await run(store, 'data', 'list')).out)).toBe(
      'id  experiment  key               modified                  value\n1   5           enrollment_start  THEN  soon\n',
    );
    const mine = JSON.parse(
      (await run(store, 'data', 'list', '--user', 'ada', '--experiment-id', '0', '--format', 'json')).out,
    );
    expect(mine.data).toMatchObject([{ user: 'ada', experiment_id: 0, key: 'color', value: 'dark blue' }]);
    expect((await run(store, 'data', 'list', '--all-users', '--key', 'none')).out).toBe(
      'There is no data.\n',
    );
    await run(store, 'data', 'delete', '5', 'enrollment_start', '--by', 'eve');
    await expect(run(store, 'data', 'delete', '5', 'enrollment_start')).rejects.toThrow(/has no key/);
    await run(store, 'data', 'delete', '0', 'color', '--user', 'ada');
    const lines = plain((await run(store, 'data', 'history', '5')).out)
      .trimEnd()
      .split('\n')
      .slice(1);
    expect(lines.map((line) => line.split(/ {2,}/).slice(1).join(' '))).toEqual([
      'deleted 5 enrollment_start eve soon',
      'changed 5 enrollment_start soon',
      'created 5 enrollment_start root begin 2026-01-01',
    ]);
    expect((await run(store, 'data', 'history', '--as-of', '2100-01-01')).out).toBe('There is no history.\n');
    const { history } = JSON.parse(
      (await run(store, 'data', 'history', '--key', 'enrollment_start', '--format', 'json')).out,
    );
    expect(history).toHaveLength(3);
  });
});
