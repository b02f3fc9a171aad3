/** Typos in options and arguments that programs without types pass on: an error with a hint, never a silent default. */
import ts from 'typescript';
import { expect, test } from 'vitest';
import {
  AbtestError,
  addGroup,
  analyze,
  checkCourse,
  conclusionRecord,
  convertCourse,
  countMoves,
  courseKeyOf,
  createRuntime,
  diffCourses,
  ExperimentFlag,
  ExperimentKeyValueRecords,
  ExperimentRecords,
  exposuresSql,
  FlagBook,
  FlagSettings,
  FlagSource,
  findUsername,
  fixCourse,
  flagGate,
  formatSarif,
  importAssignments,
  JsonLinesSink,
  loadCourse,
  MoveCounter,
  movedShares,
  openFacts,
  openLmsFacts,
  openStore,
  parseAbtest,
  parseXml,
  stableValueSql,
  streamAssignments,
  streamExposures,
  USUAL_OPTIONS,
  writeCourse,
  writeXml,
} from '../../src/index.js';
import { AbtestProvider } from '../../src/openfeature.js';
import { createService } from '../../src/service/service.js';
import { publicNames } from './public.js';

const QUESTION = {
  columns: { outcomes: ['x'], covariates: [], cluster: null, stratum: null, learner: null, group: null },
};
const SAMPLE = 'fixtures/courses/sample';
const { course } = await loadCourse(SAMPLE);
const store = await openStore('memory:');
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
  [
    'an option of the comparison',
    () => diffCourses(course, course, any({ ignoreWhitespaces: true })),
    'diffCourses has no option "ignoreWhitespaces"',
    'Did you mean "ignoreWhitespace"?',
  ],
  [
    'a policy of the comparison',
    () => diffCourses(course, course, { stale: any('reasign') }),
    '"stale" is "reasign", which is not one of its values',
    'Did you mean "reassign"?',
  ],
  [
    'an option of counting',
    () => countMoves(store, [], any({ scopeBefor: '', scopeAfter: '' })),
    'countMoves has no option "scopeBefor"',
    'Did you mean "scopeBefore"?',
  ],
  [
    'a note of a conclusion',
    () => conclusionRecord(course, any({}), any({ wy: 'see report', at: new Date() })),
    'conclusionRecord has no option "wy"',
    'Did you mean "why"?',
  ],
  [
    'an option of facts',
    () => openFacts([], any({ store, credentialFile: 'x' })),
    'openFacts has no option "credentialFile"',
    'Did you mean "credentialsFile"?',
  ],
  [
    'an option of the facts of an LMS',
    () => openLmsFacts(any({ url: 'https://lms.example', catalogURL: 'https://x.example' })),
    'openLmsFacts has no option "catalogURL"',
    'Did you mean "catalogUrl"?',
  ],
  [
    'an option of the service',
    () => createService(any({ store, course: [] })),
    'createService has no option "course"',
    'Did you mean "courses"?',
  ],
  [
    'an option of the tokens of the service',
    () => createService(any({ store, auth: { token: { isuer: 'https://lms.example' } } })),
    'createService, in "auth.token", has no option "isuer"',
    'Did you mean "issuer"?',
  ],
  [
    'an option of an analysis',
    () => analyze(any({ course, options: { ...USUAL_OPTIONS, adjusted: 'bh' } })),
    'analyze, in "options", has no option "adjusted"',
    'Did you mean "adjust"?',
  ],
  [
    'an adjustment',
    () => analyze(any({ course, options: { ...USUAL_OPTIONS, adjust: 'homl' } })),
    '"adjust" is "homl", which is not one of its values',
    'Did you mean "holm"?',
  ],
  [
    'a dialect of SQL',
    () => stableValueSql({ dialect: any('postgre'), experiment: 'E', column: 'username' }),
    '"dialect" is "postgre", which is not one of its values',
    'Did you mean "postgres"?',
  ],
  [
    'an option of writing a course',
    () => writeCourse(SAMPLE, any({}), 'nowhere', any({ forced: true })),
    'writeCourse has no option "forced"',
    'Did you mean "force"?',
  ],
  [
    'an option of parsing',
    () => parseAbtest('<abtest/>', any({ doctyp: 'accept' })),
    'parseAbtest has no option "doctyp"',
    'Did you mean "doctype"?',
  ],
  [
    'a filter of a stream',
    () => streamExposures(store, any({ experimnt: 'E' })),
    'streamExposures has no option "experimnt"',
    'Did you mean "experiment"?',
  ],
  [
    'an option of an import',
    () => importAssignments(store, [], any({ scop: '' })).next(),
    'importAssignments has no option "scop"',
    'Did you mean "scope"?',
  ],
  [
    'an option of a flag',
    () => new ExperimentFlag('a.b', 'm', any({ buckets: 3 })),
    'ExperimentFlag has no option "buckets"',
    'Use numBuckets, experimentId, useCourseAwareBucketing.',
  ],
  [
    'a key of the question of an analysis',
    () => analyze(any({ course, options: USUAL_OPTIONS, question: { ...QUESTION, scor: 'last' } })),
    'analyze, in "question", has no option "scor"',
    'Did you mean "score"?',
  ],
  [
    'a column of an analysis',
    () =>
      analyze(any({ course, options: USUAL_OPTIONS, question: { ...QUESTION, columns: { outcome: [] } } })),
    'analyze, in "question.columns", has no option "outcome"',
    'Did you mean "outcomes"?',
  ],
  [
    'a score',
    () => analyze(any({ course, options: USUAL_OPTIONS, question: { ...QUESTION, score: 'lst' } })),
    '"score" is "lst", which is not one of its values',
    'Did you mean "last"?',
  ],
  [
    'a source of an analysis',
    () => analyze(any({ course, options: USUAL_OPTIONS, question: QUESTION, sources: { outcomeFile: [] } })),
    'analyze, in "sources", has no option "outcomeFile"',
    'Did you mean "outcomeFiles"?',
  ],
  [
    'a source of groups',
    () => analyze(any({ course, options: USUAL_OPTIONS, question: QUESTION, sources: { groups: 'stor' } })),
    '"groups" is "stor", which is not one of its values',
    'Did you mean "store"?',
  ],
  [
    'a key of files of groups',
    () =>
      analyze(any({ course, options: USUAL_OPTIONS, question: QUESTION, sources: { groups: { file: [] } } })),
    'analyze, in "sources.groups", has no option "file"',
    'Did you mean "files"?',
  ],
  [
    'an option of SARIF',
    () => formatSarif([], any({ version: '1', rules: [], docsURL: 'https://x.example' })),
    'formatSarif has no option "docsURL"',
    'Did you mean "docsUrl"?',
  ],
  [
    'a key of the search for a name',
    () => findUsername(any({ experiment: 'E', count: 2, bucket: 1, bas: 'robot' })),
    'findUsername has no option "bas"',
    'Did you mean "base"?',
  ],
  [
    'an option of flags',
    () => new FlagSettings({}, any({ queryOverrides: true })),
    'FlagSettings has no option "queryOverrides"',
    'Did you mean "queryOverride"?',
  ],
  [
    'a key of stored flags',
    () => new FlagSettings(any({ flag: [] })),
    'FlagSettings, in what is stored, has no option "flag"',
    'Did you mean "flags"?',
  ],
  [
    'an option of a counter of moves',
    () => new MoveCounter(any({}), any({ courseKeyBefor: '' })),
    'MoveCounter has no option "courseKeyBefor"',
    'Did you mean "courseKeyBefore"?',
  ],
  [
    'a policy of shares',
    () => movedShares(any({}), any({ stale: 'reasign' })),
    '"stale" is "reasign", which is not one of its values',
    'Did you mean "reassign"?',
  ],
  [
    'an option of shares',
    () => movedShares(any({}), any({ strateg: 'x' })),
    'movedShares has no option "strateg"',
    'Did you mean "strategy"?',
  ],
  [
    'an option of flags for experiments',
    () => flagGate(any({ bindings: new Map(), contextFr: () => null })),
    'flagGate has no option "contextFr"',
    'Did you mean "contextFor"?',
  ],
  [
    'what is not an object of options',
    () => diffCourses(course, course, any('kept')),
    'The options of diffCourses are "kept", not an object',
    'Give an object with kept, ignoreWhitespace, strategy, courseKeyBefore, courseKeyAfter, stale.',
  ],
];

