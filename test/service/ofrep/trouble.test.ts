/** The evaluation routes under trouble: too many requests, a store that is away, new course content, two instances. */
import { ProviderEvents, OpenFeature as Web } from '@openfeature/web-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Course, loadCourse } from '../../../src/index.js';
import { collect } from '../../storage/contract.js';
import { PostgresServer } from '../../storage/postgres-server.js';
import { Client, type Running, start, tokenOf } from '../service.js';
import { coursesOf, path, V1 } from '../v1/scene.js';
import type { Heard } from './protocol-schema.js';
import { baseUrl, closeClients, serverClient, TONE, webClient } from './scene.js';

const open: Running[] = [];
async function running(url: string, options: Parameters<typeof start>[1]): Promise<Running> {
  const service = await start(url, options);
  open.push(service);
  return service;
}
afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});
afterAll(closeClients);

describe('too many requests', () => {
  test('stop the learner, whose client pauses, and neither other learners nor a renderer of the same name', async () => {
    const rate = { max: 3, windowMs: 600_000 };
    const service = await running('memory:', { courses: await coursesOf(), limits: { rate } });
    const heard: Heard[] = [];
    const own = await serverClient(baseUrl(service), await tokenOf('ada'), heard);
    const ask = (client: typeof own, targetingKey: string) =>
      client.getStringDetails(TONE, 'code', { targetingKey });
    for (let number = 0; number < 3; number += 1) expect((await ask(own, 'ada')).reason).toBe('SPLIT');
    for (let number = 0; number < 3; number += 1)
      expect(await ask(own, 'ada')).toMatchObject({ value: 'code', reason: 'ERROR' });
    // After the 429 the client asks no more until Retry-After.
    expect(heard.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    const renderer = await serverClient(baseUrl(service), await tokenOf('ada', true));
    for (let number = 0; number < 20; number += 1)
      expect((await ask(renderer, `learner_${number}`)).reason).toBe('SPLIT');
    const other = await serverClient(baseUrl(service), await tokenOf('eve'));
    expect((await ask(other, 'eve')).reason).toBe('SPLIT');
  });

  test('make the web provider stale, with the groups that it has', async () => {
    const rate = { max: 1, windowMs: 600_000 };
    const service = await running('memory:', { courses: await coursesOf(), limits: { rate } });
    const { client, domain, refresh } = await webClient(baseUrl(service), 'ada');
    const group = client.getStringValue(TONE, 'code');
    expect(group).not.toBe('code');
    let times = 0;
    client.addHandler(ProviderEvents.Stale, () => {
      times += 1;
    });
    await refresh();
    await expect.poll(() => times).toBe(1);
    expect(Web.getClient(domain).getStringValue(TONE, 'code')).toBe(group);
  });
});

describe('new course content', () => {
  test('gives every learner a new tag and the new groups; the same content gives the same tag', async () => {
    const text = (groups: string) => `<abtest url_name="b" experiment="Sure">${groups}</abtest>`;
    const group = (name: string, child: string) =>
      `<group name="${name}" portion="1"><html url_name="${child}"/></group>`;
    const load = async (groups: string): Promise<Course> =>
      (await loadCourse({ text: text(groups), file: 'one.xml' })).course;
    const courses = new Map([['one.xml', await load(group('a', 'x'))]]);
    const service = await running('memory:', { courses });
    const heard: Heard[] = [];
    const { client, refresh } = await webClient(baseUrl(service, 'one.xml'), 'ada', { heard });
    expect(client.getObjectValue('Sure#children', {})).toEqual({
      group: 'a',
      children: ['type@html+block@x'],
    });
    courses.set('one.xml', await load(group('a', 'x')));
    await refresh();
    courses.set('one.xml', await load(group('a', 'y')));
    await refresh();
    expect(client.getObjectValue('Sure#children', {})).toEqual({
      group: 'a',
      children: ['type@html+block@y'],
    });
    courses.set('one.xml', await load(group('b', 'y')));
    await refresh();
    expect(client.getStringValue('Sure', 'code')).toBe('b');
    expect(heard.map(({ status }) => status)).toEqual([200, 304, 200, 200]);
    expect(new Set(heard.map(({ etag }) => etag)).size).toBe(3);
  });
});

describe('on one PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());

  test('a store that is away: the default of the code, no crash, and groups again without a restart', async () => {
    const service = await running(await server.createDatabase(), { courses: await coursesOf() });
    const heard: Heard[] = [];
    const renderer = await serverClient(baseUrl(service), await tokenOf('root', true), heard);
    const { client, refresh } = await webClient(baseUrl(service), 'ada', { heard });
    const ask = () => renderer.getStringDetails(TONE, 'code', { targetingKey: 'ada' });
    const { value } = await ask();
    await server.kill();
    try {
      expect(await ask()).toMatchObject({ value: 'code', reason: 'ERROR' });
      expect(heard.at(-1)!.status).toBe(503);
      await refresh();
      expect(heard.at(-1)!.status).toBe(503);
      expect(client.getStringValue(TONE, 'code')).toBe(value);
    } finally {
      await server.restart();
    }
    await expect.poll(async () => (await ask()).value).toBe(value);
    await refresh();
    expect(client.getStringDetails(TONE, 'code')).toMatchObject({ value, flagMetadata: { stored: true } });
  });

  test('300 learners × 20 experiments × two instances: one group each, exposures once', async () => {
    const blocks = Array.from(
      { length: 20 },
      (_, index) =>
        `<abtest url_name="b${index}" experiment="E${index}"><group name="a" portion=".5"><html url_name="x${index}"/></group><group name="b" portion=".3"><html url_name="y${index}"/></group></abtest>`,
    );
    const text = `<vertical url_name="page">${blocks.join('')}</vertical>`;
    const { course } = await loadCourse({ text, file: 'many.xml' });
    const url = await server.createDatabase();
    const two = [await running(url, { courses: [course] }), await running(url, { courses: [course] })];
    const token = await tokenOf('root', true);
    const clients = two.map(({ url: base }) => new Client(base, { Authorization: `Bearer ${token}` }));
    const ask = async (client: Client, method: string, target: string, body?: object) => {
      const answer = await client.ask(method, target, body);
      expect(answer.status, target).toBeLessThan(300);
      return answer.body;
    };
    const groups = new Map<string, Set<string>>();
    const note = (learner: string, experiment: string, group: string) => {
      const name = `${learner} ${experiment}`;
      groups.set(name, (groups.get(name) ?? new Set()).add(group));
    };
    let firsts = 0;
    const visit = async (learner: string, client: Client) => {
      const target = path('courses', 'many.xml', 'learners', learner);
      const body = { context: { targetingKey: learner } };
      const evaluate = `${V1}/courses/many.xml/ofrep/v1/evaluate/flags`;
      const [all, bulk, single] = await Promise.all([
        ask(client, 'PUT', target),
        ask(client, 'POST', evaluate, body),
        ask(client, 'POST', `${evaluate}/E7`, body),
      ]);
      for (const { decision } of all.blocks) note(learner, decision.experiment, decision.group);
      for (const { key, value } of bulk.flags) if (!key.includes('#')) note(learner, key, value);
      note(learner, 'E7', single.value);
      const shown = path('courses', 'many.xml', 'blocks', 'type@abtest+block@b3', 'exposures', learner);
      const { first } = await ask(client, 'PUT', shown, { context: 'page' });
      if (first) firsts += 1;
    };
    const learners = Array.from({ length: 300 }, (_, index) => `learner_${index}`);
    for (let at = 0; at < learners.length; at += 50) {
      const some = learners.slice(at, at + 50);
      await Promise.all(some.flatMap((learner) => clients.map((client) => visit(learner, client))));
    }
    expect(groups.size).toBe(300 * 20);
    expect([...groups.values()].filter((each) => each.size > 1)).toEqual([]);
    const stored = await collect(two[0]!.store.list());
    expect(stored).toHaveLength(300 * 20);
    for (const { learner, experiment, group } of stored)
      expect(groups.get(`${learner} ${experiment}`)).toEqual(new Set([group]));
    expect(firsts).toBe(300);
    expect(await collect(two[0]!.store.exposures())).toHaveLength(300);
  });
});
