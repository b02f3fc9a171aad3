/** The provider for the server SDK, by the numbers of section 2 of OpenFeature's specification (0.9, of 2026). */
import {
  ErrorCode,
  OpenFeature,
  ProviderEvents,
  ProviderStatus,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRuntime, openStore, type Runtime, type StoreWithData } from '../../src/index.js';
import { AbtestProvider, EXPOSURE_EVENT } from '../../src/openfeature.js';
import { all, COURSE_KEY, courseWith, exampleCourse, TONE } from './scene.js';

const course = exampleCourse();
const ADA = { targetingKey: 'ada' };

let store: StoreWithData;
let runtime: Runtime;
let provider: AbtestProvider;
let warnings: string[];

const logger = { warn: (...words: unknown[]): void => void warnings.push(words.join(' ')) };

/** `Off` is switched off, and `bob` is put into the story. */
function gated(): Runtime {
  return createRuntime({
    store,
    scope: COURSE_KEY,
    flags: (experiment) => (experiment === 'Off' ? { reason: 'flag-off', group: 'new' } : null),
    force: (experiment, learner) => (experiment === TONE && learner === 'bob' ? 'story' : null),
  });
}

beforeEach(async () => {
  warnings = [];
  store = await openStore('memory:');
  runtime = gated();
  provider = new AbtestProvider({ course, store, runtime, logger });
});

afterEach(async () => {
  await OpenFeature.close();
  await OpenFeature.clearProviders();
  await store.close();
});

/** Resolves without the SDK. */
async function resolved(key: string, context: object = ADA): Promise<ResolutionDetails<string>> {
  return provider.resolveStringEvaluation(key, 'fallback', context as typeof ADA);
}

async function client(domain?: string) {
  if (domain === undefined) await OpenFeature.setProviderAndWait(provider);
  else await OpenFeature.setProviderAndWait(domain, provider);
  return domain === undefined ? OpenFeature.getClient() : OpenFeature.getClient(domain);
}

