/** Shared states of an old LMS and our own rows are read; bad rows are told and stop nothing. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AssignmentImportRow,
  createRuntime,
  formatSharedState,
  importAssignments,
  openStore,
  parseSharedState,
} from '../../src/index.js';
import { collect } from '../storage/contract.js';
import { abtest } from './blocks.js';

const row = (line: number, fields: Record<string, unknown>): AssignmentImportRow => ({
  line,
  fields: new Map(Object.entries(fields)),
});

it('writes shared states as Python does', () => {
  expect(formatSharedState('a')).toBe('{"group": "a"}');
  expect(formatSharedState('Grüße "\\\n\u{1f600}')).toBe(
    '{"group": "Gr\\u00fc\\u00dfe \\"\\\\\\n\\ud83d\\ude00"}',
  );
});

it('reads back every shared state that it writes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (group) => {
      expect(parseSharedState(formatSharedState(group))).toBe(group);
      expect(formatSharedState(group)).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});

it.each(['', 'nope', '[]', '{}', 'null', '{"group": null}', '{"group": 1}', '"a"'])(
  'refuses the state %j',
  (text) => {
    expect(() => parseSharedState(text)).toThrow(SyntaxError);
  },
);

it('makes the learners of an old LMS keep their groups', async () => {
  const store = await openStore('memory:');
  const block = abtest('a .5 b .5');
  const learners = Array.from({ length: 50 }, (_, i) => `learner ${i}`);
  const states = learners.map((student, i) =>
    row(i, {
      student,
      module_state_key: 'E',
      state: formatSharedState(i % 3 === 0 ? 'a' : 'b'),
      course_id: 'x',
    }),
  );
  const outcomes = await collect(importAssignments(store, states));
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['stored']));
  const decisions = await createRuntime({ store, scope: 'x' }).assignMany(block, learners);
  expect(decisions.map(({ group }) => group)).toEqual(learners.map((_, i) => (i % 3 === 0 ? 'a' : 'b')));
});

it('yields a result for every row, in order', async () => {
  const store = await openStore('memory:');
  const good = { learner: 'ada', experiment: 'E', group: 'a', scope: '' };
  const rows: AssignmentImportRow[] = [
    row(2, good),
    row(3, good),
    row(4, { ...good, group: 'b' }),
    row(5, { ...good, learner: '' }),
    row(6, { ...good, learner: 'x'.repeat(1001) }),
    row(7, { ...good, learner: 'a\0b' }),
    row(8, { learner: 'ada', experiment: 'E', scope: '' }),
    row(9, { learner: 'ada', experiment: 'E', group: 'a' }),
    row(10, { student: 'ada', module_type: 'problem', state: '{"done": true}' }),
    { line: 11, fault: 'no JSON' },
    row(12, { ...good, learner: '__proto__', assigned_at: '2013-01-02T03:04:05.000Z', strategy: 'old@1' }),
    row(13, { ...good, learner: 'late', assigned_at: 'yesterday' }),
    row(14, { ...good, learner: 7 }),
  ];
  const outcomes = await collect(importAssignments(store, rows));
  expect(outcomes.map(({ line, outcome }) => `${line} ${outcome}`)).toEqual([
    '2 stored',
    '3 known',
    '4 conflict',
    '5 refused',
    '6 refused',
    '7 refused',
    '8 refused',
    '9 refused',
    '10 skipped',
    '11 refused',
    '12 stored',
    '13 refused',
    '14 refused',
  ]);
  expect(await collect(store.list())).toMatchObject([
    { learner: '__proto__', strategy: 'old@1', assignedAt: new Date('2013-01-02T03:04:05.000Z') },
    { learner: 'ada', group: 'a', strategy: 'import@1' },
  ]);
});

it('portions of an export are kept with their assignments, and wrong ones are refused', async () => {
  const store = await openStore('memory:');
  const good = { experiment: 'E', group: 'a', scope: '', assigned_at: '2026-10-02T00:00:00.000Z' };
  const half = '{"b":"1/2","a":"1/2"}';
  const rows = [
    row(1, { ...good, learner: 'csv', portions: half, portions_since: '2026-10-01T00:00:00.000Z' }),
    row(2, { ...good, learner: 'json', portions: { a: '2/4', b: '1/2' }, portionsSince: null }),
    row(3, { ...good, learner: 'none', portions: '', portions_since: '' }),
    row(4, { ...good, learner: 'null', portions: null, portionsSince: null }),
    row(5, { ...good, learner: 'undated', portions: '{"a":"1","b":"0"}' }),
    row(6, { ...good, learner: 'w', portions: 'half' }),
    row(7, { ...good, learner: 'w', portions: '[1]' }),
    row(8, { ...good, learner: 'w', portions: '{"a":"1/2","b":"1/3"}' }),
    row(9, { ...good, learner: 'w', portions: '{"a":"1/0"}' }),
    row(10, { ...good, learner: 'w', portions: '{"a":-1}' }),
  ];
  const refusals = (await collect(importAssignments(store, rows))).map((each) =>
    'why' in each ? each.why : each.outcome,
  );
  const wanted = 'shares by the keys of groups, such as {"a":"1/2","b":"1/2"}';
  expect(refusals).toEqual([
    ...['stored', 'stored', 'stored', 'stored', 'stored'],
    `the portions are not JSON; they are ${wanted}`,
    `the portions are not ${wanted}`,
    'the portions add up to 5/6, not to 1',
    `the portions are not ${wanted}`,
    `the portions are not ${wanted}`,
  ]);
  const kept = await store.keptPortions({ scope: '', experiment: 'E' });
  expect(kept.map(({ definition, since }) => [definition, since.toISOString().slice(0, 10)])).toEqual([
    ['[["a","1","2"],["b","1","2"]]', '2026-10-01'],
    ['[["a","1","1"],["b","0","1"]]', '2026-10-02'],
  ]);
  const [one, all] = kept.map(({ id }) => id);
  const draws = await collect(store.draws({ scope: '', experiment: 'E' }));
  expect(draws.map(({ learner, portions }) => [learner, portions])).toEqual([
    ['csv', one],
    ['json', one],
    ['none', null],
    ['null', null],
    ['undated', all],
  ]);
});

it('stores all rows under one scope when it is given', async () => {
  const store = await openStore('memory:');
  const rows = [row(1, { learner: 'ada', experiment: 'E', group: 'a', scope: 'old/one/2013' })];
  await collect(importAssignments(store, rows, { scope: 'course-v1:old+one+2013' }));
  expect(await store.experiments()).toEqual([{ scope: 'course-v1:old+one+2013', experiment: 'E' }]);
});
