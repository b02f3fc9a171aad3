/** An LMS that is slow, dead, wrong or busy; what it is asked, and what is never said. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownFact, type LearnerFacts } from '../../src/facts/facts.js';
import { openLmsFacts } from '../../src/facts/lms/lms-facts.js';
import { checkAddress, lmsOptions } from '../../src/facts/lms/lms-options.js';
import { CREDENTIALS, LmsServer, PATIENT } from './lms-server.js';
import { at, KEY } from './people.js';

let server: LmsServer;
let facts: LearnerFacts;
let time = 0;
beforeEach(async () => {
  server = new LmsServer();
  time = 0;
  await server.start();
  facts = openLmsFacts({
    url: server.url,
    catalogUrl: server.url,
    credentials: CREDENTIALS,
    clock: () => time,
    timeout: PATIENT,
  });
});
afterEach(() => server.stop());

const unavailable = { code: 'facts-unavailable' };
const asked = (path: string) => server.asked.filter((each) => each.includes(path)).length;

describe('an LMS that does not answer', () => {
  it('hangs: the question ends, and the next one is answered without a request', async () => {
    server.fault = () => true;
    const facts = openLmsFacts({ url: server.url, credentials: CREDENTIALS, clock: () => time });
    await expect(facts.user('ada')).rejects.toMatchObject({ ...unavailable, retryAfter: 1 });
    await expect(facts.course(KEY)).rejects.toMatchObject(unavailable);
    expect(server.asked).toHaveLength(1);
  });

  it('is not there', async () => {
    await server.stop();
    await expect(facts.user('ada')).rejects.toThrow(
      /does not answer for users: the connection failed \(ECONNREFUSED\)/,
    );
    await server.start();
  });

  it('is left alone for longer each time, up to half a minute, and asked again', async () => {
    server.fault = (_request, response) => {
      response.writeHead(502).end();
      return true;
    };
    const pauses: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const error = await facts.user('ada').catch((each) => each);
      pauses.push(error.retryAfter);
      time += error.retryAfter * 1000 + 1;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
    server.fault = () => false;
    expect(await facts.user('ada')).toMatchObject({ known: true, value: { id: 7 } });
  });

  it.each([
    ['429', '20', 20],
    ['503', '86400', 30],
    ['500', 'Fri, 31 Dec 2027 23:59:59 GMT', 1],
  ])('answers %s and asks to be left alone for %s', async (status, header, pause) => {
    server.fault = (_request, response) => {
      response.writeHead(Number(status), { 'Retry-After': header }).end();
      return true;
    };
    await expect(facts.user('ada')).rejects.toMatchObject({ ...unavailable, retryAfter: pause });
  });
});

describe('an LMS that answers wrongly', () => {
  const answering = (body: string, status = 200, headers = {}) => {
    server.fault = (request, response) => {
      if (request.url === '/oauth2/access_token') return false;
      response.writeHead(status, headers).end(body);
      return true;
    };
  };
  it.each([
    ['no JSON', '<html>canary</html>', 200],
    ['another form', '{"canary": 1}', 200],
    ['a list of texts', '["canary"]', 200],
    ['refuses', '{}', 403],
    ['refuses the token, twice', '{}', 401],
    ['sends elsewhere', '', 302],
  ])('%s', async (_name, body, status) => {
    answering(body, status, status === 302 ? { Location: `${server.url}/elsewhere` } : {});
    const error = await facts.user('ada').catch((each) => each);
    expect(error).toMatchObject(unavailable);
    expect(error.message).not.toMatch(/canary/);
    expect(asked('/elsewhere')).toBe(0);
  });

  it('an answer without end', async () => {
    answering(`[${'"x",'.repeat(3 * 2 ** 20)}""]`);
    await expect(facts.user('ada')).rejects.toThrow(/more than 8388608 bytes/);
  });

  it('a mode that has no date where one should be', async () => {
    answering(
      '[{"mode_slug": "verified", "mode_display_name": "V", "currency": "usd", "expiration_datetime": "soon"}]',
    );
    await expect(facts.modes(KEY)).rejects.toThrow(/expiration_datetime in its answer is not a date/);
  });

  it('a next page that leads elsewhere is not followed', async () => {
    answering(JSON.stringify({ next: 'http://127.0.0.1:1/?cursor=', results: [] }));
    await expect(facts.enrolments('ada')).rejects.toMatchObject(unavailable);
  });

  it('wrong credentials', async () => {
    const wrong = openLmsFacts({
      url: server.url,
      credentials: { clientId: 'x', clientSecret: 'canary-secret-2' },
      timeout: PATIENT,
    });
    const error = await wrong.user('ada').catch((each) => each);
    expect(error).toMatchObject({ ...unavailable, message: expect.stringContaining('401') });
    expect(String(error.stack) + String(error.cause)).not.toMatch(/canary/);
  });
});

describe('what is asked', () => {
  it('is asked once while the answer is kept, by many at the same time too', async () => {
    await Promise.all([facts.user('ada'), facts.user('ada'), facts.course(KEY), facts.course(KEY)]);
    await facts.user('ada');
    expect([asked('/accounts'), asked('/courses/v1/'), server.tokens]).toEqual([1, 1, 1]);
    time += 10_001;
    await facts.user('ada');
    await facts.course(KEY);
    expect([asked('/accounts'), asked('/courses/v1/')]).toEqual([2, 1]);
  });

  it('a token is renewed when it ends, and when it is refused', async () => {
    await facts.user('ada');
    time += 3_571_000;
    await facts.user('bob');
    expect(server.tokens).toBe(2);
    let isRevoked = true;
    server.fault = (request, response) => {
      if (!isRevoked || request.url === '/oauth2/access_token') return false;
      isRevoked = false;
      response.writeHead(401).end();
      return true;
    };
    expect(await facts.user('eve')).toMatchObject({ known: true });
    expect(server.tokens).toBe(3);
  });

  it('10,000 enrolments in pages', async () => {
    server.pageSize = 100;
    server.enrolments = Array.from({ length: 10_000 }, (_, n) => ({
      user: 'ada',
      course_id: `course-v1:o+c${n}+r`,
      mode: 'audit',
      is_active: true,
      created: '2026-01-01T00:00:00Z',
    }));
    const answer = await facts.enrolments('ada');
    expect(answer.known && answer.value.length).toBe(10_000);
    expect(answer.known && answer.value[9_999]).toMatchObject({ created: at('2026-01-01') });
  });

  it('more enrolments than can be read are unknown, not half known', async () => {
    server.enrolments = Array.from({ length: 201 }, () => server.enrolments[0]!);
    expect(await facts.enrolments('ada')).toEqual({ known: false });
  });

  it('a name of any kind stays a name', async () => {
    expect(await facts.user('a&email=ada@x/../../b?c')).toEqual(knownFact(null));
    expect(await facts.course('course-v1:a+b+c/../..')).toEqual(knownFact(null));
    expect(server.asked.every((each) => /^(POST \/oauth2|GET \/api\/)/.test(each))).toBe(true);
  });
});

describe('the address and the credentials', () => {
  it.each([
    ['https://lms.example/', 'https://lms.example'],
    ['https://lms.example/prefix/', 'https://lms.example/prefix'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['http://localhost:8000?catalog=x', 'http://localhost:8000'],
  ])('%s', (text, expected) => {
    expect(checkAddress(text)).toBe(expected);
  });
  it.each(['http://lms.example', 'ftp://lms.example', 'lms.example', 'https://me:canary@lms.example'])(
    '%s is refused',
    (text) => {
      expect(() => checkAddress(text)).toThrow(/^The address of the LMS is not an https address$/);
    },
  );
  it('come from a file or from the environment, and are not quoted', async () => {
    await expect(lmsOptions('https://lms.example', '/nowhere/x.json')).rejects.toMatchObject({
      code: 'bad-configuration',
    });
    await expect(lmsOptions('https://lms.example', undefined)).rejects.toThrow(/needs credentials/);
    process.env.OLX_ABTEST_LMS_ID = 'id';
    process.env.OLX_ABTEST_LMS_SECRET = 'secret';
    try {
      const options = await lmsOptions('https://lms.example?catalog=https://discovery.example', undefined);
      expect(options).toEqual({
        url: 'https://lms.example',
        catalogUrl: 'https://discovery.example',
        credentials: { clientId: 'id', clientSecret: 'secret' },
      });
    } finally {
      delete process.env.OLX_ABTEST_LMS_ID;
      delete process.env.OLX_ABTEST_LMS_SECRET;
    }
  });
});