describe('flags', () => {
  test('2.1.1 it has a name', async () => {
    expect(provider.metadata.name).toBe('olx-abtest');
    expect((await client()).metadata.providerMetadata.name).toBe('olx-abtest');
  });

  test('2.2.1, 2.2.2.1 values of four types are resolved, each with a default and a context', async () => {
    const asked = await client();
    expect(await asked.getStringValue(TONE, 'fallback', ADA)).toBe('story');
    expect(await asked.getObjectValue(`${TONE}#children`, {}, ADA)).toMatchObject({ group: 'story' });
    expect(await asked.getBooleanDetails(TONE, true, ADA)).toMatchObject({
      value: true,
      errorCode: 'TYPE_MISMATCH',
      errorMessage: `The value of "${TONE}" is the name of a group, a string, and a boolean was asked for`,
    });
    expect(await asked.getNumberDetails(TONE, 7, ADA)).toMatchObject({
      value: 7,
      errorCode: 'TYPE_MISMATCH',
    });
    expect(await asked.getStringDetails(`${TONE}#children`, 'x', ADA)).toMatchObject({
      errorCode: 'TYPE_MISMATCH',
    });
    expect(await asked.getObjectDetails(TONE, {}, ADA)).toMatchObject({ errorCode: 'TYPE_MISMATCH' });
  });

  test('2.2.3, 2.2.4 value and variant are the group that the runtime assigns', async () => {
    await provider.initialize();
    for (const targetingKey of ['ada', 'grace', 'linus', 'bob', 'eve']) {
      const { value, variant } = await resolved(TONE, { targetingKey });
      const { group } = await runtime.peek(course.blocks[0]!.block, targetingKey);
      expect([value, variant]).toEqual([group, group]);
    }
    expect(await provider.resolveObjectEvaluation(`${TONE}#children`, {}, ADA)).toMatchObject({
      variant: 'story',
      value: {
        group: 'story',
        children: [
          'block-v1:O+C+R+type@html+block@tone_story',
          'block-v1:O+C+R+type@problem+block@tone_question',
        ],
      },
    });
  });

  test('the children of all blocks of an experiment, in the order of the course', async () => {
    await provider.initialize();
    expect((await provider.resolveObjectEvaluation('Hints#children', {}, ADA)).value).toEqual({
      group: 'with',
      children: ['block-v1:O+C+R+type@html+block@hints_with', 'block-v1:O+C+R+type@html+block@hints_more'],
    });
  });

  test('an evaluation assigns, and records no exposure', async () => {
    const asked = await client();
    await asked.getStringValue(TONE, 'fallback', ADA);
    expect((await all(store.list())).map(({ learner, group }) => [learner, group])).toEqual([
      ['ada', 'story'],
    ]);
    expect(await all(store.exposures())).toEqual([]);
  });

  test('2.2.5 the reason says how the group came about', async () => {
    await provider.initialize();
    const reasons = [
      (await resolved(TONE)).reason,
      (await resolved(TONE)).reason,
      (await resolved(TONE, { targetingKey: 'bob' })).reason,
      (await resolved('Off')).reason,
    ];
    expect(reasons).toEqual(['SPLIT', 'SPLIT', 'TARGETING_MATCH', 'DISABLED']);
    expect((await resolved('Off')).value).toBe('_DEFAULT_GROUP');
    await store.end({ scope: COURSE_KEY, experiment: 'Hints', group: 'with', endedAt: new Date() });
    expect(await resolved('Hints')).toMatchObject({ value: 'with', reason: 'STATIC' });
  });

  test('2.2.6, 2.3.2 a success has no error code and no error message', async () => {
    await provider.initialize();
    for (const key of [TONE, 'Off', 'Hints']) {
      const { errorCode, errorMessage } = await resolved(key);
      expect([errorCode, errorMessage]).toEqual([undefined, undefined]);
    }
  });

  test.each([
    ['Nowhere', ADA, 'FLAG_NOT_FOUND', 'The course has no experiment "Nowhere"'],
    ['Broken', ADA, 'GENERAL', expect.stringContaining('this abtest cannot assign learners')],
    ['Broken#children', ADA, 'GENERAL', expect.stringContaining('cannot assign learners')],
    [TONE, {}, 'TARGETING_KEY_MISSING', 'The context has no targetingKey, which names the learner'],
    [TONE, { targetingKey: '' }, 'TARGETING_KEY_MISSING', expect.any(String)],
    [TONE, { targetingKey: 'a\0b' }, 'INVALID_CONTEXT', 'The field learner has a NUL character'],
    [TONE, { targetingKey: 7 }, 'INVALID_CONTEXT', 'The targetingKey is not a string'],
  ])(
    '2.2.7, 2.3.3 a failure has an error code and a message: %s for %j',
    async (key, context, errorCode, message) => {
      await provider.initialize();
      const details = await resolved(key, context);
      expect(details).toMatchObject({ value: 'fallback', errorCode, errorMessage: message });
      expect(details.variant).toBeUndefined();
      const asked = await client();
      expect(await asked.getStringDetails(key, 'fallback', context as typeof ADA)).toMatchObject({
        value: 'fallback',
        reason: 'ERROR',
        errorCode,
      });
    },
  );

  test('2.2.8.1 details have the type of their value', async () => {
    await provider.initialize();
    const details: ResolutionDetails<{ group: string }> = await provider.resolveObjectEvaluation(
      `${TONE}#children`,
      { group: 'none' },
      ADA,
    );
    expect(details.value.group).toBe('story');
  });

  test('2.2.9, 2.2.10 metadata are flat: course, version, scope, experiment and what is stored', async () => {
    await provider.initialize();
    const { flagMetadata } = await resolved(TONE);
    expect(flagMetadata).toEqual({
      flagSetId: COURSE_KEY,
      version: expect.stringMatching(/^[0-9a-f]{16}$/),
      scope: COURSE_KEY,
      experiment: TONE,
      decision: 'split',
      stored: true,
      stale: false,
      strategy: 'stable@1',
    });
    for (const value of Object.values(flagMetadata!))
      expect(['boolean', 'string', 'number']).toContain(typeof value);
  });

  test('the version changes with portions, and not with what is beside the experiments', () => {
    const block = (portion: string, beside = '') =>
      new AbtestProvider({
        course: courseWith(
          `<abtest experiment="E"><group name="a" portion="${portion}"/><default/></abtest>${beside}`,
        ),
        store,
      });
    const version = async (each: AbtestProvider) => {
      await each.initialize();
      return (await each.resolveStringEvaluation('E', '', ADA)).flagMetadata?.version;
    };
    return Promise.all(['.5', '.50', '.4'].map((each) => version(block(each)))).then(
      async ([half, same, other]) => {
        expect(half).toBe(same);
        expect(half).not.toBe(other);
        expect(await version(block('.5', '<html url_name="new"/>'))).toBe(half);
      },
    );
  });

  test('of a stale assignment the group that is shown counts', async () => {
    const row = { scope: COURSE_KEY, experiment: TONE, learner: 'ada', group: 'gone', strategy: 'import@1' };
    await store.claim({ ...row, assignedAt: new Date() });
    await provider.initialize();
    expect(await resolved(TONE)).toMatchObject({
      value: '_DEFAULT_GROUP',
      flagMetadata: { stale: true, strategy: 'import@1' },
    });
  });
});

