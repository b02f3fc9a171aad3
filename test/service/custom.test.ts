/** User metadata and upsell over HTTP: who may ask, what is answered, and that looking changes nothing. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Course,
  FlagBook,
  type LearnerFacts,
  loadCourse,
  openFileFacts,
  openLmsFacts,
  stableBucket,
} from '../../src/index.js';
import { sqliteModule } from '../../src/storage/sqlite/sqlite-module.js';
import { SAMPLE } from '../facts/contract.js';
import { CREDENTIALS, LmsServer, PATIENT } from '../facts/lms-server.js';
import { BUNDLES, KEY, SHOP } from '../facts/people.js';
import { sharedPostgres } from '../storage/shared-postgres.js';
import { type Answer, type Client, type Running, start, V0 } from './service.js';
import { DETAIL } from './v0/people.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const API_KEY = 'a-key-of-some-length';
const SITE = { upgradeUrl: SHOP, programUrl: BUNDLES };
const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-custom-'));
afterAll(() => rm(folder, { recursive: true }));

const metadata = (who: string, course = KEY) => `${V0}/custom/userMetadata/${who},${course}`;
const upsell = (query: string) => `${V0}/custom/REV-934/${query}`;
const ofCourse = (key = KEY) => upsell(`?course_id=${encodeURIComponent(key)}`);

/** The course of the facts, with three random partitions that its blocks use, and one that none does. */
async function courseWithPartitions(): Promise<Course> {
  const root = join(folder, 'course');
  for (const each of ['course', 'policies/2026']) await mkdir(join(root, each), { recursive: true });
  const ids = [0, 1, 2];
  const tests = ids.map(
    (
      id,
    ) => `<split_test url_name="t${id}" user_partition_id="${100 + id}" group_id_to_child="{&quot;0&quot;: &quot;i4x://edX/DemoX/html/a${id}&quot;, &quot;1&quot;: &quot;i4x://edX/DemoX/html/b${id}&quot;}">
      <html url_name="a${id}">a</html><html url_name="b${id}">b</html></split_test>`,
  );
  const groups = [0, 1].map((id) => ({ id, name: `Group ${id}`, version: 1 }));
  const partitions = [...ids, 3].map((id) => ({
    id: 100 + id,
    name: `Partition ${id}`,
    description: '',
    version: 3,
    scheme: 'random',
    active: true,
    parameters: {},
    groups,
  }));
  await writeFile(join(root, 'course.xml'), '<course url_name="2026" org="edX" course="DemoX"/>');
  await writeFile(
    join(root, 'course/2026.xml'),
    `<course display_name="D"><chapter url_name="c"><sequential url_name="s"><vertical url_name="v">${tests.join('')}</vertical></sequential></chapter></course>`,
  );
  const policy = { 'course/2026': { user_partitions: partitions } };
  await writeFile(join(root, 'policies/2026/policy.json'), JSON.stringify(policy));
  return (await loadCourse(root)).course;
}

async function flagOn(service: Running, name: string): Promise<void> {
  await new FlagBook(service.store.data).change(name, { everyone: true });
}

let facts: LearnerFacts;
beforeAll(async () => {
  facts = await openFileFacts(SAMPLE);
});

