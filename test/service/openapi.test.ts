/** The document of the service: it is OpenAPI 3.1, it says nothing that is not so, and the page shows all of it. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFileFacts } from '../../src/index.js';
import type { OpenapiDocument } from '../../src/service/openapi/openapi-document.js';
import { SAMPLE } from '../facts/contract.js';
import { SOAK } from '../seed.js';
import { type Asked, spoiled, type Target, targetsOf, valid } from './openapi-arbitrary.js';
import { type Running, start, tokenOf } from './service.js';
import { COURSE, coursesOf, LONE, SWARM, TONE, WELCOME } from './v1/scene.js';

const RUNS = 50 * SOAK;
/** What is there, so that not every request ends at a name that is not. */
const ADA = {
  learner: 'ada',
  username: 'ada',
  course_key: 'course-v1:edX+DemoX+2026',
  name: 'experiments.video',
  id: '1',
};
const KNOWN = [
  { ...ADA, course: COURSE, experiment: TONE, block: WELCOME },
  { ...ADA, course: COURSE, experiment: TONE, block: SWARM },
  { ...ADA, course: LONE, experiment: 'Much', block: 'type@abtest+block@much' },
  { ...ADA, course: COURSE, key: TONE },
  { ...ADA, course: COURSE, key: 'Nothing' },
];

let service: Running;
let document: OpenapiDocument;
const facts = { provider: await openFileFacts(SAMPLE) };
const tokens: string[] = [];
beforeAll(async () => {
  service = await start('memory:', { courses: await coursesOf(), facts, limits: { rate: false } });
  document = (await service.nobody.ask('GET', '/api/openapi.json')).body;
  tokens.push(`JWT ${await tokenOf('ada')}`, `Bearer ${await tokenOf('root', true)}`, '');
});
afterAll(() => service?.close());

describe('the document', () => {
  test('is OpenAPI 3.1', async () => {
    const { valid: isValid, errors } = await new Validator().validate(
      structuredClone(document) as object as Record<string, unknown>,
    );
    expect([isValid, errors]).toEqual([true, undefined]);
    expect(document.openapi).toBe('3.1.0');
  });

  test('has a summary and the errors of every route', () => {
    const described = targetsOf(document);
    expect(described.length).toBeGreaterThan(20);
    for (const { operation, path } of described) {
      expect(operation.summary, path).toBeTruthy();
      if (path.startsWith('/api/')) expect(Object.keys(operation.responses), path).toContain('401');
    }
  });

  test('has each operation of our own API once, and refuses undocumented parameters', () => {
    const own = targetsOf(document).filter(
      ({ path }) =>
        path.startsWith('/api/abtest/v1/') && !path.endsWith('/session') && !path.includes('/ofrep/'),
    );
    const ids = own.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(own.length);
    for (const { operation } of own) {
      const schema = operation.requestBody?.content['application/json']?.schema;
      if (schema !== undefined) expect(schema.additionalProperties).toBe(false);
      for (const status of ['400', '401', '403', '429', '503'])
        expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(['application/problem+json']);
    }
  });

  test("has the evaluation routes with their protocol's errors, which no other route has", () => {
    const evaluating = targetsOf(document).filter(({ path }) => path.includes('/ofrep/'));
    expect(evaluating).toHaveLength(4);
    for (const { operation, method } of evaluating) {
      expect(method).toBe('POST');
      for (const status of ['200', '400', '401', '403', '429', '500', '503'])
        expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(['application/json']);
    }
  });

  test('has the configured name of the session cookie', () => {
    expect(document.components.securitySchemes?.session).toMatchObject({ name: 'olx_abtest_session' });
  });

  test('contains no secret and is the same for every service', async () => {
    const other = await start('memory:', { courses: [], facts });
    expect((await other.nobody.ask('GET', '/api/openapi.json')).body).toEqual(document);
    await other.close();
  });

  test('is shown on a page that loads and runs nothing', async () => {
    const { status, text, headers } = await service.nobody.ask('GET', '/api/');
    expect(status).toBe(200);
    const unbroken = text.replaceAll('<wbr>', '');
    for (const { path } of targetsOf(document)) expect(unbroken).toContain(path.replaceAll('&', '&amp;'));
    expect(text).not.toMatch(/`|Default Response/);
    expect(text).toContain('reason <code>broken</code> and no children');
    for (const path of unbroken.matchAll(/<code>([^<]*)<\/code>/g)) expect(path[1]).not.toBe('');
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).not.toMatch(/<script|<link|src=|style="/);
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
    for (const id of links) expect(text, id).toContain(`id="${id}"`);
  });
});

describe('every route conforms to the document', () => {
  let judge: (target: Target, status: number, type: string, body: string) => void;
  beforeAll(() => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...document, $id: 'document' } as object);
    judge = ({ method, path, operation }, status, type, body) => {
      const what = `${method} ${path} ${status} ${body.slice(0, 300)}`;
      expect(operation.responses, what).toHaveProperty(String(status));
      const { content } = operation.responses[status]!;
      if (content === undefined || status === 204) return expect(body, what).toBe('');
      const media = type.split(';')[0]!;
      expect(Object.keys(content), what).toContain(media);
      if (media === 'application/x-ndjson')
        return expect(() =>
          body
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line)),
        ).not.toThrow();
      const steps = [
        'paths',
        path,
        method.toLowerCase(),
        'responses',
        String(status),
        'content',
        media,
        'schema',
      ];
      const pointer = steps.map((step) =>
        encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')),
      );
      const check = ajv.getSchema(`document#/${pointer.join('/')}`)!;
      const fits = check(JSON.parse(body));
      expect(fits ? [] : check.errors, what).toEqual([]);
    };
  });

  const ask = async (asked: Asked & { raw?: string }, token: string) => {
    const { method, url, body, raw } = asked;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await service.app.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(token !== '' && { authorization: token }),
        ...(payload !== undefined && { 'content-type': 'application/json' }),
      },
      ...(payload !== undefined && { payload }),
    });
    return {
      status: answer.statusCode,
      type: String(answer.headers['content-type'] ?? ''),
      body: answer.body,
    };
  };

  test('for valid and for invalid requests', async () => {
    for (const target of targetsOf(document)) {
      const requests = valid(document, target, KNOWN);
      const seen = new Set<number>();
      const fine = fc.asyncProperty(requests, fc.constantFrom(...tokens), async (asked, token) => {
        const { status, type, body } = await ask(asked, token);
        seen.add(status);
        expect(status, body).toBeLessThan(500);
        judge(target, status, type, body);
      });
      await fc.assert(fine, { numRuns: RUNS });
      const bad = fc.asyncProperty(
        requests.chain((asked) => spoiled(document, target, asked)),
        fc.constantFrom(...tokens),
        async (asked, token) => {
          const { status, type, body } = await ask(asked, token);
          expect(status, body).toBeLessThan(500);
          if (target.operation.operationId !== undefined) expect(status, body).toBeGreaterThanOrEqual(400);
          judge(target, status, type, body);
        },
      );
      await fc.assert(bad, { numRuns: RUNS });
      // Otherwise nothing was tried but refusals.
      if (target.operation.operationId !== undefined)
        expect(
          [...seen].some((status) => status < 300),
          `${target.method} ${target.path}: ${[...seen]}`,
        ).toBe(true);
    }
  });
});
