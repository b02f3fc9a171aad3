/** The conversion of a whole course: pure, nothing is written. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { visible } from '../diagnostics/visible.js';
import type { Course, CourseBlock } from '../olx/course/course.js';
import { readCourse } from '../olx/course/read-course.js';
import type { FileChanges } from '../olx/write/members.js';
import { compare, ONE, toText, ZERO } from '../portion/fraction.js';
import { readPortion } from '../portion/portion.js';
import { Copier, type CopyJob } from './blocks/copies.js';
import { NewNames } from './blocks/new-names.js';
import { Rewriter } from './blocks/rewriter.js';
import type { Conversion, ConvertedExperiment, ConvertOptions, Tag } from './conversion.js';
import { OverlayFiles } from './overlay-files.js';
import { PolicyFile, policyTrouble } from './policy/policy-file.js';
import { repairCourse } from './repair.js';
import { Notes } from './report/notes.js';
import { checkSplitTests, ToAbtest } from './to-abtest.js';
import { divisionsOf } from './to-split-test/divide.js';
import { FreeIds } from './to-split-test/free-ids.js';
import { type Plan, planPartition } from './to-split-test/plan-partition.js';
import { ToSplitTest } from './to-split-test/to-split-test.js';

/**
 * Carries all A/B blocks of a course over to the other tag, and repairs them if asked to. Nothing is written:
 * `writeCourse` does that. Blocks that the other tag cannot say are reported with an error, and then nothing is
 * changed at all.
 * @throws AbtestError `bad-argument` for anything but a whole course, and for a tolerance that is no number
 */
export function convertCourse(course: Course, options: ConvertOptions): Conversion {
  refuseBadArguments(course, options);
  if (!options.repair) return convert(course, options);
  const repaired = repairCourse(course);
  const converted = convert(repaired.course, options);
  if (converted.refused) return { ...converted, course };
  const changes = [...repaired.changes, ...converted.changes];
  return { ...converted, files: merged(course, repaired.files, converted.files), changes };
}

/** What the second change takes away was never there when the first had made it. */
function merged(course: Course, first: FileChanges, second: FileChanges): FileChanges {
  const files = new Map([...first, ...second]);
  for (const [path, bytes] of files) if (bytes === null && !course.files.has(path)) files.delete(path);
  return files;
}

function convert(course: Course, options: ConvertOptions): Conversion {
  const notes = new Notes(course);
  if (options.to === undefined) return unchanged(course, notes);
  const from: Tag = options.to === 'abtest' ? 'split_test' : 'abtest';
  const blocks = course.blocks.filter(({ block }) => block.kind === from);
  if (blocks.length === 0) return unchanged(course, notes);
  reportBrokenFiles(course, notes);
  const trouble = policyTrouble(course);
  if (trouble !== undefined) {
    notes.report('convert-unreadable', trouble);
    return unchanged(course, notes);
  }
  return options.to === 'abtest'
    ? toAbtest(course, blocks, notes)
    : toSplitTest(course, blocks, options, notes);
}

function toSplitTest(
  course: Course,
  blocks: readonly CourseBlock[],
  options: ConvertOptions,
  notes: Notes,
): Conversion {
  const policy = new PolicyFile(course);
  const freeIds = new FreeIds(course, policy.writtenPartitions);
  const divisions = divisionsOf(blocks, notes);
  const plans = divisions.flatMap(
    (division) => planPartition(division, course, freeIds, options, notes) ?? [],
  );
  if (notes.isRefused) return unchanged(course, notes);
  const names = new NewNames(course.files);
  let jobs: readonly CopyJob[] = [];
  const rewriter = new Rewriter(course, 'split_test', names, notes, (self) => {
    const printer = new ToSplitTest(self, plans);
    jobs = printer.jobs;
    return printer.print;
  });
  rewriter.run();
  moveSettings(rewriter, policy);
  const files = new OverlayFiles(course.files, rewriter.files);
  new Copier(course, files, rewriter.files, names, policy, notes).run(jobs);
  policy.addPartitions(
    plans.filter(({ isNew }) => isNew).map(({ partition }) => partition),
    notes,
  );
  policy.addModule('split_test', notes);
  const experiments = plans.map(convertedExperiment);
  for (const plan of plans) noteShares(plan, policy.path, notes);
  return finish(course, rewriter, policy, experiments);
}