describe('user metadata', () => {
  let service: Running;
  const people: Record<string, Client> = {};
  beforeAll(async () => {
    const courses = [await courseWithPartitions()];
    const cors = { origins: ['https://learning.example'] };
    service = await start('memory:', {
      facts: { provider: facts, site: SITE },
      courses,
      cors,
      now: () => NOW,
    });
    people.nobody = service.nobody;
    people.ada = await service.as('ada');
    people.staff = await service.as('root', true);
    people.unknown = await service.as('zoe');
  });
  afterAll(() => service?.close());
  const ask = (who: string, path: string, method = 'GET') => people[who]!.ask(method, path);

  it.each([
    ['nobody', 'ada', 401],
    ['nobody', 'zoe', 401],
    ['ada', 'ada', 200],
    ['ada', 'ada@example.com', 403],
    ['ada', 'bob', 403],
    ['ada', 'zoe', 403],
    ['ada', 'Ada', 403],
    ['unknown', 'zoe', 404],
    ['staff', 'ada', 200],
    ['staff', 'ada@example.com', 200],
    ['staff', 'zoe', 404],
    ['staff', 'zoe@example.com', 404],
    ['staff', 'root', 404],
  ])('%s asks for %s: %i', async (who, whom, status) => {
    const answer = await ask(who, metadata(whom));
    expect(answer.status).toBe(status);
    if (status === 401 || status === 403) expect(answer.body).toEqual(DETAIL[status]);
    if (status === 404) expect(answer.text).toBe('{\n  "message": "Provided user is not found"\n}');
    if (status === 401) expect(answer.headers.get('WWW-Authenticate')).toBe('JWT realm="api"');
  });

  it.each([
    ['unknown', 'course-v1:edX+DemoX+2026_FOOBAR', { message: 'Provided course is not found' }],
    ['malformed', 'a+b+c', { message: 'Provided course is not found' }],
    ['of another form, unknown', 'edX/DemoX/2026', { message: 'Provided course is not found' }],
    ['not of three parts', 'junk', DETAIL[404]],
    ['empty', '', DETAIL[404]],
  ])('a course key that is %s: 404', async (_name, key, body) => {
    const answer = await ask('staff', metadata('ada', key));
    expect([answer.status, answer.body]).toEqual([404, body]);
  });

  it.each([
    ['a user who is unknown comes before a course that is', 'zoe', 'course-v1:no+such+course', 'user'],
    ['percent-encoded', 'ada', encodeURIComponent('course-v1:no+such+course'), 'course'],
  ])('%s', async (_name, whom, key, what) => {
    expect((await ask('staff', metadata(whom, key))).body.message).toBe(`Provided ${what} is not found`);
  });

  it('as Open edX prints it, with the groups of the partitions, and nothing unknown', async () => {
    const answer = await ask('ada', metadata('ada'));
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(answer.headers.get('Facts-Unknown')).toBeNull();
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.text).toContain('"course_duration": 3628800.0,\n');
    expect(answer.body).toMatchObject({
      username: 'ada',
      user_id: 7,
      email: 'ada@example.com',
      enrollment_mode: 'audit',
      enrollment_time: '2026-06-01T08:00:00.250000+00:00',
      upgrade_link: 'https://shop.example/basket/add/?sku=ABC',
      upgrade_price: '$50',
      dynamic_upgrade_deadline: '2026-09-01T08:00:00+00:00',
      course_upgrade_deadline: '2026-11-01T00:00:00+00:00',
      audit_access_deadline: '2026-07-13T08:00:00.250000+00:00',
      forum_roles: [['Student']],
      has_staff_access: false,
      has_non_audit_enrollments: true,
      program_key_fields: null,
    });
    const groups = answer.body.partition_groups;
    expect(Object.keys(groups)).toEqual([
      'Partition 0',
      'Partition 1',
      'Partition 2',
      'Enrollment Track Groups',
    ]);
    expect(groups['Enrollment Track Groups']).toEqual([1, 'Audit']);
    expect(groups['Partition 0']).toEqual([expect.any(Number), expect.stringMatching(/^Group [01]$/)]);
    expect((await ask('staff', metadata('ada@example.com'))).text).toBe(answer.text);
  });

  it('the group that is stored, else the one that the learner will get', async () => {
    const before = (await ask('ada', metadata('ada'))).body.partition_groups;
    const [drawn] = before['Partition 1'];
    const at = { scope: KEY, learner: 'ada', strategy: 'import@1', assignedAt: NOW };
    const experiment = 'xblock.partition_service.partition_101';
    await service.store.claim({ ...at, experiment, group: String(1 - drawn) });
    const { body } = await ask('ada', metadata('ada'));
    expect(body.partition_groups['Partition 1']).toEqual([1 - drawn, `Group ${1 - drawn}`]);
  });

  it('pages of a listed origin can read what is unknown', async () => {
    const headers = { Origin: 'https://learning.example' };
    const answer = await people.ada!.ask('GET', metadata('ada'), undefined, headers);
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('Facts-Unknown');
  });

  it('groups are unknown where the course is not served', async () => {
    const answer = await ask('staff', metadata('bob', 'course-v1:edX+FreeX+2026'));
    expect(answer.headers.get('Facts-Unknown')).toBe('partition_groups');
    expect(answer.body).toMatchObject({ upgrade_price: 'Free', partition_groups: {}, enrollment_mode: null });
  });

  it('programs while their flag is on', async () => {
    await flagOn(service, 'experiments.add_programs');
    // The flags are looked at anew after a second at most.
    await expect
      .poll(async () => (await ask('ada', metadata('ada'))).body.program_key_fields)
      .toMatchObject({
        title: 'Demonstrations',
        total_courses: 2,
        courses_left_to_purchase_price: '$285.23',
        courses_left_to_purchase_url:
          'https://shop.example/basket/add/?sku=ENT&sku=SEAT&bundle=7a8d3b52-0000-4000-8000-00000000000a',
      });
  });

  it.each([
    ['HEAD', 'ada', 200],
    ['OPTIONS', 'ada', 200],
    ['OPTIONS', 'nobody', 401],
    ['POST', 'nobody', 401],
    ['POST', 'ada', 403],
    ['DELETE', 'ada', 403],
    ['POST', 'staff', 405],
    ['PUT', 'staff', 405],
    ['PATCH', 'staff', 405],
  ])('%s by %s: %i', async (method, who, status) => {
    expect((await ask(who, metadata('ada'), method)).status).toBe(status);
  });
});

