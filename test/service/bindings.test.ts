/** Experiments that are bound to flags: what the service answers follows the flags of the store. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FlagBook, readFlagBindings } from '../../src/index.js';
import { type Running, start } from './service.js';
import { assignment, children, coursesOf, HINTS, TONE, WELCOME } from './v1/scene.js';

const groups = ['_DEFAULT_GROUP', 'plain', 'story'];
const bindings = readFlagBindings(
  JSON.stringify({ bindings: [{ experiment: TONE, flag: 'experiments.tone', groups }] }),
);

let service: Running;
beforeAll(async () => {
  service = await start('memory:', { courses: await coursesOf(), bindings });
});
afterAll(() => service?.close());

test('off, on, and a forced group take effect as soon as the flags are read again', async () => {
  const ada = await service.as('ada');
  const book = new FlagBook(service.store.data);
  const reason = async () => (await ada.ask('GET', assignment(TONE, 'ada'))).body.reason;
  const off = await ada.ask('PUT', assignment(TONE, 'ada'));
  expect([off.status, off.body.reason, off.body.shown, off.body.assignment]).toEqual([
    200,
    'flag-off',
    '_DEFAULT_GROUP',
    null,
  ]);
  const shown = await ada.ask('PUT', children(WELCOME, 'ada'));
  expect(shown.body.children.map(({ urlName }: { urlName: string }) => urlName)).toEqual(['welcome_short']);
  // An experiment without a binding goes on as ever.
  expect((await ada.ask('PUT', assignment(HINTS, 'ada'))).body.reason).toBe('split');

  await book.change('experiments.tone', { everyone: true });
  await expect.poll(reason).toBe('split');
  expect((await ada.ask('PUT', assignment(TONE, 'ada'))).status).toBe(201);

  await book.change('experiments.tone.2', { everyone: true });
  await expect.poll(reason).toBe('flag-forced');
  expect((await ada.ask('GET', assignment(TONE, 'ada'))).body.shown).toBe('story');

  await book.change('experiments.tone', { everyone: false });
  await expect.poll(reason).toBe('flag-off');
});