test.each(REFUSED)('%s', async (_, call, message, hint) => {
  const error = await Promise.resolve()
    .then(call)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AbtestError);
  expect(error).toMatchObject({ code: 'bad-argument', message, hint });
});

/** The public functions and classes that take an object of options, by the names of its type. */
const TAKE_OPTIONS = publicNames.flatMap(({ name, declaration }) => {
  const takers = ts.isClassDeclaration(declaration)
    ? declaration.members.filter(ts.isConstructorDeclaration)
    : ts.isFunctionDeclaration(declaration)
      ? [declaration]
      : [];
  const types = takers.flatMap(({ parameters }) => parameters.map(({ type }) => type?.getText() ?? ''));
  return types.some((type) => /^\w+(Options|Search|Analysing)$/.test(type)) ? [name] : [];
});

const TYPO: object = { optoin: 1 };
/** Those of them that the table above does not call with an option that does not exist. */
const CALLS: Readonly<Record<string, () => unknown>> = {
  writeXml: () => writeXml(document, any(TYPO)),
  parseXml: () => parseXml('<a/>', any(TYPO)),
  convertCourse: () => convertCourse(course, any(TYPO)),
  fixCourse: () => fixCourse(course, any(TYPO)),
  streamAssignments: () => streamAssignments(store, any(TYPO)),
  exposuresSql: () => exposuresSql(any({ ...TYPO, dialect: 'postgres' })),
  FlagBook: () => new FlagBook(store.data, any(TYPO)),
  FlagSource: () => new FlagSource(store.data, any(TYPO)),
  JsonLinesSink: () => new JsonLinesSink('never-written.jsonl', any(TYPO)),
  ExperimentRecords: () => new ExperimentRecords(store.data.experimentData, any(TYPO)),
  ExperimentKeyValueRecords: () => new ExperimentKeyValueRecords(store.data.keyValues, any(TYPO)),
  AbtestProvider: () => new AbtestProvider(any(TYPO)),
};
/** Hands what it does not use itself to the provider of another package, whose options are not ours to list. */
const OPEN = ['AbtestWebProvider'];