describe('REV-934', () => {
  let service: Running;
  const flagOff = { show_upsell: false, upsell_flag: false };
  const notLoggedIn = { developer_message: 'Authentication credentials were not provided.' };
  beforeAll(async () => {
    service = await start('memory:', {
      facts: { provider: facts, site: SITE, apiKey: API_KEY },
      now: () => NOW,
    });
  });
  afterAll(() => service?.close());
  const withKey = (key: string, path = ofCourse()) =>
    service.nobody.ask('GET', path, undefined, { 'X-Edx-Api-Key': key });

  it('test_flag_off: before the course is looked at', async () => {
    const answer = await (await service.as('ada')).ask('GET', upsell(''));
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify(flagOff)]);
    await flagOn(service, 'experiments.mobile_upsell_rev934');
    await expect.poll(async () => (await (await service.as('ada')).ask('GET', upsell(''))).status).toBe(400);
  });

  it('test_not_logged_in: 401 without a challenge', async () => {
    const answer = await service.nobody.ask('GET', ofCourse());
    expect([answer.status, answer.body]).toEqual([401, notLoggedIn]);
    expect(answer.headers.get('WWW-Authenticate')).toBeNull();
  });

  it.each([
    ['test_no_course_id', ''],
    ['test_bad_course_id', '?course_id=junk'],
    ['a library', '?course_id=lib:a:b'],
  ])('%s: 400 in plain text', async (_name, query) => {
    const answer = await (await service.as('ada')).ask('GET', upsell(query));
    expect([answer.status, answer.text]).toEqual([400, 'Missing or invalid course_id']);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
  });

  it.each(['course-v1:no+such+course', 'library-v1:no+such'])(
    'the course %s is unknown: 404',
    async (key) => {
      const answer = await (await service.as('ada')).ask('GET', ofCourse(key));
      expect([answer.status, answer.body]).toEqual([404, { developer_message: 'Not found.' }]);
    },
  );

  it('a learner in the treatment group, and one in the control group', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `zoe-${n}`);
    const control = names.find((name) => stableBucket('mobile_upsell_experiment', 2, name) === 0)!;
    const bodies = await Promise.all(
      ['robot-mue-1-6pnjv', control].map(
        async (name) => (await (await service.as(name)).ask('GET', ofCourse())).body,
      ),
    );
    expect(bodies[0]).toEqual({
      show_upsell: true,
      price: '$50',
      basket_url: 'https://shop.example/basket/add/?sku=ABC',
    });
    expect(bodies[1]).toEqual({
      show_upsell: false,
      upsell_flag: true,
      experiment_bucket: 0,
      user_upsell: true,
      basket_url: 'https://shop.example/basket/add/?sku=ABC',
    });
  });

  it('already upgraded', async () => {
    const { body } = await (await service.as('bob')).ask('GET', ofCourse());
    expect(body).toMatchObject({ show_upsell: false, user_upsell: false });
  });

  it('names what is unknown of somebody without facts', async () => {
    const answer = await (await service.as('zoe')).ask('GET', ofCourse());
    expect(answer.headers.get('Facts-Unknown')).toBe('user');
  });

  it.each([
    ['right', API_KEY, 200],
    ['wrong', 'a-key-of-some-lengtH', 401],
    ['longer', `${API_KEY}x`, 401],
    ['shorter', API_KEY.slice(1), 401],
    ['empty', '', 401],
  ])('an API key that is %s', async (_name, key, status) => {
    const answer = await withKey(key);
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body).toMatchObject({ experiment_bucket: 0, user_upsell: true });
  });

  it('an API key opens nothing else, and none is accepted where none is set', async () => {
    expect((await withKey(API_KEY, metadata('ada'))).status).toBe(401);
    expect((await withKey(API_KEY, `${V0}/data/`)).status).toBe(401);
    const without = await start('memory:', { facts: { provider: facts } });
    const headers = { 'X-Edx-Api-Key': 'undefined' };
    expect((await without.nobody.ask('GET', ofCourse(), undefined, headers)).status).toBe(401);
    await without.close();
  });

  it('a key that can be guessed is refused', async () => {
    await expect(start('memory:', { facts: { provider: facts, apiKey: 'short' } })).rejects.toMatchObject({
      code: 'bad-configuration',
    });
  });

  it.each([
    ['POST', 405],
    ['DELETE', 405],
    ['HEAD', 200],
    ['OPTIONS', 200],
  ])('%s: %i', async (method, status) => {
    const answer = await (await service.as('ada')).ask(method, ofCourse());
    expect(answer.status).toBe(status);
    if (status === 405) expect(answer.body).toEqual({ developer_message: `Method "${method}" not allowed.` });
  });

  it('the address without its slash is none', async () => {
    expect((await (await service.as('ada')).ask('GET', `${V0}/custom/REV-934`)).status).toBe(404);
  });

  it('brings the CSRF cookie of the session, of the browser, or a new one', async () => {
    const ada = await service.as('ada');
    const tokenIn = (answer: Answer) =>
      answer.headers
        .getSetCookie()
        .map((line) => /^csrftoken=([^;]*)/.exec(line)?.[1])
        .find((each) => each !== undefined);
    const fresh = tokenIn(await ada.ask('GET', ofCourse()));
    expect(fresh).toMatch(/^[a-zA-Z0-9]{32}$/);
    const again = await ada.ask('GET', ofCourse(), undefined, { Cookie: `csrftoken=${fresh}` });
    expect(tokenIn(again)).toBe(fresh);
    const begun = await ada.ask('POST', '/api/abtest/v1/session');
    const cookies = begun.headers.getSetCookie().map((line) => line.split(';')[0]);
    const session = await service.nobody.ask('GET', ofCourse(), undefined, { Cookie: cookies[0]! });
    expect(session.status).toBe(200);
    expect(`csrftoken=${tokenIn(session)}`).toBe(cookies[1]);
  });
});

