/** The provider for the web SDK, by the numbers of section 2 of OpenFeature's specification, against a real service. */
import { ErrorCode, OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/web-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AbtestWebProvider, EXPOSURE_EVENT } from '../../src/openfeature-web.js';
import { type Running, start, tokenOf } from '../service/service.js';
import { all, COURSE_KEY, exampleCourse, TONE } from './scene.js';

let service: Running;
let provider: AbtestWebProvider;
let warnings: string[];
/** Requests as `METHOD path`, and how many of the next are answered as if the service were away. */
let requests: string[];
let isAway: boolean;
let number = 0;
let domain: string;

const logger = {
  warn: (...words: unknown[]): void => void warnings.push(words.join(' ')),
  error: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

const watchedFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  requests.push(
    `${request.method} ${decodeURIComponent(new URL(request.url).pathname.split(COURSE_KEY)[1] ?? '')}`,
  );
  if (isAway) throw new TypeError('The service is away');
  return fetch(request);
};

beforeAll(async () => {
  OpenFeature.setLogger(logger);
  service = await start('memory:', { courses: new Map([[COURSE_KEY, exampleCourse()]]) });
});

afterAll(() => service.close());

async function newProvider(): Promise<AbtestWebProvider> {
  const token = await tokenOf('staff', true);
  return new AbtestWebProvider(
    {
      baseUrl: `${service.url}/api/abtest/v1/courses/${COURSE_KEY}`,
      headersFactory: async () => [['Authorization', `Bearer ${token}`]],
      fetchImplementation: watchedFetch,
    },
    logger,
  );
}

beforeEach(async () => {
  warnings = [];
  requests = [];
  isAway = false;
  number += 1;
  domain = `test ${number}`;
  provider = await newProvider();
});

afterEach(async () => {
  isAway = false;
  await OpenFeature.clearProviders();
});

async function client(targetingKey: string) {
  await OpenFeature.setProviderAndWait(domain, provider, { targetingKey });
  return OpenFeature.getClient(domain);
}

const exposuresOf = async (learner: string) =>
  (await all(service.store.exposures()))
    .filter((each) => each.learner === learner)
    .map(({ context }) => context);

test('2.1.1 it has a name', () => {
  expect(provider.metadata.name).toBe('olx-abtest web');
});

test('2.2.1–2.2.6, 2.2.9, 2.2.10, 2.3.2 values, variants, reasons and flat metadata come with one request', async () => {
  const asked = await client('ada');
  const tone = asked.getStringDetails(TONE, 'fallback');
  expect(tone).toMatchObject({ value: 'story', variant: 'story', reason: 'SPLIT' });
  expect([tone.errorCode, tone.errorMessage]).toEqual([undefined, undefined]);
  expect(tone.flagMetadata).toMatchObject({ scope: COURSE_KEY, experiment: TONE, stored: false });
  expect(asked.getObjectValue(`${TONE}#children`, {})).toMatchObject({ group: 'story' });
  expect(requests).toEqual(['POST /ofrep/v1/evaluate/flags']);
  expect(await all(service.store.list())).toEqual([]);
});

test('2.2.2.1, 2.2.7, 2.2.8.1, 2.3.3 failures have a code and a message', async () => {
  const asked = await client('ada');
  expect(asked.getBooleanDetails(TONE, true)).toMatchObject({ value: true, errorCode: 'TYPE_MISMATCH' });
  expect(asked.getNumberDetails(TONE, 7)).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' });
  expect(asked.getStringDetails('Nowhere', 'x')).toMatchObject({ value: 'x', errorCode: 'FLAG_NOT_FOUND' });
  expect(asked.getStringDetails('Broken', 'x')).toMatchObject({
    value: 'x',
    errorCode: 'GENERAL',
    errorMessage: expect.stringContaining('cannot assign learners'),
  });
});

test('2.3.1 hooks of the provider are a list', () => {
  expect(provider.hooks).toEqual([]);
});

