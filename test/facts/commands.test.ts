/** The commands for facts, user metadata and upsell: what they store, print and refuse. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { olxAbtest } from '../cli/command-line.js';
import { scratch } from '../storage/scratch.js';
import { SAMPLE } from './contract.js';
import { CREDENTIALS, LmsServer } from './lms-server.js';
import { KEY } from './people.js';

const newFile = scratch();
const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-facts-cli-'));
afterAll(() => rm(folder, { recursive: true }));

const AT = ['--at', '2026-06-15T12:00:00Z', '--upgrade-url', 'https://shop.example/?sku={sku}'];

describe('facts', () => {
  it('are imported, listed, shown and erased, and with the assignments, too', async () => {
    const store = ['--store', `sqlite:${newFile()}`];
    const imported = await olxAbtest(['facts', 'import', SAMPLE, ...store]);
    expect(imported.exit).toBe(0);
    expect(imported.stdout).toMatch(/^facts +rows +stored\n/);
    expect(imported.stdout).toMatch(/^enrolments +3 +3$/m);
    const listed = await olxAbtest(['facts', 'list', ...store]);
    expect(listed.stdout).toMatch(/^programs +1 +2/m);
    const ada = await olxAbtest(['facts', 'list', '--learner', 'ada', '--format', 'json', ...store]);
    const kinds = JSON.parse(ada.stdout).facts.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['enrolments', 'enrolments', 'forum_roles', 'schedule', 'user']);
    const shown = await olxAbtest(['metadata', KEY, 'ada@example.com', ...AT, ...store]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      username: 'ada',
      upgrade_link: 'https://shop.example/?sku=ABC',
    });
    const gone = await olxAbtest(['assignments', 'forget', '--learner', 'ada', ...store]);
    expect(gone.stderr).toContain('"ada": 0 assignments, 0 exposures, 0 outcomes and 5 facts erased');
    const after = await olxAbtest(['metadata', KEY, 'ada', ...AT, ...store]);
    expect([after.exit, after.stdout]).toEqual([3, '']);
    const bob = await olxAbtest(['facts', 'forget', '--learner', 'bob', ...store]);
    expect(bob.stderr).toContain('"bob": 5 facts erased');
  });

  it('with a wrong line are not imported: file, line and exit code', async () => {
    const wrong = await mkdtemp(join(folder, 'wrong-'));
    await writeFile(join(wrong, 'users.csv'), 'username,user_id\nada,seven\n');
    const { exit, stderr } = await olxAbtest(['facts', 'import', wrong, '--store', `sqlite:${newFile()}`]);
    expect(exit).toBe(3);
    expect(stderr).toContain('users.csv:2: user_id "seven" is not a whole number');
  });
});

describe('metadata', () => {
  it('prints what Open edX would, and names on stderr what is not known', async () => {
    const { exit, stdout, stderr } = await olxAbtest(['metadata', KEY, 'ada', '--facts', SAMPLE, ...AT]);
    expect(exit).toBe(0);
    expect(stdout).toContain('  "course_duration": 3628800.0,\n');
    expect(stderr).toBe('olx-abtest: unknown, and shown as not set: partition_groups\n');
  });

  it('from an LMS, with credentials of a file, and from a folder for the rest', async () => {
    const server = new LmsServer();
    const url = await server.start();
    const credentials = join(folder, 'credentials.json');
    const { clientId: client_id, clientSecret: client_secret } = CREDENTIALS;
    await writeFile(credentials, JSON.stringify({ client_id, client_secret }), { mode: 0o600 });
    const lms = ['--facts', `lms:${url}`, '--facts-credentials', credentials];
    const alone = await olxAbtest(['metadata', KEY, 'ada', ...lms, ...AT]);
    expect(alone.stderr).toContain('schedule, staff_access, forum_roles, duration_limits, upgrade_deadlines');
    const both = await olxAbtest(['metadata', KEY, 'ada', ...lms, '--facts', SAMPLE, ...AT]);
    expect(both.stderr).toBe('olx-abtest: unknown, and shown as not set: partition_groups\n');
    await server.stop();
    const dead = await olxAbtest(['metadata', KEY, 'ada', ...lms, ...AT]);
    expect([dead.exit, dead.stdout]).toEqual([3, '']);
    expect(dead.stderr).toContain('does not answer for users');
    expect(dead.stderr).not.toContain(client_secret);
  });

  it.each([
    [['a+b+c', 'ada'], 2, '"a+b+c" is not a course key'],
    [['course-v1:no+such+course', 'ada'], 3, 'The facts have no course course-v1:no+such+course'],
    [[KEY, 'zoe'], 3, 'The facts have no such user'],
    [[KEY, 'ada', '--at', 'soon'], 2, '--at "soon" is not a date'],
    [[KEY, 'ada', '--upgrade-url', 'shop.example'], 2, 'The link "shop.example" is not a web address'],
    [[KEY, 'ada', '--facts', 'lms:http://lms.example'], 2, 'The address of the LMS is not an https address'],
    [[KEY, 'ada', '--content', 'fixtures/courses/sample'], 2, 'is course-v1:HiveX+BEE101+2026_T1, not'],
  ])('%j: exit %i', async (args, exit, words) => {
    const answer = await olxAbtest(['metadata', ...args, '--facts', SAMPLE]);
    expect([answer.exit, answer.stdout]).toEqual([exit, '']);
    expect(answer.stderr).toContain(words);
  });
});

describe('upsell', () => {
  const upsell = (...more: string[]) => olxAbtest(['upsell', KEY, 'ada', '--facts', SAMPLE, ...AT, ...more]);

  it('explains step by step', async () => {
    const { stdout } = await upsell();
    expect(stdout).toMatch(/^flag +experiments\.mobile_upsell_rev934 is off/m);
    expect(stdout).toMatch(/^deadline +2026-09-01T08:00:00\+00:00, the learner's own$/m);
    expect(stdout).toMatch(/^answer +the flag is off; with it on, the offer is shown, for \$50$/m);
  });

  it('prints what the route answers, with the flags of the store', async () => {
    const store = ['--store', `sqlite:${newFile()}`];
    expect((await upsell('--format', 'json', ...store)).stdout).toBe(
      '{"show_upsell":false,"upsell_flag":false}\n',
    );
    await olxAbtest(['flag', 'set', 'experiments.mobile_upsell_rev934', '--everyone', 'yes', ...store]);
    expect((await upsell('--format', 'json', ...store)).stdout).toBe(
      '{"show_upsell":true,"price":"$50","basket_url":"https://shop.example/?sku=ABC"}\n',
    );
  });
});

describe('serve', () => {
  it.each([
    [['--upgrade-url', 'https://shop.example/?sku={sku}'], '--upgrade-url requires facts'],
    [['--facts', SAMPLE, '--api-key-file', '/nowhere'], '/nowhere cannot be read'],
    [['--facts', '/nowhere'], 'The folder of facts "/nowhere" cannot be read'],
  ])('%j is refused', async (args, words) => {
    const answer = await olxAbtest(['serve', '--store', 'memory:', '--port', '0', ...args]);
    expect(answer.exit).not.toBe(0);
    expect(answer.stderr).toContain(words);
  });
});