describe('without facts', () => {
  it('the routes are not there', async () => {
    const service = await start('memory:');
    const staff = await service.as('root', true);
    for (const path of [metadata('ada'), ofCourse()]) {
      const answer = await staff.ask('GET', path);
      expect([answer.status, answer.body]).toEqual([404, DETAIL[404]]);
    }
    await service.close();
  });
});

describe('an LMS behind the service', () => {
  const lms = new LmsServer();
  let service: Running;
  const lines: string[] = [];
  beforeAll(async () => {
    const url = await lms.start();
    service = await start('memory:', {
      facts: { provider: openLmsFacts({ url, credentials: CREDENTIALS, timeout: PATIENT }) },
      log: { level: 'debug', stream: { write: (line) => void lines.push(line) } },
      now: () => NOW,
    });
  });
  afterAll(async () => {
    await service?.close();
    await lms.stop();
  });

  it('names what no API tells', async () => {
    const answer = await (await service.as('root', true)).ask('GET', metadata('ada@example.com'));
    expect(answer.headers.get('Facts-Unknown')).toBe(
      'schedule, staff_access, forum_roles, duration_limits, upgrade_deadlines, partition_groups',
    );
    expect(answer.body).toMatchObject({ user_id: 7, enrollment_mode: 'audit', upgrade_price: '$50' });
    expect(answer.body).toMatchObject({ upgrade_link: null, schedule_start: null, course_duration: null });
  });

  it('that is dead is a 503 with Retry-After, in the form of each route', async () => {
    lms.fault = (_request, response) => {
      response.destroy();
      return true;
    };
    await flagOn(service, 'experiments.mobile_upsell_rev934');
    const away = 'The source of facts is temporarily unavailable.';
    const answer = await (await service.as('canary-name')).ask('GET', metadata('canary-name'));
    expect([answer.status, answer.body]).toEqual([503, { detail: away }]);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    const ada = await service.as('ada');
    await expect
      .poll(async () => (await ada.ask('GET', ofCourse('course-v1:edX+NewX+2026'))).body)
      .toEqual({ developer_message: away });
  });

  it('no name, address, number or secret comes into the log', () => {
    const text = lines.join('');
    expect(text).toContain('/custom/userMetadata/*');
    expect(text).toContain('does not answer for users');
    expect(text).not.toMatch(/canary|\bada\b|@|example\.com|the-client/);
  });
});

