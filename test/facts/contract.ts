/** What every provider of facts must answer: one suite on the facts of `fixtures/facts/`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LearnerFacts, UNKNOWN_FACT } from '../../src/facts/facts.js';
import type { FactName } from '../../src/facts/names.js';
import { at, KEY } from './people.js';

export const SAMPLE = new URL('../../fixtures/facts', import.meta.url).pathname;
const OTHER = 'course-v1:edX+FreeX+2026';
const NOWHERE = 'course-v1:edX+NoneX+2026';

const known = (value: unknown) => ({ known: true, value });

/** @param lacks what this kind of provider cannot know */
export function factsContract(
  name: string,
  open: () => Promise<LearnerFacts>,
  lacks: readonly FactName[] = [],
): void {
  describe(`facts from ${name}`, () => {
    let facts: LearnerFacts;
    beforeAll(async () => {
      facts = await open();
    });
    afterAll(() => facts?.close());
    const expected = (what: FactName, value: unknown) => (lacks.includes(what) ? UNKNOWN_FACT : known(value));

    it('users by name and by e-mail address', async () => {
      const ada = { username: 'ada', id: 7, email: 'ada@example.com', isActive: true, isAuthenticated: true };
      expect(await facts.user('ada')).toEqual(known(ada));
      expect(await facts.user('ada@example.com')).toEqual(known(ada));
      expect(await facts.user('eve')).toEqual(
        known({ username: 'eve', id: 9, isActive: false, isAuthenticated: true }),
      );
      expect(await facts.user('nobody')).toEqual(known(null));
      expect(await facts.user('nobody@example.com')).toEqual(known(null));
      expect(await facts.user('Ada')).toEqual(known(null));
    });

    it('courses', async () => {
      const found = await facts.course(KEY);
      expect(found).toMatchObject(
        known({ key: KEY, displayName: 'Demonstration', start: at('2026-05-01'), end: at('2026-12-01') }),
      );
      expect(found).toMatchObject(known({ isSelfPaced: true, cosmeticPrice: null }));
      expect(await facts.course(OTHER)).toMatchObject(
        known({ displayName: null, end: null, isSelfPaced: false }),
      );
      expect(await facts.course(NOWHERE)).toEqual(known(null));
    });

    it('modes, in order', async () => {
      const modes = await facts.modes(KEY);
      const expires = at('2026-11-01');
      expect(modes).toEqual(
        known([
          { slug: 'audit', name: 'Audit', price: '0', currency: 'usd', expires: null, sku: null },
          { slug: 'verified', name: 'Verified', price: '45', currency: 'eur', expires, sku: 'ABC-EUR' },
          { slug: 'verified', name: 'Verified', price: '50', currency: 'usd', expires, sku: 'ABC' },
        ]),
      );
      expect(await facts.modes(OTHER)).toEqual(known([]));
    });

    it('enrolments to the microsecond, also those that have ended', async () => {
      const answer = await facts.enrolments('ada');
      expect(answer).toEqual(
        known([
          {
            username: 'ada',
            courseKey: KEY,
            mode: 'audit',
            isActive: true,
            created: at('2026-06-01T08:00:00.25Z'),
          },
          {
            username: 'ada',
            courseKey: OTHER,
            mode: 'verified',
            isActive: false,
            created: at('2026-05-02T08:00:00Z'),
          },
        ]),
      );
      expect(await facts.enrolments('eve')).toEqual(known([]));
    });

    it('entitlements, expired ones too', async () => {
      expect(await facts.entitlements('bob')).toEqual(
        known([
          { courseUuid: '3b5e1c1e-0000-4000-8000-000000000001', mode: 'verified', expired: at('2026-01-01') },
        ]),
      );
      expect(await facts.entitlements('ada')).toEqual(known([]));
    });

    it('programs that hold the course', async () => {
      const answer = await facts.programs(KEY);
      expect(answer).toMatchObject(known([{ title: 'Demonstrations', status: 'active' }]));
      expect(answer).toMatchObject(
        known([{ courses: [{ entitlements: [{ price: '199.23', sku: 'ENT' }] }, {}] }]),
      );
      expect(await facts.programs(NOWHERE)).toEqual(known([]));
    });

    it('what a learner is in a course', async () => {
      expect(await facts.schedule('ada', KEY)).toEqual(
        expected('schedule', {
          start: at('2026-06-01T08:00:00Z'),
          upgradeDeadline: at('2026-09-01T08:00:00Z'),
        }),
      );
      expect(await facts.schedule('bob', KEY)).toEqual(expected('schedule', null));
      expect(await facts.forumRoles('bob', KEY)).toEqual(
        lacks.includes('forum_roles')
          ? UNKNOWN_FACT
          : known(expect.arrayContaining(['Student', 'Moderator'])),
      );
      expect(await facts.forumRoles('eve', KEY)).toEqual(expected('forum_roles', []));
      expect(await facts.staffAccess('eve', KEY)).toEqual(expected('staff_access', true));
      expect(await facts.staffAccess('ada', KEY)).toEqual(expected('staff_access', false));
    });

    it('settings of the course', async () => {
      const limit = { scope: 'global', enabled: true, enabledAsOf: at('2026-01-01') };
      expect(await facts.durationLimits(KEY)).toEqual(expected('duration_limits', [limit]));
      expect(await facts.deadlineConfig(KEY)).toEqual(
        expected('upgrade_deadlines', { enabled: true, org: 'out', course: 'in' }),
      );
      expect(await facts.deadlineConfig(OTHER)).toEqual(
        expected('upgrade_deadlines', { enabled: true, org: 'out', course: null }),
      );
    });
  });
}
