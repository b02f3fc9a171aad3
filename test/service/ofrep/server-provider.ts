/** The server's provider of npm, as it is published, against our routes. */
import { describe, expect, test } from 'vitest';
import { FlagBook } from '../../../src/index.js';
import { collect } from '../../storage/contract.js';
import { tokenOf } from '../service.js';
import { baseUrl, HOSTILE, type Scene, serverClient, TONE } from './scene.js';

export function serverProvider({ service, learner }: Scene): void {
  describe('@openfeature/ofrep-provider', () => {
    const asStaff = async (course?: string) =>
      serverClient(baseUrl(service(), course), await tokenOf('renderer', true));

    test('evaluates an experiment, and assigns the learner', async () => {
      const name = learner();
      const client = await asStaff();
      const details = await client.getStringDetails(TONE, 'code', { targetingKey: name });
      expect(details).toMatchObject({
        value: expect.stringMatching(/^(plain|story|_DEFAULT_GROUP)$/),
        variant: details.value,
        reason: 'SPLIT',
        flagMetadata: {
          decision: 'split',
          stored: true,
          stale: false,
          strategy: 'stable@1',
          experiment: TONE,
        },
      });
      expect(details.errorCode).toBeUndefined();
      const again = await client.getStringDetails(TONE, 'code', { targetingKey: name });
      expect(again).toMatchObject({
        value: details.value,
        flagMetadata: { decision: 'stored', stored: true },
      });
      const { body } = await (await service().as(name)).ask(
        'GET',
        `${baseUrl(service()).slice(service().url.length)}/experiments/${encodeURIComponent(TONE)}/assignments/${name}`,
      );
      expect(body).toMatchObject({ group: details.value, reason: 'stored' });
    });

    test('evaluates the children of the group; the key must be encoded, since this client does not', async () => {
      const client = await asStaff();
      const key = encodeURIComponent(`${TONE}#children`);
      const { value, reason } = await client.getObjectDetails(key, {}, { targetingKey: 'children of all' });
      expect(reason).toBe('SPLIT');
      expect(value).toEqual({
        group: expect.any(String),
        children: expect.arrayContaining([expect.stringMatching(/^block-v1:HiveX\+BEE101\+2026_T1\+type@/)]),
      });
    });

    test('an unknown experiment and an unknown course: the default, FLAG_NOT_FOUND', async () => {
      for (const [course, key] of [[undefined, 'Nothing'] as const, ['course-v1:a+b+c', TONE] as const]) {
        const details = await (await asStaff(course)).getStringDetails(key, 'code', { targetingKey: 'ada' });
        expect(details).toMatchObject({ value: 'code', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
      }
    });

    test('an experiment that is off: the default group, DISABLED, and nothing is stored', async () => {
      const name = learner();
      const details = await (await asStaff(HOSTILE)).getStringDetails('Off', 'code', { targetingKey: name });
      expect(details).toMatchObject({
        value: '_DEFAULT_GROUP',
        reason: 'DISABLED',
        flagMetadata: { decision: 'flag-off', stored: false },
      });
      expect(await collect(service().store.list({ scope: '', experiment: 'Off' }))).toEqual([]);
    });

    test('an experiment whose group is forced: TARGETING_MATCH', async () => {
      const book = new FlagBook(service().store.data);
      await book.change('ofrep.sure', { everyone: true }, { user: 'root' });
      await book.change('ofrep.sure.1', { everyone: true }, { user: 'root' });
      const client = await asStaff(HOSTILE);
      await expect
        .poll(async () => (await client.getStringDetails('Sure', 'code', { targetingKey: 'ada' })).reason)
        .toBe('TARGETING_MATCH');
      expect(await client.getStringValue('Sure', 'code', { targetingKey: 'ada' })).toBe('b');
    });

    test('a broken experiment: the default, GENERAL, with the message of its block', async () => {
      const details = await (await asStaff(HOSTILE)).getStringDetails('Much', 'code', {
        targetingKey: 'ada',
      });
      expect(details).toMatchObject({ value: 'code', reason: 'ERROR', errorCode: 'GENERAL' });
      expect(details.errorMessage).toMatch(/^The experiment "Much" cannot assign learners: .*1\.5/);
    });

    test.each([
      ['no targeting key', {}, 'TARGETING_KEY_MISSING'],
      ['an empty one', { targetingKey: '' }, 'TARGETING_KEY_MISSING'],
      ['one that no store accepts', { targetingKey: 'a\0' }, 'INVALID_CONTEXT'],
    ])('%s: the default', async (_, context, code) => {
      const details = await (await asStaff()).getStringDetails(TONE, 'code', context);
      expect(details).toMatchObject({ value: 'code', reason: 'ERROR', errorCode: code });
    });

    test("another learner's token: the default, and nothing is stored", async () => {
      const name = learner();
      const client = await serverClient(baseUrl(service()), await tokenOf('eve'));
      const details = await client.getStringDetails(TONE, 'code', { targetingKey: name });
      expect(details).toMatchObject({ value: 'code', reason: 'ERROR' });
      const own = await client.getStringDetails(TONE, 'code', { targetingKey: 'eve' });
      expect(own.reason).toBe('SPLIT');
      const stored = await collect(service().store.list({ experiment: TONE }));
      expect(stored.filter((row) => row.learner === name)).toEqual([]);
    });

    test('the type that is asked for is not that of the flag: the default, TYPE_MISMATCH', async () => {
      const details = await (await asStaff()).getNumberDetails(TONE, 7, { targetingKey: 'ada' });
      expect(details).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' });
    });

    test('4 × 25 calls at once for one learner: one group, stored once', async () => {
      const name = learner();
      const four = await Promise.all([asStaff(), asStaff(), asStaff(), asStaff()]);
      const calls = four.flatMap((client) =>
        Array.from({ length: 25 }, () => client.getStringDetails(TONE, 'code', { targetingKey: name })),
      );
      const details = await Promise.all(calls);
      expect(new Set(details.map(({ value }) => value)).size).toBe(1);
      expect(details.filter(({ flagMetadata }) => flagMetadata.decision === 'split')).toHaveLength(1);
      const stored = await collect(service().store.list({ experiment: TONE }));
      expect(stored.filter((row) => row.learner === name)).toHaveLength(1);
      expect(await collect(service().store.exposures({ experiment: TONE }))).toEqual([]);
    });
  });
}
