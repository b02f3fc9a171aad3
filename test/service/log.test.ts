/** The log: what was asked and how it went, and nobody's name, token or address. */
import { expect, it } from 'vitest';
import { start, tokenOf, V0 } from './service.js';

const NAME = 'zebulon.the.great';

it('contains no names, for any request', async () => {
  const lines: string[] = [];
  const log = { level: 'debug' as const, stream: { write: (line: string) => void lines.push(line) } };
  const service = await start('memory:', { log, limits: { rate: { max: 60, windowMs: 60_000 } } });
  const person = await service.as(NAME);
  const staff = await service.as('staff', true);
  const token = await tokenOf(NAME);
  const sent = { experiment_id: 1, key: NAME, value: NAME, user: NAME };
  const data = `${V0}/data/`;
  const made = await person.ask('POST', data, sent);
  expect(made.status).toBe(201);
  await person.ask('GET', `${data}?key=${NAME}&username=${NAME}`);
  await person.ask('GET', `${data}${made.body.id}/?user=${NAME}`);
  await person.ask('PUT', data, sent);
  await person.ask('PATCH', `${data}${made.body.id}/`, { value: 5 });
  await person.ask('DELETE', `${data}${NAME}/`);
  await person.ask('GET', `${data}%zz${NAME}`);
  await person.ask('GET', `/${NAME}?x=${NAME}`);
  await person.ask('GET', `${V0}/${NAME}/`);
  await person.ask('BREW', data).catch(() => undefined);
  await person.ask('POST', data, `{"user": "${NAME}"`, { 'Content-Type': 'application/json' });
  await person.ask('POST', data, sent, { 'Content-Type': `text/${NAME}` });
  await person.ask('POST', data, `{"user": "${NAME}${'x'.repeat(2e6)}"}`, {
    'Content-Type': 'application/json',
  });
  await staff.ask('POST', data, { ...sent, key: 'other' });
  await staff.ask('PUT', `${data}bulk_upsert/`, [sent, { ...sent, value: '' }]);
  await service.nobody.ask('GET', data, undefined, { Authorization: `JWT ${token}x` });
  await service.nobody.ask('GET', data, undefined, { Authorization: `Bearer ${NAME}` });
  await service.nobody.ask('GET', data, undefined, {
    Cookie: `olx_abtest_session=${NAME}`,
    Referer: `https://x/${NAME}`,
  });
  const begun = await person.ask('POST', '/api/abtest/v1/session');
  const cookie = begun.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  await service.nobody.ask('GET', data, undefined, { Cookie: cookie });
  await service.nobody.ask('POST', data, sent, { Cookie: cookie });
  await person.ask('DELETE', '/api/abtest/v1/session');
  // A store that quotes values, as databases do.
  const broken = new Error(`duplicate key: (user)=(${NAME})`);
  service.store.data.experimentData.list = () => Promise.reject(broken);
  const failed = await person.ask('GET', data);
  expect([failed.status, failed.body]).toEqual([
    500,
    { detail: 'Internal error; see the log of the service for details.' },
  ]);
  service.store.data.experimentData.create = () => Promise.reject(broken);
  expect((await staff.ask('POST', data, sent)).status).toBe(500);
  for (let index = 0; index < 60; index += 1) await person.ask('GET', `${data}${NAME}/`);
  await service.close();

  const text = lines.join('');
  for (const secret of [
    NAME,
    token,
    token.split('.')[2]!,
    cookie.split(/[=;]/)[1]!,
    '127.0.0.1:5',
    'Authorization',
  ]) {
    expect(text.includes(secret) ? secret : '').toBe('');
  }
  const said = lines.map((line) => JSON.parse(line));
  const answered = said.filter(({ msg }) => msg === 'answered');
  expect(answered.length).toBeGreaterThan(80);
  expect(answered[0]).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    reqId: expect.stringMatching(/^[\w-]{36}$/),
    method: 'POST',
    route: `${V0}/data/`,
    status: 201,
    ms: expect.any(Number),
    by: 'token',
    staff: false,
    msg: 'answered',
  });
  expect(new Set(answered.map(({ status }) => status))).toEqual(
    new Set([200, 201, 204, 400, 401, 403, 404, 413, 415, 429, 500]),
  );
  const [failure] = said.filter(({ msg }) => msg === 'failed');
  expect(failure.level).toBe('error');
  expect(failure.failure.message).toBe('duplicate key: (user)=([somebody])');
  expect(failure.failure.frames[0]).toMatch(/^ {4}at /);
});

it('uses the request id of the client where that is plain', async () => {
  const lines: string[] = [];
  const service = await start('memory:', {
    log: { stream: { write: (line: string) => void lines.push(line) } },
  });
  const idOf = async (given: string) =>
    (await service.nobody.ask('GET', '/healthz', undefined, { 'X-Request-Id': given })).headers.get(
      'X-Request-Id',
    );
  expect(await idOf('trace:0af7651916cd43dd')).toBe('trace:0af7651916cd43dd');
  for (const odd of ['short', 'a b c d e f g', 'x'.repeat(65), '{"level":"x"}', 'naïve-naïve']) {
    expect(await idOf(odd)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  }
  await service.close();
  expect(lines.some((line) => line.includes('"reqId":"trace:0af7651916cd43dd"'))).toBe(true);
});