test('2.3.1 hooks of the provider are a list', () => {
  expect(provider.hooks).toEqual([]);
});

describe('life cycle', () => {
  test('2.4.1 it is initialized with a context and a domain, once for several domains', async () => {
    await Promise.all(['one', 'two'].map((domain) => OpenFeature.setProviderAndWait(domain, provider)));
    for (const domain of ['one', 'two'])
      expect(await OpenFeature.getClient(domain).getStringValue(TONE, 'fallback', ADA)).toBe('story');
  });

  test('2.4.2.1 without a store it is not ready, and rejects', async () => {
    await store.close();
    await expect(OpenFeature.setProviderAndWait(provider)).rejects.toThrow('The store does not answer');
    expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.ERROR);
    expect(await OpenFeature.getClient().getStringDetails(TONE, 'fallback', ADA)).toMatchObject({
      value: 'fallback',
      errorCode: ErrorCode.PROVIDER_NOT_READY,
    });
  });

  test('2.4.3, 2.4.4 it is not scoped to a domain: the SDK binds one instance to several', async () => {
    expect(provider.domainScoped).toBe(false);
    await client('one');
    await client('two');
    expect(OpenFeature.getProvider('one')).toBe(OpenFeature.getProvider('two'));
  });

  test('2.5.1 closing waits until everything that was tracked is stored', async () => {
    const asked = await client();
    for (const context of ['a', 'b', 'c']) asked.track(EXPOSURE_EVENT, ADA, { flagKey: TONE, context });
    asked.track('grade', ADA, { value: 0.5 });
    await OpenFeature.close();
    expect((await all(store.exposures())).map(({ context }) => context)).toEqual(['a', 'b', 'c']);
    expect(await all(store.outcomes())).toHaveLength(1);
  });

  test('2.5.2 after closing it is as before it was initialized, and can be initialized again', async () => {
    const code = async () => (await resolved(TONE)).errorCode;
    expect(await code()).toBe(ErrorCode.PROVIDER_NOT_READY);
    await provider.initialize();
    expect(await code()).toBeUndefined();
    await provider.onClose();
    expect(await code()).toBe(ErrorCode.PROVIDER_NOT_READY);
    await provider.initialize();
    expect(await code()).toBeUndefined();
  });

  test('2.5.3 closing again changes nothing, and the store stays open', async () => {
    await provider.initialize();
    await Promise.all([provider.onClose(), provider.onClose()]);
    await provider.onClose();
    expect(await store.experiments()).toEqual([]);
  });

  test('2.6.1 it keeps no context: each evaluation is for the learner of its own', async () => {
    expect('onContextChange' in provider).toBe(false);
    const asked = await client();
    const groups = await Promise.all(
      ['ada', 'bob', 'eve'].map((targetingKey) => asked.getStringValue(TONE, 'fallback', { targetingKey })),
    );
    expect(groups).toEqual(['story', 'story', expect.stringMatching(/plain|_DEFAULT_GROUP|story/)]);
  });

  const events = (): string[] => {
    const seen: string[] = [];
    for (const event of Object.values(ProviderEvents))
      provider.events.addHandler(event, () => seen.push(event));
    return seen;
  };

  test('2.8.1, 2.8.2 it emits PROVIDER_READY before initialize ends', async () => {
    const seen = events();
    await provider.initialize();
    expect(seen).toEqual([ProviderEvents.Ready]);
  });

  test('2.8.3 it emits PROVIDER_ERROR before initialize rejects', async () => {
    await store.close();
    const seen = events();
    await expect(provider.initialize()).rejects.toThrow();
    expect(seen).toEqual([ProviderEvents.Error]);
  });

  test('2.8.1, 2.8.4 a store that goes away and comes back: default values, PROVIDER_ERROR once, then PROVIDER_READY', async () => {
    let isAway = false;
    const original = store.claim.bind(store);
    const { AbtestError } = await import('../../src/index.js');
    store.claim = (assignment) =>
      isAway
        ? Promise.reject(new AbtestError('store-unavailable', 'The store is away'))
        : original(assignment);
    const asked = await client();
    const seen = events();
    const group = (targetingKey: string) => asked.getStringDetails(TONE, 'fallback', { targetingKey });
    isAway = true;
    expect(await group('ada')).toMatchObject({
      value: 'fallback',
      errorCode: 'GENERAL',
      errorMessage: 'The store is away',
    });
    expect(await group('ada')).toMatchObject({ value: 'fallback' });
    expect(asked.providerStatus).toBe(ProviderStatus.ERROR);
    isAway = false;
    expect(await group('ada')).toMatchObject({ value: 'story' });
    expect(asked.providerStatus).toBe(ProviderStatus.READY);
    expect(seen).toEqual([ProviderEvents.Error, ProviderEvents.Ready]);
  });

  test('a course that was read again: its flags, and PROVIDER_CONFIGURATION_CHANGED with the names', async () => {
    const asked = await client();
    const changed: unknown[] = [];
    asked.addHandler(ProviderEvents.ConfigurationChanged, (details) => changed.push(details?.flagsChanged));
    provider.update(courseWith('<abtest experiment="New"><group name="a" portion="1"/><default/></abtest>'));
    expect(await asked.getStringValue('New', 'fallback', ADA)).toBe('a');
    expect((await asked.getStringDetails(TONE, 'fallback', ADA)).errorCode).toBe('FLAG_NOT_FOUND');
    await expect.poll(() => changed).toEqual([[TONE, 'Hints', 'Off', 'New']]);
  });
});

