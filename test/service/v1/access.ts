/** Who may ask what. */
import { describe, expect, test } from 'vitest';
import {
  assignment,
  COURSE,
  children,
  everything,
  experimentExposure,
  exposure,
  path,
  type Scene,
  TONE,
  V1,
  WELCOME,
} from './scene.js';

export function access({ service, learner }: Scene): void {
  describe('access', () => {
    const aboutLearners = (name: string): [string, string, unknown?][] => [
      ['GET', assignment(TONE, name)],
      ['PUT', assignment(TONE, name)],
      ['GET', children(WELCOME, name)],
      ['GET', everything(name)],
      ['PUT', everything(name)],
      ['PUT', children(WELCOME, name)],
      ['PUT', exposure(WELCOME, name), { context: 'page' }],
      ['PUT', experimentExposure(TONE, name), { context: 'page' }],
      ['POST', path('courses', COURSE, 'outcomes'), { learner: name, name: 'quiz', value: 1 }],
      ['GET', path('flags', 'experiments.video', 'bucket', name)],
    ];
    const forStaff: [string, string, unknown?][] = [
      ['GET', path('courses', COURSE, 'experiments')],
      ['GET', path('courses', COURSE, 'exposures')],
      ['GET', path('courses', COURSE, 'assignments')],
      ['GET', `${V1}/flags`],
    ];
    const forAll: [string, string, unknown?][] = [
      ['GET', `${V1}/courses`],
      ['POST', `${V1}/documents/validate`, { text: '<html/>' }],
    ];

    test('anonymous: 401 with a challenge, and nothing is stored', async () => {
      const name = learner();
      for (const [method, url, body] of [...aboutLearners(name), ...forStaff, ...forAll]) {
        const { status, headers, body: problem } = await service().nobody.ask(method, url, body);
        expect([method, url, status]).toEqual([method, url, 401]);
        expect(headers.get('WWW-Authenticate')).toBeTruthy();
        expect(headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
        expect(problem).toMatchObject({ status: 401, title: expect.any(String), detail: expect.any(String) });
      }
      const staff = await service().as('root', true);
      expect((await staff.ask('GET', assignment(TONE, name))).body.reason).toBe('split');
    });

    test('a learner: their own data, never that of others, whether it exists or not', async () => {
      const name = learner();
      const me = await service().as(name);
      for (const [method, url, body] of [...aboutLearners(name), ...forAll])
        expect([200, 201], url).toContain((await me.ask(method, url, body)).status);
      const other = learner();
      for (const [method, url, body] of [...aboutLearners(other), ...forStaff]) {
        const { status, body: problem } = await me.ask(method, url, body);
        expect([method, url, status]).toEqual([method, url, 403]);
        expect(JSON.stringify(problem)).not.toContain(other);
      }
      // Which courses and experiments there are cannot be found out through others either.
      expect((await me.ask('GET', assignment('None', other, 'course-v1:a+b+c'))).status).toBe(403);
      const staff = await service().as('root', true);
      expect((await staff.ask('GET', assignment(TONE, other))).body.assignment).toBe(null);
    });

    test('names that look the same are different learners', async () => {
      const me = await service().as('Zoë');
      expect((await me.ask('PUT', assignment(TONE, 'Zoë'))).status).toBe(201);
      for (const alike of ['Zoe\u0308', 'zoë', 'Zoë ', 'Zo%C3%AB'])
        expect((await me.ask('PUT', assignment(TONE, alike))).status).toBe(403);
    });

    test('staff: the data of all learners', async () => {
      const staff = await service().as('root', true);
      for (const [method, url, body] of [...aboutLearners(learner()), ...forStaff, ...forAll])
        expect([200, 201], url).toContain((await staff.ask(method, url, body)).status);
    });
  });
}
