/** Numbers that are measured of learners. */
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/index.js';
import { COURSE, LONE, path, type Scene } from './scene.js';

const OUTCOMES = path('courses', COURSE, 'outcomes');

export function outcomeTests({ service, learner }: Scene): void {
  describe('outcomes', () => {
    const of = async (name: string, scope = COURSE): Promise<Outcome[]> => {
      const found: Outcome[] = [];
      for await (const one of service().store.outcomes({ scope })) if (one.learner === name) found.push(one);
      return found;
    };

    test('are recorded, each with its value and the time of its request', async () => {
      const name = learner();
      const me = await service().as(name);
      const before = Date.now();
      const first = await me.ask('POST', OUTCOMES, { name: 'quiz done', value: 0.75 });
      expect(first).toMatchObject({ status: 201, body: { learner: name, name: 'quiz done', value: 0.75 } });
      const second = await me.ask('POST', OUTCOMES, { learner: name, name: 'quiz done', value: -1e-7 });
      expect(second.status).toBe(201);
      const stored = await of(name);
      expect(stored.map(({ value }) => value).sort()).toEqual([-1e-7, 0.75]);
      expect(stored.map(({ at }) => at.toISOString()).sort()).toEqual([first.body.at, second.body.at].sort());
      for (const { at } of stored) expect(at.getTime()).toBeGreaterThanOrEqual(before);
    });

    test('are recorded by staff for anybody, and by learners for themselves only', async () => {
      const [name, other] = [learner(), learner()];
      const staff = await service().as('root', true);
      expect((await staff.ask('POST', OUTCOMES, { learner: name, name: 'quiz', value: 1 })).status).toBe(201);
      expect((await staff.ask('POST', OUTCOMES, { name: 'quiz', value: 2 })).body.learner).toBe('root');
      const me = await service().as(name);
      const refused = await me.ask('POST', OUTCOMES, { learner: other, name: 'quiz', value: 1 });
      expect([refused.status, await of(other)]).toEqual([403, []]);
      expect(refused.text).not.toContain(other);
      expect(await of(name)).toHaveLength(1);
    });

    test('of a course without a key are those of all courses', async () => {
      const name = learner();
      const me = await service().as(name);
      const url = path('courses', LONE, 'outcomes');
      expect((await me.ask('POST', url, { name: 'quiz', value: 3 })).status).toBe(201);
      expect(await of(name, '')).toMatchObject([{ name: 'quiz', value: 3 }]);
      expect(
        (await me.ask('POST', path('courses', 'none', 'outcomes'), { name: 'a', value: 1 })).status,
      ).toBe(404);
    });

    test.each([
      [{ name: 'quiz' }],
      [{ name: 'quiz', value: '1' }],
      [{ name: 'quiz', value: null }],
      [{ name: '', value: 1 }],
      [{ name: 'a\0', value: 1 }],
      [{ name: '\ud800', value: 1 }],
      [{ name: 'n'.repeat(1001), value: 1 }],
      [{ name: '\u6587'.repeat(900), value: 1 }],
      [{ name: 'quiz', value: 1, at: '2026-01-01' }],
      [{ value: 1 }],
    ])('%j: 400, and nothing is stored', async (body) => {
      const name = learner();
      const me = await service().as(name);
      const { status, headers } = await me.ask('POST', OUTCOMES, body);
      expect([status, headers.get('Content-Type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
      expect(await of(name)).toEqual([]);
    });

    test('a number that is too large for a double: 400', async () => {
      const me = await service().as(learner());
      const headers = { 'Content-Type': 'application/json' };
      expect((await me.ask('POST', OUTCOMES, '{"name":"quiz","value":1e999}', headers)).status).toBe(400);
    });
  });
}
