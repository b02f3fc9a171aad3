/** Texts are validated in a thread of their own: the verdict is the library's, nobody else waits, and everybody has turns. */
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkCourse, loadCourse } from '../../src/index.js';
import { FairQueue } from '../../src/service/validation/fair-queue.js';
import { Validator } from '../../src/service/validation/validator.js';
import { built } from '../built.js';
import { Client } from './service.js';
import { type ServiceProcess, serve } from './service-process.js';
import { V1 } from './v1/scene.js';

const THREAD = pathToFileURL(built('service/validation/validation-thread.js'));
/** One block with 30,000 findings of two rules. */
const SLOW = `<abtest experiment="E">${'<group/>'.repeat(30_000)}</abtest>`;

describe('the thread', () => {
  test('gives the verdict of the library', async () => {
    const validator = new Validator({ file: THREAD, limit: 60_000 });
    const text = '<abtest experiment="E"><group name="a" portion="2"/></abtest>';
    const { json, ms } = await validator.validate('ada', { text, file: 'unit.xml' });
    const { course } = await loadCourse({ text, file: 'unit.xml' });
    const { valid, truncated, diagnostics } = JSON.parse(json);
    expect([valid, truncated]).toEqual([false, false]);
    expect(diagnostics.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(
      checkCourse(course).map(({ ruleId }) => ruleId),
    );
    expect(ms).toBeGreaterThan(0);
    await validator.close();
  });

  test('a text that takes longer than the limit is refused, and the next one is validated', async () => {
    let limit = 1;
    const validator = new Validator({
      file: THREAD,
      get limit() {
        return limit;
      },
    });
    const late = validator.validate('ada', { text: SLOW });
    await expect(late).rejects.toMatchObject({ statusCode: 413, message: /too much time/ });
    limit = 60_000;
    const { json } = await validator.validate('ada', { text: '<html/>' });
    expect(JSON.parse(json).valid).toBe(true);
    await validator.close();
  });

  test('the limit is for the text, not for a thread that takes long to start', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const validator = new Validator({ file: THREAD, limit: 1000 });
    const verdict = validator.validate('ada', { text: '<html/>' });
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    expect(JSON.parse((await verdict).json).valid).toBe(true);
    await validator.close();
  });

  test('a person may have four texts waiting, whatever others have', async () => {
    const validator = new Validator({ file: THREAD, limit: 60_000 });
    const text = '<html/>';
    // The first one is not waiting.
    const all = Array.from({ length: 5 }, () => validator.validate('ada', { text }));
    expect(() => validator.validate('ada', { text })).toThrow(expect.objectContaining({ statusCode: 429 }));
    all.push(validator.validate('bob', { text }));
    expect(await Promise.all(all)).toHaveLength(6);
    await validator.close();
  });

  test('a hundred texts may wait in all', async () => {
    const validator = new Validator({ file: THREAD, limit: 60_000 });
    const text = '<html/>';
    const all = Array.from({ length: 101 }, (_, index) => validator.validate(`learner ${index}`, { text }));
    expect(() => validator.validate('ada', { text })).toThrow(expect.objectContaining({ statusCode: 503 }));
    expect(await Promise.all(all)).toHaveLength(101);
    await validator.close();
  });
});

test('people take turns in the queue, however many entries each has', () => {
  const queue = new FairQueue<string>();
  for (const entry of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.add(entry[0]!, entry);
  expect([queue.size, queue.sizeOf('a'), queue.sizeOf('d')]).toEqual([6, 3, 0]);
  const order: (string | undefined)[] = [];
  while (queue.size > 0) order.push(queue.next());
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  expect(queue.next()).toBeUndefined();
});

describe('over HTTP', () => {
  let service: ServiceProcess;
  let client: Client;
  beforeAll(async () => {
    service = await serve('memory:');
    client = new Client(service.url);
  });
  afterAll(async () => {
    service?.process.kill('SIGTERM');
    await service?.ended;
  });

  test('other requests are answered while a slow text is validated', async () => {
    const ended: string[] = [];
    const slow = Array.from({ length: 3 }, async () => {
      const { status, body } = await client.ask('POST', `${V1}/documents/validate`, { text: SLOW });
      ended.push('text');
      // All are counted, also those after the first 2,000 of a rule, which are not kept.
      return [status, body.diagnostics.length, body.truncated, body.summary.errors, body.summary.warnings];
    });
    for (let number = 0; number < 3; number += 1) {
      expect((await client.ask('GET', `${V1}/courses`)).status).toBe(200);
      ended.push('courses');
    }
    expect(await Promise.all(slow)).toEqual(new Array(3).fill([200, 1000, true, 30_001, 30_000]));
    expect(ended.slice(-1)).toEqual(['text']);
  });
});
