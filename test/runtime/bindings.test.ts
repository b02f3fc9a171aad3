/** The file that binds experiments to flags: read strictly, each fault with its place, and what learners see then. */
import { describe, expect, test } from 'vitest';
import {
  AbtestError,
  bindExperiments,
  courseFlagGate,
  createRuntime,
  FlagBook,
  FlagSource,
  loadCourse,
  openStore,
  readFlagBindings,
} from '../../src/index.js';
import { courseWith, onDisk } from '../olx/trees.js';

const KEY = 'course-v1:Org+C1+run';
const ABTEST =
  '<abtest experiment="Tone" url_name="t"><group name="film" portion="0.5"><html url_name="f">f</html></group><default><html url_name="d">d</html></default></abtest>';
const entry = { experiment: 'Tone', flag: 'experiments.tone', groups: ['_DEFAULT_GROUP', 'film'] };
const text = (...bindings: object[]): string => JSON.stringify({ bindings });
const course = async () => (await loadCourse(onDisk(courseWith(ABTEST)))).course;

function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(AbtestError);
    expect((error as AbtestError).code).toBe('bad-configuration');
    return (error as AbtestError).message;
  }
  throw new Error('nothing was refused');
}

describe('the contents of the file', () => {
  test.each<[string, string, string]>([
    ['no JSON', '{"bindings": [', 'b.json:1:15: This is not JSON: close bracket expected'],
    ['a list at the top', '[]', 'b.json:1:1: This is not an object'],
    ['no bindings', '{}', 'b.json:1:1: The list "bindings" is missing'],
    ['an unknown setting', '{"binding": []}', 'b.json:1:13: Unknown setting "binding"'],
    ['an invalid entry', text(1 as unknown as object), 'b.json:1:14: This is not an object'],
    ['no experiment', text({ ...entry, experiment: '' }), '"experiment" is not a name'],
    ['one group', text({ ...entry, groups: ['film'] }), '"groups" is not a list of names'],
    ['groups that are no names', text({ ...entry, groups: ['film', 1] }), '"groups" is not a list of names'],
    ['a flag without a dot', text({ ...entry, flag: 'tone' }), 'has no namespace'],
    ['an invalid id', text({ ...entry, experimentId: 'a' }), '"experimentId" is not a whole number'],
    ['an id beyond all ids', text({ ...entry, experimentId: 65536 }), '65535'],
    ['an invalid course', text({ ...entry, course: 7 }), '"course" is not a name'],
  ])('%s', (_, written, message) => {
    expect(refused(() => readFlagBindings(written, 'b.json'))).toContain(message);
  });

  test('a byte order mark is accepted', () => {
    expect(readFlagBindings(`\ufeff${text(entry)}`)).toHaveLength(1);
  });
});

describe('for a course', () => {
  test('an experiment is found by its name; unknown ones are returned; other courses are not affected', async () => {
    const found = bindExperiments(
      readFlagBindings(text(entry, { ...entry, experiment: 'Ton' }, { ...entry, course: 'course-v1:a+b+c' })),
      await course(),
    );
    expect([...found.bindings.keys()]).toEqual(['Tone']);
    expect(found.unknown.map(({ experiment }) => experiment)).toEqual(['Ton']);
  });

  test('refuses an unknown group and a second binding', async () => {
    const read = await course();
    const stranger = readFlagBindings(text({ ...entry, groups: ['_DEFAULT_GROUP', 'Film'] }), 'b.json');
    expect(refused(() => bindExperiments(stranger, read))).toBe(
      'b.json:1:14: The experiment "Tone" has no group "Film"',
    );
    expect(refused(() => bindExperiments(readFlagBindings(text(entry, entry)), read))).toContain(
      'already bound to a flag',
    );
  });

  test('the kill switch, a forced group and the portions decide in turn, by the current flags', async () => {
    const read = await course();
    const store = await openStore('memory:');
    const book = new FlagBook(store.data);
    const found = bindExperiments(readFlagBindings(text({ ...entry, course: KEY })), read);
    const look = async () => {
      const flags = courseFlagGate(found, await new FlagSource(store.data).current(), KEY);
      const runtime = createRuntime({ store, scope: KEY, flags });
      return (await runtime.peek(read.blocks[0]!.block, 'ada')).reason;
    };
    expect(await look()).toBe('flag-off');
    await book.change('experiments.tone', { everyone: true });
    expect(await look()).toBe('split');
    await book.override({ waffle_flag: 'experiments.tone.1', course_id: KEY, choice: 'on' });
    expect(await look()).toBe('flag-forced');
  });
});
