/** Courses, experiments, and which group a learner gets. */
import { describe, expect, test } from 'vitest';
import { stableStrategy } from '../../../src/index.js';
import { assignment, COURSE, coursesOf, HINTS, LONE, path, type Scene, TONE, V1 } from './scene.js';

export function assignments({ service, learner }: Scene): void {
  describe('courses and experiments', () => {
    test('are listed', async () => {
      const staff = await service().as('root', true);
      const { body } = await staff.ask('GET', `${V1}/courses`);
      expect(body.courses).toEqual([
        { course: COURSE, kind: 'course', label: expect.any(String), experiments: 2, brokenBlocks: 0 },
        { course: LONE, kind: 'blocks', label: LONE, experiments: 1, brokenBlocks: 1 },
      ]);
      const { body: list } = await staff.ask('GET', path('courses', COURSE, 'experiments'));
      expect(list).toMatchObject({ course: COURSE, scope: COURSE, broken: [] });
      expect(list.experiments.map(({ name }: { name: string }) => name)).toEqual([TONE, HINTS]);
      expect(list.experiments[0].groups).toEqual([
        { name: 'plain', key: 'plain', portion: '0.5', isDefault: false },
        { name: 'story', key: 'story', portion: '0.3', isDefault: false },
        { name: '_DEFAULT_GROUP', key: '_DEFAULT_GROUP', portion: '0.2', isDefault: true },
      ]);
    });

    test('every listed block can be requested by its listed id', async () => {
      const staff = await service().as('root', true);
      for (const course of [COURSE, LONE]) {
        const { body } = await staff.ask('GET', path('courses', course, 'experiments'));
        const blocks = [
          ...body.experiments.flatMap(({ blocks: all }: { blocks: [] }) => all),
          ...body.broken,
        ];
        expect(new Set(blocks.map(({ block }) => block)).size).toBe(3);
        for (const { block } of blocks) {
          const url = path('courses', course, 'blocks', block, 'children', 'root');
          expect((await staff.ask('GET', url)).status, block).toBe(200);
        }
      }
    });
  });

  describe('assignments', () => {
    test('GET stores nothing; PUT stores: 201 once, then 200 with the same group', async () => {
      const name = learner();
      const me = await service().as(name);
      const url = assignment(TONE, name);
      const looked = await me.ask('GET', url);
      expect(looked.body).toMatchObject({
        experiment: TONE,
        learner: name,
        reason: 'split',
        assignment: null,
      });
      expect((await me.ask('GET', url)).body).toEqual(looked.body);
      const first = await me.ask('PUT', url);
      expect([first.status, first.body.reason, first.body.group]).toEqual([201, 'split', looked.body.group]);
      expect(first.body.assignment).toMatchObject({ group: looked.body.group, strategy: 'stable@1' });
      const again = await me.ask('PUT', url);
      expect([again.status, again.body]).toEqual([200, { ...first.body, reason: 'stored' }]);
      expect((await me.ask('GET', url)).body).toEqual(again.body);
      const stored = await service().store.peek({ scope: COURSE, experiment: TONE, learner: name });
      expect(stored?.group).toBe(first.body.group);
      expect(stored?.assignedAt.toISOString()).toBe(first.body.assignment.assignedAt);
    });

    test('are those of the library', async () => {
      const [course] = await coursesOf();
      const { runningExperiments } = await import('../../../src/index.js');
      const { choice } = runningExperiments(course!).experiments[0]!.division;
      const staff = await service().as('root', true);
      for (let number = 0; number < 30; number += 1) {
        const name = learner();
        const { body } = await staff.ask('PUT', assignment(TONE, name));
        expect(body.group).toBe(stableStrategy.draw({ experiment: TONE, learner: name }, choice));
      }
    });

    test('concurrent requests of one learner store one assignment', async () => {
      const name = learner();
      const me = await service().as(name);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => me.ask('PUT', assignment(TONE, name))),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
      expect(new Set(answers.map(({ body }) => body.group)).size).toBe(1);
    });

    test('unusual names are stored and returned unchanged', async () => {
      const staff = await service().as('root', true);
      const odd = [
        'a/b',
        'a%2Fb',
        '...',
        'a+b c',
        '?x=1#y',
        "';--",
        '\u{1f600}'.repeat(400),
        'e\u0301',
        '\u202e',
        ' ',
      ];
      for (const name of odd) {
        const { status, body } = await staff.ask('PUT', assignment(TONE, name));
        expect([name, status, body.learner]).toEqual([name, 201, name]);
      }
      // URL parsers take dot segments away: these two names reach the server as another path, or not at all.
      for (const name of ['.', '..'])
        expect([400, 404]).toContain((await staff.ask('PUT', assignment(TONE, name))).status);
    });

    test('a split_test is found by the name of its partition and by its key', async () => {
      const name = learner();
      const me = await service().as(name);
      const byName = await me.ask('PUT', assignment(HINTS, name));
      expect(byName.body).toMatchObject({ experiment: HINTS, shown: byName.body.group });
      expect(byName.body.assignment.group).toMatch(/^\d+$/);
      const staff = await service().as('root', true);
      const { body } = await staff.ask('GET', path('courses', COURSE, 'experiments'));
      const { key } = body.experiments[1];
      expect((await me.ask('PUT', assignment(key, name))).body).toEqual({ ...byName.body, reason: 'stored' });
    });

    test('a stored group that the course no longer has: kept, stale, the default group is shown', async () => {
      const name = learner();
      await service().store.claim({
        scope: COURSE,
        experiment: TONE,
        learner: name,
        group: 'poem',
        strategy: 'import@1',
        assignedAt: new Date(),
      });
      const me = await service().as(name);
      for (const method of ['GET', 'PUT'])
        expect(await me.ask(method, assignment(TONE, name))).toMatchObject({
          status: 200,
          body: { group: 'poem', stale: true, shown: '_DEFAULT_GROUP', reason: 'stored' },
        });
    });

    test('unknown courses and experiments: 404; those that cannot assign learners: 409 with diagnostics', async () => {
      const me = await service().as('ada');
      for (const method of ['GET', 'PUT']) {
        const noCourse = await me.ask(method, assignment(TONE, 'ada', 'course-v1:a+b+c'));
        expect(noCourse).toMatchObject({
          status: 404,
          body: { type: expect.stringContaining('unknown-course') },
        });
        const noExperiment = await me.ask(method, assignment('None', 'ada'));
        expect(noExperiment).toMatchObject({ status: 404, body: { hint: expect.any(String) } });
        const broken = await me.ask(method, assignment('Much', 'ada', LONE));
        expect(broken).toMatchObject({
          status: 409,
          body: { type: expect.stringContaining('broken-experiment') },
        });
        expect(broken.body.diagnostics).toContainEqual(
          expect.objectContaining({
            ruleId: 'portion-range',
            severity: 'error',
            place: expect.objectContaining({ file: LONE }),
          }),
        );
      }
    });
  });
}