test.each(Object.keys(CALLS))('%s refuses an option that does not exist', async (name) => {
  await expect(Promise.resolve().then(CALLS[name])).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringMatching(/ has no option "optoin"$/),
    hint: expect.stringMatching(/^(Use|Did you mean) /),
  });
});

test('every public function with options has its typos refused in these tests', () => {
  const refused = REFUSED.map(([, , message]) => message);
  const isRefused = (name: string): boolean =>
    refused.some((each) => each.startsWith(`${name} has no option`) || each.startsWith(`${name}, in`));
  expect(TAKE_OPTIONS.filter((name) => !isRefused(name)).sort()).toEqual(
    [...Object.keys(CALLS), ...OPEN].sort(),
  );
});

test.each([
  ['parseAbtest', (given: unknown) => parseAbtest(any(given))],
  ['parseXml', (given: unknown) => parseXml(any(given))],
] as const)('%s refuses what is neither a text nor bytes', (name, call) => {
  for (const given of [undefined, null, 7, {}])
    expect(() => call(given)).toThrow(
      expect.objectContaining({
        code: 'bad-argument',
        message: `${name} needs a text or the bytes of a file`,
        hint: expect.stringContaining('Give'),
      }),
    );
});

test('addGroup refuses a misspelt field', () => {
  const { block } = parseAbtest('<abtest experiment="E"><default/></abtest>');
  expect(() => addGroup(block!, any({ name: 'a', portion: '.5', child: [] }))).toThrow(
    expect.objectContaining({
      message: 'addGroup has no option "child"',
      hint: 'Use name, portion, children.',
    }),
  );
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