describe('2.7.1 tracking', () => {
  const exposures = async () =>
    (await all(store.exposures())).map(({ learner, group, context }) => [learner, group, context]);

  test('an exposure is recorded once for each learner, experiment and context', async () => {
    const asked = await client();
    for (let time = 0; time < 5; time += 1)
      for (const context of ['page 1', 'page 2'])
        asked.track(EXPOSURE_EVENT, ADA, { flagKey: TONE, context });
    asked.track(EXPOSURE_EVENT, ADA, { flagKey: TONE, variant: 'story' });
    await provider.onClose();
    expect(await exposures()).toEqual([
      ['ada', 'story', TONE],
      ['ada', 'story', 'page 1'],
      ['ada', 'story', 'page 2'],
    ]);
    expect(warnings).toEqual([]);
  });

  test('once over two providers on one store', async () => {
    const other = new AbtestProvider({ course, store, runtime: gated(), logger });
    await Promise.all([provider.initialize(), other.initialize()]);
    for (let number = 0; number < 50; number += 1)
      for (const each of [provider, other])
        each.track(EXPOSURE_EVENT, { targetingKey: `learner ${number}` }, { flagKey: TONE, context: 'page' });
    await Promise.all([provider.onClose(), other.onClose()]);
    expect(await exposures()).toHaveLength(50);
    expect(await all(store.list())).toHaveLength(50);
  });

  test('a hook records it for one call, after a success, and not for a default', async () => {
    const asked = await client();
    const hooks = [provider.exposureHook({ context: 'welcome' })];
    await asked.getStringValue(TONE, 'fallback', ADA, { hooks });
    await asked.getStringValue(TONE, 'fallback', ADA, { hooks });
    await asked.getStringValue('Nowhere', 'fallback', ADA, { hooks });
    await asked.getStringValue('Off', 'fallback', ADA, { hooks });
    await asked.getStringValue('Hints', 'fallback', ADA);
    await provider.onClose();
    expect(await exposures()).toEqual([['ada', 'story', 'welcome']]);
    expect(warnings).toEqual([]);
  });

  test('a forced group is not recorded: the learner was not drawn', async () => {
    const asked = await client();
    await asked.getStringValue(TONE, 'x', { targetingKey: 'bob' }, { hooks: [provider.exposureHook()] });
    await provider.onClose();
    expect([await exposures(), await all(store.list())]).toEqual([[], []]);
  });

  test('other events with a value are outcomes', async () => {
    const asked = await client();
    asked.track('grade', ADA, { value: 0.75, exam: 'final' });
    asked.track('visit', ADA);
    await provider.onClose();
    expect(await all(store.outcomes())).toEqual([
      { scope: COURSE_KEY, learner: 'ada', name: 'grade', value: 0.75, at: expect.any(Date) },
    ]);
    expect(warnings).toEqual([
      'olx-abtest: "visit" was not recorded: The event "visit" has no value, so that there is no outcome to record',
    ]);
  });

  test.each([
    [{ flagKey: TONE, variant: 'plain' }, ADA, '"plain" was shown, and the learner has the group "story"'],
    [{ flagKey: 'Nowhere' }, ADA, 'The course has no experiment "Nowhere"'],
    [{}, ADA, 'The event "feature_flag.exposure" has no flagKey'],
    [
      { flagKey: TONE, variant: 7 },
      ADA,
      `The event "feature_flag.exposure" of "${TONE}" has a variant that is no text`,
    ],
    [{ flagKey: TONE }, {}, 'The context has no targetingKey, which names the learner'],
  ])(
    'an exposure that cannot be is reported, and nothing is stored: %j',
    async (details, context, message) => {
      const asked = await client();
      asked.track(EXPOSURE_EVENT, context, details as TrackingEventDetails);
      await provider.onClose();
      expect(warnings).toEqual([`olx-abtest: "${EXPOSURE_EVENT}" was not recorded: ${message}`]);
      expect([await exposures(), await all(store.list())]).toEqual([[], []]);
    },
  );
});

test('a learner who evaluates often is decided about once a second', async () => {
  let claims = 0;
  const original = store.claim.bind(store);
  store.claim = (assignment) => {
    claims += 1;
    return original(assignment);
  };
  const asked = await client();
  for (let time = 0; time < 10; time += 1) await asked.getStringValue(TONE, 'fallback', ADA);
  expect(claims).toBeLessThan(10);
  expect(claims).toBeGreaterThan(0);
});
