/** What is no block, document or node in the place of one: the error says where they come from, and nothing changes. */
import { expect, test } from 'vitest';
import {
  AbtestError,
  type Block,
  checkBlock,
  createRuntime,
  decideGroup,
  loadCourse,
  openStore,
  setPortion,
  toDefinition,
  writeAbtest,
  writeXml,
} from '../../src/index.js';

const { course } = await loadCourse('fixtures/courses/sample');
const store = await openStore('memory:');
const splitTest = course.blocks.find(({ block }) => block.kind === 'split_test')!;
/** As a program without types passes it. */
const any = <T>(value: unknown): T => value as T;

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

test.each([
  ['writeXml', /^A document is needed/, (given: unknown) => writeXml(any(given))],
  [
    'childrenOf',
    /^A node of a course/,
    (given: unknown) => createRuntime({ store }).childrenOf(course, any(given), 'ada'),
  ],
  [
    'seenBy',
    /^A node of a course/,
    (given: unknown) => createRuntime({ store }).seenBy(course, [any(given)], 'ada'),
  ],
] as const)(
  '%s with a block in place of a document or a node names where they come from',
  async (_, message, call) => {
    for (const given of [undefined, null, 'welcome', course.blocks[0]!.block]) {
      const error = await Promise.resolve(given)
        .then<unknown>(call)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'bad-argument', message: expect.stringMatching(message) });
      expect(error).toMatchObject({ hint: expect.stringContaining('Give') });
    }
  },
);

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
