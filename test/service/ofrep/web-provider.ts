/** The provider for browsers of npm, as it is published, against our routes. */
import { OpenFeature as Web } from '@openfeature/web-sdk';
import { describe, expect, test } from 'vitest';
import { FlagBook } from '../../../src/index.js';
import { collect } from '../../storage/contract.js';
import { tokenOf } from '../service.js';
import type { Heard } from './protocol-schema.js';
import { baseUrl, HINTS, HOSTILE, type Scene, serverClient, TONE, webClient } from './scene.js';

export function webProvider({ service, learner }: Scene): void {
  describe('@openfeature/ofrep-web-provider', () => {
    const rows = async () => {
      const { store } = service();
      return [(await collect(store.list())).length, (await collect(store.exposures())).length];
    };

    test('has every experiment after one request, which stores nothing', async () => {
      const before = await rows();
      const heard: Heard[] = [];
      const { client } = await webClient(baseUrl(service()), learner(), { heard });
      const tone = client.getStringDetails(TONE, 'code');
      expect(tone).toMatchObject({ reason: 'SPLIT', flagMetadata: { decision: 'split', stored: false } });
      expect(client.getObjectValue(`${TONE}#children`, {})).toMatchObject({ group: tone.value });
      expect(client.getStringDetails(HINTS, 'code').reason).toBe('SPLIT');
      expect(client.getStringDetails('Nothing', 'code')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
      expect(client.getNumberDetails(TONE, 7)).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' });
      expect(heard.map(({ status }) => status)).toEqual([200]);
      expect(await rows()).toEqual(before);
    });

    test('off, broken and forced experiments, and a name with a slash', async () => {
      const { client } = await webClient(baseUrl(service(), HOSTILE), learner());
      expect(client.getStringDetails('Off', 'code')).toMatchObject({
        value: '_DEFAULT_GROUP',
        reason: 'DISABLED',
      });
      expect(client.getObjectValue('Off#children', {})).toMatchObject({ children: ['type@html+block@calm'] });
      expect(client.getStringDetails('Much', 'code')).toMatchObject({
        value: 'code',
        errorCode: 'GENERAL',
        errorMessage: expect.stringContaining('1.5'),
      });
      expect(client.getStringDetails('a/b', 'code')).toMatchObject({ value: 'x', reason: 'SPLIT' });
      expect(client.getStringValue('c#children', 'code')).toBe('x');
      // A child without a name has the one that Open edX's import makes up.
      const made = expect.stringMatching(/^type@html\+block@html_[0-9a-f]{12}$/);
      expect(client.getObjectValue('c#children#children', {})).toEqual({ group: 'x', children: [made] });
    });

    test('gets 304 while nothing changes, a new tag for a stored group, and a tag of its own for each learner', async () => {
      const [ada, eve] = [learner(), learner()];
      const heard: Heard[] = [];
      const { refresh, client } = await webClient(baseUrl(service()), ada, { heard });
      await refresh();
      expect(heard.map(({ status }) => status)).toEqual([200, 304]);
      expect(heard[1]!.known).toBe(heard[0]!.etag);
      const group = client.getStringValue(TONE, 'code');
      const renderer = await serverClient(baseUrl(service()), await tokenOf(ada));
      expect(await renderer.getStringValue(TONE, 'code', { targetingKey: ada })).toBe(group);
      await refresh();
      await refresh();
      expect(heard.map(({ status }) => status)).toEqual([200, 304, 200, 304]);
      expect(heard[2]!.etag).not.toBe(heard[0]!.etag);
      expect(client.getStringDetails(TONE, 'code')).toMatchObject({
        value: group,
        flagMetadata: { stored: true },
      });
      const others: Heard[] = [];
      await webClient(baseUrl(service()), eve, { heard: others });
      expect(heard.map(({ etag }) => etag)).not.toContain(others[0]!.etag);
    });

    test('gets a new tag when a flag changes', async () => {
      const book = new FlagBook(service().store.data);
      await book.change('ofrep.off', { everyone: false }, { user: 'root' });
      const heard: Heard[] = [];
      const { client, refresh } = await webClient(baseUrl(service(), HOSTILE), learner(), { heard });
      await book.change('ofrep.off', { everyone: true }, { user: 'root' });
      await expect
        .poll(async () => {
          await refresh();
          return client.getStringDetails('Off', 'code').reason;
        })
        .toBe('SPLIT');
      expect(client.getStringValue('Off', 'code')).toBe('a');
      expect(heard.at(-1)!.etag).not.toBe(heard[0]!.etag);
      await book.change('ofrep.off', { everyone: false }, { user: 'root' });
    });

    test("another learner's token, and no targeting key: no initialisation, and the code's default", async () => {
      const token = await tokenOf('eve');
      await expect(webClient(baseUrl(service()), learner(), { token })).rejects.toThrow();
      await expect(webClient(baseUrl(service()), '', { token })).rejects.toThrow();
      await expect(webClient(baseUrl(service(), 'course-v1:a+b+c'), 'eve')).rejects.toThrow();
    });

    test('a change of the learner asks for that learner', async () => {
      const [ada, eve] = [learner(), learner()];
      const heard: Heard[] = [];
      const { client, domain } = await webClient(baseUrl(service()), ada, {
        token: await tokenOf('root', true),
        heard,
      });
      await Web.setContext(domain, { targetingKey: eve });
      expect(heard.map(({ status, known }) => [status, known])).toEqual([
        [200, null],
        [200, null],
      ]);
      expect(client.getStringDetails(TONE, 'code').reason).toBe('SPLIT');
    });

    test('Open edX flags: the bucket, and whether it is not 0', async () => {
      const book = new FlagBook(service().store.data);
      await book.change('ofrep.video', { everyone: true }, { user: 'root' });
      await book.change('ofrep.video.1', { users: ['ofrep_forced'] }, { user: 'root' });
      await book.change('ofrep.rolled', { percent: 50 }, { user: 'root' });
      const base = `${baseUrl(service()).split('/courses/')[0]}/flags`;
      await expect
        .poll(async () => (await webClient(base, 'ofrep_forced')).client.getNumberValue('ofrep.video', -1))
        .toBe(1);
      const { client, refresh } = await webClient(base, 'ofrep_forced');
      await refresh();
      expect(client.getNumberDetails('ofrep.video', -1).reason).toBe('TARGETING_MATCH');
      expect(client.getBooleanValue('ofrep.video#enabled', false)).toBe(true);
      for (const left of ['ofrep.video.1', 'ofrep.rolled'])
        expect(client.getNumberDetails(left, -1).errorCode).toBe('FLAG_NOT_FOUND');
      const single = await serverClient(base, await tokenOf('ofrep_forced'));
      const context = { targetingKey: 'ofrep_forced' };
      expect(await single.getNumberValue('ofrep.video', -1, context)).toBe(1);
      expect(await single.getNumberDetails('ofrep.nothing', -1, context)).toMatchObject({
        errorCode: 'FLAG_NOT_FOUND',
      });
      const odd = { ...context, buckets: 0 };
      expect(await single.getNumberDetails('ofrep.video', -1, odd)).toMatchObject({
        errorCode: 'INVALID_CONTEXT',
      });
    });
  });
}