describe('life cycle', () => {
  const events = (): string[] => {
    const seen: string[] = [];
    for (const event of Object.values(ProviderEvents))
      provider.events.addHandler(event, () => void seen.push(event));
    return seen;
  };

  test('2.4.1, 2.8.1, 2.8.2 initialized with a context and a domain; PROVIDER_READY before that ends', async () => {
    const seen = events();
    await provider.initialize({ targetingKey: 'ada' }, 'a domain');
    expect(seen).toEqual([ProviderEvents.Ready]);
  });

  test('2.4.2.1, 2.8.3 without the service it rejects, after PROVIDER_ERROR; values are the defaults of the code', async () => {
    isAway = true;
    const seen = events();
    await expect(client('ada')).rejects.toThrow();
    expect(seen).toEqual([ProviderEvents.Error]);
    const asked = OpenFeature.getClient(domain);
    expect(asked.providerStatus).toBe(ProviderStatus.ERROR);
    expect(asked.getStringDetails(TONE, 'fallback')).toMatchObject({
      value: 'fallback',
      errorCode: ErrorCode.PROVIDER_NOT_READY,
    });
  });

  test('2.4.3, 2.4.4 it is scoped to a domain: the SDK refuses to bind it to another one', async () => {
    expect(provider.domainScoped).toBe(true);
    await client('ada');
    await expect(async () => OpenFeature.setProviderAndWait(`${domain} other`, provider)).rejects.toThrow(
      /domain/,
    );
  });

  test('2.5.1–2.5.3 closing waits for what is being sent, reverts to not ready, and can be repeated', async () => {
    const asked = await client('closing');
    asked.track(EXPOSURE_EVENT, { flagKey: TONE, context: 'page' });
    await provider.onClose();
    await provider.onClose();
    expect(await exposuresOf('closing')).toEqual(['page']);
    expect(provider.resolveStringEvaluation(TONE, 'x', { targetingKey: 'closing' }).errorCode).toBe(
      'PROVIDER_NOT_READY',
    );
  });

  test('2.6.1, 2.8.4 another learner: their groups, after PROVIDER_RECONCILING and PROVIDER_CONTEXT_CHANGED', async () => {
    const asked = await client('ada');
    const seen = events();
    await OpenFeature.setContext(domain, { targetingKey: 'linus' });
    expect(seen).toEqual([ProviderEvents.Reconciling, ProviderEvents.ContextChanged]);
    const renderer = await service.as('linus');
    const path = `/api/abtest/v1/courses/${COURSE_KEY}/experiments/${encodeURIComponent(TONE)}/assignments/linus`;
    expect(asked.getStringValue(TONE, 'fallback')).toBe((await renderer.ask('GET', path)).body.group);
  });

  test('2.8.4 another learner while the service is away: PROVIDER_ERROR, and never the groups of the one before', async () => {
    const asked = await client('ada');
    const seen = events();
    isAway = true;
    await OpenFeature.setContext(domain, { targetingKey: 'linus' });
    expect(seen).toEqual([ProviderEvents.Reconciling, ProviderEvents.Error]);
    expect(asked.providerStatus).toBe(ProviderStatus.ERROR);
    expect(asked.getStringDetails(TONE, 'fallback')).toMatchObject({ value: 'fallback', reason: 'ERROR' });
    isAway = false;
    await OpenFeature.setContext(domain, { targetingKey: 'ada' });
    expect(asked.getStringValue(TONE, 'fallback')).toBe('story');
  });
});

describe('2.7.1 tracking', () => {
  test('an exposure is sent once for each context, by the hook as well', async () => {
    const asked = await client('eva');
    const hooks = [provider.exposureHook({ context: 'page' })];
    for (let time = 0; time < 3; time += 1) asked.getStringValue(TONE, 'fallback', { hooks });
    asked.getStringValue('Nowhere', 'fallback', { hooks });
    asked.track(EXPOSURE_EVENT, { flagKey: `${TONE}#children`, context: 'page' });
    await provider.onClose();
    expect(requests.filter((each) => each.startsWith('PUT'))).toEqual([
      `PUT /experiments/${TONE}/exposures/eva`,
    ]);
    expect(await exposuresOf('eva')).toEqual(['page']);
  });

  test('an exposure is sent again when the service is back, and recorded once', async () => {
    const asked = await client('ida');
    isAway = true;
    asked.track(EXPOSURE_EVENT, { flagKey: TONE, context: 'one' });
    await expect.poll(() => requests.filter((each) => each.startsWith('PUT')).length).toBe(1);
    isAway = false;
    asked.track(EXPOSURE_EVENT, { flagKey: TONE, context: 'two' });
    await provider.onClose();
    expect(await exposuresOf('ida')).toEqual(['one', 'two']);
    expect(warnings).toEqual([]);
  });

  test('what never arrives is reported', async () => {
    const asked = await client('kim');
    isAway = true;
    asked.track(EXPOSURE_EVENT, { flagKey: TONE });
    asked.track('grade', { value: 1 });
    await provider.onClose();
    expect(warnings.sort()).toEqual([
      expect.stringContaining('POST /outcomes may not have been recorded'),
      expect.stringContaining('exposures/kim was not sent: the service is away'),
    ]);
  });

  test('other events with a value are outcomes', async () => {
    const asked = await client('mia');
    asked.track('grade', { value: 0.5 });
    asked.track('visit');
    await provider.onClose();
    expect((await all(service.store.outcomes())).filter(({ learner }) => learner === 'mia')).toMatchObject([
      { name: 'grade', value: 0.5 },
    ]);
    expect(warnings).toHaveLength(1);
  });

  test('a group that the learner does not have is not sent', async () => {
    const asked = await client('ada');
    asked.track(EXPOSURE_EVENT, { flagKey: TONE, variant: 'plain' });
    asked.track(EXPOSURE_EVENT, { flagKey: 'Nowhere' });
    await provider.onClose();
    expect(requests).toEqual(['POST /ofrep/v1/evaluate/flags']);
    expect(warnings).toEqual([
      `olx-abtest: no exposure of "${TONE}": the learner has the group "story"`,
      'olx-abtest: no exposure of "Nowhere": the learner has no group',
    ]);
  });
});
