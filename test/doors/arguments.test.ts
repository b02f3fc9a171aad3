/** Typos in options and arguments that programs without types pass on: an error with a hint, never a silent default. */
import { expect, test } from 'vitest';
import {
  AbtestError,
  type Block,
  checkBlock,
  checkCourse,
  convertCourse,
  courseKeyOf,
  createRuntime,
  decideGroup,
  loadCourse,
  openStore,
  parseAbtest,
  setPortion,
  toDefinition,
  writeAbtest,
  writeXml,
} from '../../src/index.js';

const SAMPLE = 'fixtures/courses/sample';
const { course } = await loadCourse(SAMPLE);
const store = await openStore('memory:');
const splitTest = course.blocks.find(({ block }) => block.kind === 'split_test')!;
const { document } = parseAbtest('<abtest experiment="E"><default/></abtest>').block!;
/** As a program without types passes it. */
const any = <T>(value: unknown): T => value as T;

const REFUSED: readonly [name: string, call: () => unknown, message: string, hint: string][] = [
  [
    'a policy for stale assignments',
    () => createRuntime({ store, stale: any('reasign') }),
    '"stale" is "reasign", which is not one of its values',
    'Did you mean "reassign"?',
  ],
  [
    'an option of the runtime',
    () => createRuntime(any({ store, scop: 'x' })),
    'createRuntime has no option "scop"',
    'Did you mean "scope"?',
  ],
  [
    'a runtime without a store',
    () => createRuntime(any({})),
    'createRuntime needs a store',
    'Give what openStore returns.',
  ],
  [
    'the name of a strategy in place of the strategy',
    () => createRuntime({ store, strategy: any('stable') }),
    '"strategy" is not a strategy',
    'Use stableStrategy, stableCourseStrategy, randomStrategy() or seededStrategy(seed).',
  ],
  [
    'a rule',
    () => checkCourse(course, { 'portion-summ': 'off' }),
    'There is no rule "portion-summ"',
    'Did you mean "portion-sum"?',
  ],
  [
    'a severity',
    () => checkCourse(course, { 'portion-sum': any('eror') }),
    '"portion-sum" is "eror", which is not one of its values',
    'Did you mean "error"?',
  ],
  [
    'a store without a scheme',
    () => openStore('sqlite'),
    'The URL of the store has no scheme',
    'Use memory:, sqlite:./file.db or postgres://user@host/database.',
  ],
  [
    'no store at all',
    () => openStore(any(undefined)),
    'The URL of the store has no scheme',
    'Use memory:, sqlite:./file.db or postgres://user@host/database.',
  ],
  [
    'an option of loading',
    () => loadCourse(SAMPLE, any({ onfailure: () => undefined })),
    'loadCourse has no option "onfailure"',
    'Did you mean "onFailure"?',
  ],
  [
    'a style',
    () => writeXml(document, { style: any('canonicl') }),
    '"style" is "canonicl", which is not one of its values',
    'Did you mean "canonical"?',
  ],
  [
    'a tag',
    () => convertCourse(course, { to: any('splittest') }),
    '"to" is "splittest", which is not one of its values',
    'Did you mean "split_test"?',
  ],
  [
    'whether to store',
    () => createRuntime({ store }).outlineFor(course, 'ada', any('asign')),
    '"keeping" is "asign", which is not one of its values',
    'Did you mean "assign"?',
  ],
];

test.each(REFUSED)('%s', async (_, call, message, hint) => {
  const error = await Promise.resolve()
    .then(call)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AbtestError);
  expect(error).toMatchObject({ code: 'bad-argument', message, hint });
});

const WITH_A_BLOCK: Readonly<Record<string, (block: Block) => unknown>> = {
  checkBlock,
  decideGroup: (block) => decideGroup(block, 'ada'),
  toDefinition: (block) => toDefinition(any(block)),
  writeAbtest: (block) => writeAbtest(any(block)),
  setPortion: (block) => setPortion(any(block), 'a', '.5'),
  peek: (block) => createRuntime({ store }).peek(block, 'ada'),
  assign: (block) => createRuntime({ store }).assign(block, 'ada'),
  assignMany: (block) => createRuntime({ store }).assignMany(block, ['ada']),
  expose: (block) => createRuntime({ store }).expose(block, 'ada', 'page'),
};

test.each(Object.keys(WITH_A_BLOCK))('%s without a block names where blocks come from', async (name) => {
  for (const given of [undefined, null, 'welcome', course]) {
    const error = await Promise.resolve(any<Block>(given))
      .then(WITH_A_BLOCK[name])
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AbtestError);
    expect(error).toMatchObject({ code: 'bad-argument', hint: expect.stringContaining('parseAbtest') });
  }
});

test('edits of an abtest refuse a split_test, and change no byte of it', () => {
  const { block } = splitTest;
  const before = block.document.source.text;
  expect(() => setPortion(any(block), block.groups[0]!.name!, '.5')).toThrow(
    expect.objectContaining({
      code: 'edit-impossible',
      message: 'This edit is for an <abtest>, and the block is a <split_test>',
    }),
  );
  expect(block.document.source.text).toBe(before);
});

test('a course key, or its absence, is a scope', async () => {
  expect(createRuntime({ store, scope: courseKeyOf(course) }).scope).toBe('course-v1:HiveX+BEE101+2026_T1');
  const { course: lone } = await loadCourse({ text: '<abtest experiment="E"><default/></abtest>' });
  expect(createRuntime({ store, scope: courseKeyOf(lone) }).scope).toBe('');
});

test('with onFailure a course may be missing, and without it never', async () => {
  const failures: unknown[] = [];
  const folder = 'fixtures/archives';
  const loaded = await loadCourse(folder, { onFailure: (error) => failures.push(error) });
  const course: (typeof loaded)['course'] = loaded.courses[0];
  expect(course).toBe(loaded.course);
});
