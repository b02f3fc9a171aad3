/** What a block shows, and that it was shown. */
import { describe, expect, test } from 'vitest';
import {
  assignment,
  COURSE,
  children,
  experimentExposure,
  exposure,
  LONE,
  path,
  type Scene,
  SWARM,
  TONE,
  V1,
  WELCOME,
} from './scene.js';

const URL_NAMES: Readonly<Record<string, readonly string[]>> = {
  plain: ['welcome_plain'],
  story: ['welcome_story', 'welcome_question'],
  _DEFAULT_GROUP: ['welcome_short'],
};

export function childrenTests({ service, learner }: Scene): void {
  describe('children', () => {
    test('are those of the group; GET stores nothing, PUT assigns', async () => {
      const groups = new Set<string>();
      for (let number = 0; number < 30; number += 1) {
        const name = learner();
        const me = await service().as(name);
        const looked = await me.ask('GET', children(WELCOME, name));
        const { group } = looked.body.decision;
        groups.add(group);
        expect(looked.body.children.map(({ urlName }: { urlName: string }) => urlName)).toEqual(
          URL_NAMES[group],
        );
        expect((await me.ask('GET', assignment(TONE, name))).body.assignment).toBe(null);
        const kept = await me.ask('PUT', children(WELCOME, name));
        expect([kept.status, kept.body.children]).toEqual([200, looked.body.children]);
        expect((await me.ask('GET', assignment(TONE, name))).body.assignment.group).toBe(group);
      }
      expect(groups.size).toBe(3);
    });

    test('include their content when requested, and only their own', async () => {
      const name = learner();
      const me = await service().as(name);
      const without = await me.ask('GET', children(SWARM, name));
      expect(without.text).not.toContain('numericalresponse');
      const { body, text } = await me.ask('GET', `${children(SWARM, name)}?content=true`);
      const [page] = body.children;
      expect(page).toMatchObject({ tag: 'vertical', content: null, found: true });
      expect(page.children[0].content.xml).toMatch(/^<problem/);
      const others = ['swarm_with_hints', 'swarm_without_hints', 'swarm_with_video'].filter(
        (each) => each !== page.urlName,
      );
      for (const other of others) expect(text).not.toContain(`"${other}"`);
    });

    test('have file names in the course, without its path on the server', async () => {
      const [learner, staff] = [await service().as('ada'), await service().as('root', true)];
      const answers = [
        await learner.ask('PUT', children(WELCOME, 'ada')),
        await learner.ask('GET', `${V1}/courses`),
        await staff.ask('GET', path('courses', COURSE, 'experiments')),
      ];
      expect(answers[0]!.body.children[0].file).toMatch(/^html\/welcome_\w+\.xml$/);
      expect(answers[1]!.body.courses[0].label).toBe('sample');
      expect(answers[2]!.body.experiments[0].blocks[0].file).toMatch(/^\w+\/\w+\.xml$/);
      for (const { text } of answers) expect(text).not.toContain('courses/sample');
    });

    test('of a block that cannot assign learners: none, with status 200', async () => {
      const { status, body } = await (await service().as('ada')).ask(
        'GET',
        children('type@abtest+block@much', 'ada', LONE),
      );
      expect([status, body.children, body.decision.reason, body.decision.group]).toEqual([
        200,
        [],
        'broken',
        null,
      ]);
    });

    test('of a block without a name are requested by its number', async () => {
      const { body } = await (await service().as('ada')).ask(
        'GET',
        `${children('type@abtest+block@~1', 'ada', LONE)}?content=true`,
      );
      expect(body.children[0].content.html).toBe('seen too');
    });

    test('of an unknown block: 404', async () => {
      const me = await service().as('ada');
      expect((await me.ask('GET', children(`${WELCOME}x`, 'ada'))).status).toBe(404);
      expect((await me.ask('PUT', exposure(`${WELCOME}x`, 'ada'), { context: 'c' })).status).toBe(404);
    });
  });

  describe('exposures', () => {
    test('are recorded once for each context, and assign', async () => {
      const name = learner();
      const me = await service().as(name);
      const expose = (context: string) => me.ask('PUT', exposure(WELCOME, name), { context });
      expect(await expose('page 1')).toMatchObject({ status: 201, body: { first: true, recorded: true } });
      expect(await expose('page 1')).toMatchObject({ status: 200, body: { first: false, recorded: true } });
      expect(await expose('page 2')).toMatchObject({ status: 201, body: { decision: { reason: 'stored' } } });
      const found: string[] = [];
      for await (const each of service().store.exposures({ scope: COURSE, experiment: TONE }))
        if (each.learner === name) found.push(each.context);
      expect(found).toEqual(['page 1', 'page 2']);
    });

    test('of an experiment are the same records, and refused for a group that the learner does not see', async () => {
      const name = learner();
      const me = await service().as(name);
      const { group } = (await me.ask('GET', assignment(TONE, name))).body;
      const expose = (body: object) => me.ask('PUT', experimentExposure(TONE, name), body);
      const other = group === 'plain' ? 'story' : 'plain';
      expect(await expose({ context: 'page', group: other })).toMatchObject({
        status: 409,
        body: {
          title: 'The learner sees another group',
          detail: `The learner sees the group "${group}", and "${other}" was shown`,
        },
      });
      expect((await me.ask('GET', assignment(TONE, name))).body.assignment).toBe(null);
      expect(await expose({ context: 'page', group })).toMatchObject({ status: 201, body: { first: true } });
      expect(await expose({ context: 'page' })).toMatchObject({ status: 200, body: { recorded: true } });
      const byBlock = await me.ask('PUT', exposure(WELCOME, name), { context: 'page' });
      expect(byBlock).toMatchObject({ status: 200, body: { first: false } });
      const missing = await me.ask('PUT', experimentExposure('None', name), { context: 'page' });
      expect(missing.status).toBe(404);
    });

    test('are read by staff from any position, and assignments with them', async () => {
      const staff = await service().as('root', true);
      const list = async (kind: string, query: string) =>
        (await staff.ask('GET', `${path('courses', COURSE, kind)}?${query}`)).body;
      const endOf = async (kind: string) => {
        let part = await list(kind, 'after=0');
        while (part.more) part = await list(kind, `after=${part.position}`);
        return part.position as string;
      };
      const starts = { exposures: await endOf('exposures'), assignments: await endOf('assignments') };
      const name = learner();
      for (const context of ['page 2', 'page 1'])
        await staff.ask('PUT', exposure(WELCOME, name), { context });
      const mine = expect.objectContaining({ experiment: TONE, learner: name });
      const shown = await list(
        'exposures',
        `after=${starts.exposures}&experiment=${encodeURIComponent(TONE)}`,
      );
      expect(shown).toMatchObject({ exposures: [mine, mine], more: false });
      expect(shown.exposures.map(({ context }: { context: string }) => context)).toEqual([
        'page 2',
        'page 1',
      ]);
      expect(Object.keys(shown.exposures[0]).sort()).toEqual(
        ['at', 'context', 'experiment', 'group', 'learner', 'position'].sort(),
      );
      const rest = await list('exposures', `after=${shown.exposures[0].position}`);
      expect(rest).toEqual({ ...shown, exposures: shown.exposures.slice(1) });
      expect(await list('assignments', `after=${starts.assignments}`)).toMatchObject({ assignments: [mine] });
      expect(await list('exposures', `after=${starts.exposures}&experiment=gone`)).toMatchObject({
        exposures: [],
        position: shown.position,
      });
      for (const bad of ['after=-1', 'after=x', `after=${Number(shown.position) + 1000}`, 'limit=1'])
        expect(await staff.ask('GET', `${path('courses', COURSE, 'exposures')}?${bad}`), bad).toMatchObject({
          status: 400,
        });
      expect((await staff.ask('GET', path('courses', 'none', 'exposures'))).status).toBe(404);
    });

    test('of content that is not shown are not recorded', async () => {
      const me = await service().as('ada');
      const url = exposure('type@abtest+block@much', 'ada', LONE);
      expect(await me.ask('PUT', url, { context: 'page' })).toMatchObject({
        status: 200,
        body: { first: false, recorded: false, decision: { reason: 'broken' } },
      });
    });
  });
}