function toAbtest(course: Course, blocks: readonly CourseBlock[], notes: Notes): Conversion {
  checkSplitTests(blocks, notes);
  if (notes.isRefused) return unchanged(course, notes);
  const policy = new PolicyFile(course);
  const names = new NewNames(course.files);
  const rewriter = new Rewriter(course, 'abtest', names, notes, (self) => new ToAbtest(self, course).print);
  rewriter.run();
  moveSettings(rewriter, policy);
  return finish(course, rewriter, policy, []);
}

function finish(
  course: Course,
  rewriter: Rewriter,
  policy: PolicyFile,
  experiments: readonly ConvertedExperiment[],
): Conversion {
  const { files, moves, notes } = rewriter;
  if (notes.isRefused) return unchanged(course, notes);
  if (policy.bytes !== undefined) files.set(policy.path, policy.bytes);
  const after = readCourse(new OverlayFiles(course.files, files), course.label);
  return {
    course: after,
    files,
    moves,
    changes: notes.changes,
    diagnostics: notes.diagnostics,
    refused: false,
    experiments,
  };
}

function unchanged(course: Course, notes: Notes): Conversion {
  return {
    course,
    files: new Map(),
    moves: new Map(),
    changes: [],
    diagnostics: notes.diagnostics,
    refused: notes.isRefused,
    experiments: [],
  };
}

/** Settings in policy.json are keyed `tag/url_name`. */
function moveSettings({ renamed, notes }: Rewriter, policy: PolicyFile): void {
  for (const [from, to] of renamed) policy.rename(from, to, notes);
}

function convertedExperiment({ division, partition, arms }: Plan): ConvertedExperiment {
  const active = arms.map(({ arm, ids, share }) => ({ name: arm.name, ids, portion: arm.portion, share }));
  const idle = new Map(division.blocks.flatMap((block) => block.idle.map((arm) => [arm.name, arm])));
  return {
    experiment: division.experiment,
    partitionId: partition.id,
    groups: [
      ...active,
      ...[...idle.values()].map(({ name, portion }) => ({ name, ids: [], portion, share: ZERO })),
    ],
  };
}

function noteShares({ division, arms }: Plan, path: string, notes: Notes): void {
  for (const { arm, ids, share } of arms) {
    if (ids.length === 1 && arms.every((each) => each.ids.length === 1)) continue;
    const asked =
      compare(share, arm.portion) === 0 ? 'exactly its portion' : `its portion is ${toText(arm.portion)}`;
    notes.change(
      'share',
      path,
      `"${visible(arm.name)}" of "${visible(division.experiment)}" gets ${toText(share)} in ${ids.length} slots; ${asked}`,
      division.place,
    );
  }
}

/** A file that cannot be read may hold blocks or pointers that would be left behind. */
function reportBrokenFiles(course: Course, notes: Notes): void {
  for (const { problems, source } of course.xmlFiles) {
    if (problems.length === 0 || source === null || !/<(abtest|split_test)\b/.test(source.text)) continue;
    notes.report('convert-unreadable', {
      place: source.place(0, 0),
      message: `This file names A/B blocks, but cannot be read: ${problems[0]!.message}`,
      hint: 'Correct it first: olx-abtest validate says what is wrong.',
    });
  }
}

function refuseBadArguments({ kind, root, run, label }: Course, { tolerance = '0' }: ConvertOptions): void {
  if (kind === 'course' && root !== null && run === null)
    throw new AbtestError('bad-argument', `The course "${label}" has no url_name`, {
      hint: 'Give the <course> of course.xml a url_name: the run, as in course-v1:org+course+run.',
    });
  if (kind !== 'course' || run === null)
    throw new AbtestError('bad-argument', `"${label}" is not a whole course`, {
      hint: 'Give the directory or the archive with course.xml in it.',
    });
  const { exact } = readPortion(tolerance);
  if (exact === null || compare(exact, ZERO) < 0 || compare(exact, ONE) >= 0)
    throw new AbtestError('bad-argument', `The tolerance "${tolerance}" is not a number from 0 to 1`);
}
