/** All facts about one learner in one course, for the commands that show them. */
import type { CourseFacts, CourseStanding, LearnerGroup, LearnerRecord, Situation } from '../../index.js';
import type { Arguments } from '../args/command.js';
import { text } from '../args/options.js';
import { oneCourse } from '../files/one-course.js';
import { FailureError, UsageError } from '../process/cli-errors.js';
import { stderr } from '../terminal/output.js';
import { FACTS_OPTIONS, factsFrom, siteOf } from './facts-source.js';
import { openToLook, storeOption } from './open-store.js';

export const LEARNER_POSITIONALS = {
  'course-key': text('The key of the course: course-v1:org+course+run', {
    required: 'Give the key of a course.',
  }),
  username: text('The username, or an e-mail address', { required: 'Give the name of a learner.' }),
};
export const LEARNER_OPTIONS = {
  ...FACTS_OPTIONS,
  store: storeOption(),
  at: text('The time of the evaluation; default: now'),
};
type LearnerArguments = Arguments<typeof LEARNER_POSITIONALS & typeof LEARNER_OPTIONS> & {
  readonly content?: string | undefined;
};

interface LearnerInCourse {
  readonly course: CourseFacts;
  readonly standing: CourseStanding;
  readonly learner: LearnerRecord;
  readonly situation: Situation;
}

/**
 * Reads only; unknown facts are listed on stderr.
 * @param about whether the groups of partitions are shown too
 * @throws UsageError, FailureError, AbtestError
 */
export async function learnerInCourse(
  argv: LearnerArguments,
  about: { readonly groups: boolean },
  show: (found: LearnerInCourse, isFlagOn: (name: string) => Promise<boolean>) => Promise<number>,
): Promise<number> {
  const { gatherFacts, momentFromDate, parseCourseKey, readMoment } = await import('../../index.js');
  const key = argv['course-key'];
  try {
    parseCourseKey(key);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message, 'Write course-v1:org+course+run.');
    throw error;
  }
  const now = argv.at === undefined ? momentFromDate(new Date()) : readMoment(argv.at);
  if (now === null) throw new UsageError(`--at "${argv.at}" is not a date`, 'Write 2026-01-31T12:00:00Z.');
  const site = await siteOf(argv);
  const store = await openToLook(argv.store);
  try {
    const facts = await factsFrom(argv, store);
    const isFlagOn = await flagsFor(store, argv.username);
    const addPrograms = await isFlagOn('experiments.add_programs');
    const user = await facts.user(argv.username);
    if (!user.known) sayUnknown(['user']);
    if (!user.known || user.value === null) throw new FailureError('The facts have no such user', HINT);
    const groups = about.groups ? await groupsOf(argv, store, user.value.username) : [];
    const asked = { user: user.value, courseKey: key, programs: addPrograms, partitionGroups: groups };
    const { unknown, ...found } = await gatherFacts(facts, asked);
    sayUnknown(unknown);
    if (found.course === null) throw new FailureError(`The facts have no course ${key}`, HINT);
    return await show({ ...found, situation: { now, site, addPrograms } } as LearnerInCourse, isFlagOn);
  } finally {
    await store.close();
  }
}

const HINT = 'Give the source of facts with --facts, or import them with olx-abtest facts import FOLDER.';

function sayUnknown(unknown: readonly string[]): void {
  if (unknown.length > 0) stderr(`olx-abtest: unknown, and shown as not set: ${unknown.join(', ')}\n`);
}

/** Open edX's flags in the store, for this learner. */
async function flagsFor(store: Awaited<ReturnType<typeof openToLook>>, username: string) {
  const { CourseWaffleFlag, FlagContext, FlagSource } = await import('../../flags.js');
  const context = new FlagContext(await new FlagSource(store.data).current(), {
    user: { id: username, username },
  });
  return async (name: string) => new CourseWaffleFlag(name, 'command line').isEnabled(context);
}

/** The groups of a learner in the course of `--content`; `null` where the group of an experiment is unknown. */
async function groupsOf(
  { content, 'course-key': key }: LearnerArguments,
  store: Awaited<ReturnType<typeof openToLook>>,
  username: string,
): Promise<readonly LearnerGroup[] | null> {
  if (content === undefined) return null;
  const { courseKeyOf, createRuntime, partitionGroups } = await import('../../learners.js');
  const read = await oneCourse(content, undefined, false);
  if (typeof read === 'number') throw new FailureError(`The course in "${content}" cannot be read`);
  const own = courseKeyOf(read.course);
  if (own !== key)
    throw new UsageError(`The course in "${content}" is ${own}, not ${key}`, 'Give its own key.');
  const { groups, isComplete } = await partitionGroups(
    read.course,
    createRuntime({ store, scope: key }),
    username,
  );
  return isComplete ? groups : null;
}
