/** Flags: what staff sees, and which bucket somebody is in. */
import { describe, expect, test } from 'vitest';
import { FlagBook, stableBucket } from '../../../src/index.js';
import { path, type Scene, V1 } from './scene.js';

const RUN = 'course-v1:a+b+c';

export function flags({ service, learner }: Scene): void {
  describe('flags', () => {
    const bucket = async (name: string, query: Record<string, string>, isStaff = false) =>
      (await service().as(name, isStaff)).ask(
        'GET',
        `${path('flags', 'experiments.video', 'bucket', name)}?${new URLSearchParams(query)}`,
      );

    test('are listed with their overrides, and determine the bucket', async () => {
      const name = learner();
      expect((await bucket(name, { course: RUN })).body).toMatchObject({ bucket: 0, reason: 'off' });
      const book = new FlagBook(service().store.data);
      await book.change('experiments.video', { everyone: true, note: 'ours' }, { user: 'root' });
      await book.override({ waffle_flag: 'experiments.video', org: 'other', choice: 'off' });
      const { body } = await (await service().as('root', true)).ask('GET', `${V1}/flags`);
      expect(body.flags).toMatchObject([
        { name: 'experiments.video', everyone: true, note: 'ours', users: [] },
      ]);
      expect(body.overrides).toEqual([
        { flag: 'experiments.video', scope: 'org', target: 'other', choice: 'off' },
      ]);
      // A picture of the flags is up to a second old.
      await expect.poll(async () => (await bucket(name, { course: RUN })).body.reason).toBe('hash');
      const asked = await bucket(name, { course: RUN, buckets: '3' });
      expect(asked.body).toMatchObject({
        bucket: stableBucket(`experiments.video.${RUN}`, 3, name),
        learner: name,
      });
      const everywhere = await bucket(name, { course: RUN, buckets: '3', courseAware: 'false' });
      expect(everywhere.body.bucket).toBe(stableBucket('experiments.video', 3, name));
      expect((await bucket(name, { course: 'course-v1:other+b+c' })).body.reason).toBe('off');
    });

    test('a learner gets bucket and reason, and only staff the steps, which name courses, dates and flags', async () => {
      const name = learner();
      const book = new FlagBook(service().store.data);
      await book.change('experiments.video', { everyone: true }, { user: 'root' });
      await book.change('experiments.video.1', { everyone: true }, { user: 'root' });
      await service().store.data.keyValues.upsert(
        [{ experiment_id: 77, key: 'enrollment_start', value: '2031-05-06' }],
        { at: new Date() },
      );
      const query = { course: RUN, experimentId: '77', enrolled: '2026-01-01' };
      await expect.poll(async () => (await bucket(name, query)).body.reason).toBe('outside-window');
      for (const asked of [await bucket(name, query), await bucket(name, { course: RUN })]) {
        expect(Object.keys(asked.body).sort()).toEqual(['bucket', 'flag', 'learner', 'reason']);
        expect(asked.text).not.toMatch(/2031|video\.1|course-v1/);
      }
      const staff = await (await service().as('root', true)).ask(
        'GET',
        `${path('flags', 'experiments.video', 'bucket', name)}?${new URLSearchParams(query)}`,
      );
      expect(staff.body.steps.map(({ step }: { step: string }) => step)).toContain('window');
      expect(staff.text).toContain('2031');
    });

    test.each([
      ['an invalid course key', { course: 'nonsense' }],
      ['an invalid date', { enrolled: 'yesterday' }],
      ['no buckets', { buckets: '0' }],
      ['too many buckets', { buckets: '1001' }],
      ['an invalid number', { experimentId: '1e3' }],
      ['an invalid truth', { courseAware: '1' }],
      ['an unknown parameter', { bucket: '2' }],
    ])('%s: 400', async (_, query) => {
      expect(await bucket('ada', query)).toMatchObject({ status: 400, body: { detail: expect.any(String) } });
    });
  });
}
