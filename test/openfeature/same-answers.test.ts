/** What a program gets from the provider in its process is what it would get from the service by OFREP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AbtestProvider } from '../../src/openfeature.js';
import { type Running, start } from '../service/service.js';
import { COURSE_KEY, exampleCourse, TONE } from './scene.js';

const course = exampleCourse();
let service: Running;
let provider: AbtestProvider;

beforeAll(async () => {
  service = await start('memory:', { courses: new Map([[COURSE_KEY, course]]) });
  provider = new AbtestProvider({ course, store: service.store });
  await provider.initialize();
  const row = { scope: COURSE_KEY, experiment: TONE, group: 'gone', strategy: 'import@1' };
  await service.store.claim({ ...row, learner: 'stale', assignedAt: new Date() });
  await service.store.end({ scope: COURSE_KEY, experiment: 'Off', group: 'new', endedAt: new Date() });
});

afterAll(() => service.close());

const KEYS = [TONE, 'Hints', 'Off', 'Broken', 'Nowhere'].flatMap((key) => [key, `${key}#children`]);

test.each(['ada', 'bob', 'eve', 'stale'])('for %s', async (learner) => {
  const me = await service.as(learner);
  for (const key of KEYS) {
    const path = `/api/abtest/v1/courses/${COURSE_KEY}/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`;
    const context = { targetingKey: learner };
    const { body } = await me.ask('POST', path, { context });
    const fallback = 'fallback';
    const own = key.endsWith('#children')
      ? await provider.resolveObjectEvaluation<unknown & string>(key, fallback, context)
      : await provider.resolveStringEvaluation(key, fallback, context);
    if (body.errorCode !== undefined) {
      expect([key, own.errorCode, own.value]).toEqual([key, body.errorCode, fallback]);
      continue;
    }
    const { value, variant, reason, flagMetadata } = own;
    expect({ value, variant, reason }).toEqual({
      value: body.value,
      variant: body.variant,
      reason: body.reason,
    });
    // The service asked first, so that the provider finds what is stored; each has a version of its own.
    const { version, contextId, decision, ...others } = body.metadata;
    const { version: ownVersion, decision: ownDecision, ...mine } = flagMetadata!;
    expect(mine).toEqual(others);
    expect([typeof version, typeof ownVersion]).toEqual(['string', 'string']);
    expect([decision, ownDecision]).toEqual([decision, decision === 'split' ? 'stored' : decision]);
  }
});