const ENGINES = {
  SQLite: async () => {
    const path = join(folder, 'counts.db');
    const { DatabaseSync } = await sqliteModule();
    const rows = async (query: string) => {
      const database = new DatabaseSync(path);
      const found = database.prepare(query).all() as Record<string, unknown>[];
      database.close();
      return found;
    };
    const tables =
      "select name from sqlite_master where type = 'table' and name like 'abtest%' order by name";
    return { url: `sqlite:${path}`, tables, rows, stop: async () => undefined };
  },
  PostgreSQL: async () => {
    const server = await sharedPostgres();
    const url = await server.createDatabase();
    const rows = async (query: string) => {
      const client = new pg.Client(url);
      await client.connect();
      const { rows: found } = await client.query(query);
      await client.end();
      return found as Record<string, unknown>[];
    };
    const tables = "select tablename as name from pg_tables where tablename like 'abtest%' order by 1";
    return { url, tables, rows, stop: async () => {} };
  },
};

describe.each(Object.entries(ENGINES))('looking changes nothing on %s', (_name, open) => {
  it('1,000 learners, 3 partitions: every table has the rows that it had', async () => {
    const { url, tables, rows, stop } = await open();
    const provider: LearnerFacts = {
      ...Object.fromEntries(
        (
          [
            'course',
            'modes',
            'enrolments',
            'entitlements',
            'programs',
            'durationLimits',
            'deadlineConfig',
          ] as const
        ).map((name) => [name, (about: string) => facts[name](about)]),
      ),
      schedule: (who, key) => facts.schedule(who, key),
      staffAccess: (who, key) => facts.staffAccess(who, key),
      forumRoles: (who, key) => facts.forumRoles(who, key),
      user: async (username) => ({
        known: true,
        value: { username, id: 1, isActive: true, isAuthenticated: true },
      }),
      close: async () => undefined,
    } as LearnerFacts;
    const service = await start(url, {
      facts: { provider, site: SITE },
      courses: [await courseWithPartitions()],
      limits: { rate: false },
    });
    await flagOn(service, 'experiments.mobile_upsell_rev934');
    const counted = async () => {
      const names = (await rows(tables)).map(({ name }) => String(name));
      return Promise.all(
        names.map(
          async (name) => [name, Number((await rows(`select count(*) as n from ${name}`))[0]!.n)] as const,
        ),
      );
    };
    const before = await counted();
    const staff = await service.as('root', true);
    const seen = new Set<string>();
    for (let piece = 0; piece < 10; piece += 1) {
      const names = Array.from({ length: 100 }, (_, n) => `learner-${piece * 100 + n}`);
      const answers = await Promise.all(names.map((name) => staff.ask('GET', metadata(name))));
      for (const { status, body } of answers) {
        expect(status).toBe(200);
        seen.add(JSON.stringify(body.partition_groups));
      }
    }
    await staff.ask('GET', ofCourse());
    // All 8 combinations of the groups of 3 partitions, so that something was really looked at.
    expect(seen.size).toBe(8);
    expect(await counted()).toEqual(before);
    expect(before.length).toBeGreaterThanOrEqual(8);
    await service.close();
    await stop();
  });
});
