/** The conversion of a whole course: pure, nothing is written. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireKnownOptions, requireOneOf } from '../diagnostics/options.js';
import { visible } from '../diagnostics/visible.js';
import type { Course } from '../olx/course/course.js';
import { readCourse } from '../olx/course/read-course.js';
import { isContainer } from '../olx/course/tags.js';
import { OverlayFiles } from '../olx/files/overlay-files.js';
import { PolicyFile, partitionTrouble, policyTrouble } from '../olx/policy/policy-file.js';
import type { FileChanges } from '../olx/write/members.js';
import { compare, fractionText, ONE, ZERO } from '../portion/fraction.js';
import { readPortion } from '../portion/portion.js';
import { DRAFTS, NewNames } from './blocks/new-names.js';
import { Rewriter } from './blocks/rewriter.js';
import { checkImport } from './check-import.js';
import type { BlockTag, Conversion, ConvertedExperiment, ConvertOptions } from './conversion.js';
import { Concerned } from './prepare/concerned.js';
import { readable } from './prepare/readable.js';
import { repairCourse } from './repair.js';
import { Notes } from './report/notes.js';
import { Documents } from './settle/documents.js';
import { settleDraftParents } from './settle/draft-parents.js';
import { Settle } from './settle/settle.js';
import { checkSplitTests, ToAbtest } from './to-abtest.js';
import { divisionsOf } from './to-split-test/divide.js';
import { FIRST_ID, LAST_ID, partitionIdsOf } from './to-split-test/ids.js';
import { type Plan, planPartition } from './to-split-test/plan-partition.js';
import { ToSplitTest } from './to-split-test/to-split-test.js';

const OPTIONS = {
  to: true,
  repair: true,
  weights: true,
  tolerance: true,
  ids: true,
  maxSlots: true,
} as const;

/**
 * Carries all A/B blocks of a course over to the other tag, and repairs them if asked to. Nothing is written:
 * `writeCourse` does that. Blocks that the other tag cannot express are reported with an error, and then nothing is
 * changed at all.
 * @throws AbtestError `bad-argument` for anything but a whole course, and for a tolerance that is not a number
 * @example
 * const conversion = convertCourse(course, { to: 'split_test', weights: 'slots' });
 * console.log(conversion.refused, conversion.experiments.length); // → false 1
 */
export function convertCourse(course: Course, options: ConvertOptions): Conversion {
  requireKnownOptions('convertCourse', options, OPTIONS);
  requireOneOf('to', options.to, ['abtest', 'split_test']);
  requireOneOf('weights', options.weights, ['refuse', 'slots']);
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
  if (options.to === 'abtest') return toAbtest(course, notes);
  const ready = readable(course, 'abtest', notes);
  const converted = toSplitTest(ready.course, options, notes);
  if (converted.refused) return { ...converted, course };
  return { ...converted, files: merged(course, ready.files, converted.files) };
}

/** Is there something to convert? Reports what keeps the whole course from being converted. */
function isConvertible(course: Course, from: BlockTag, concerned: Concerned, notes: Notes): boolean {
  reportBrokenFiles(course, concerned, notes);
  if (!course.blocks.some(({ block }) => block.kind === from)) return false;
  const trouble = policyTrouble(course);
  if (trouble !== undefined) notes.report('convert-unreadable', trouble);
  return !notes.isRefused;
}

function toSplitTest(course: Course, options: ConvertOptions, notes: Notes): Conversion {
  const concerned = new Concerned(course, 'abtest');
  if (!isConvertible(course, 'abtest', concerned, notes)) return unchanged(course, notes);
  const policy = new PolicyFile(course);
  const trouble = partitionTrouble(course, policy.writtenPartitions);
  if (trouble !== undefined) notes.report('convert-policy', trouble);
  const taken = partitionIdsOf(course, policy.writtenPartitions);
  const divisions = divisionsOf(course.blocks, notes);
  const plans = divisions.flatMap((division) => planPartition(division, course, taken, options, notes) ?? []);
  if (notes.isRefused) return unchanged(course, notes);
  refuseUnknownIds(plans, options);
  const names = new NewNames(course.files, course.nodes);
  const rewriter = new Rewriter(
    course,
    concerned,
    'split_test',
    names,
    notes,
    (self) => new ToSplitTest(self, plans).print,
  );
  rewriter.run();
  moveSettings(rewriter, policy);
  settleCourse(course, rewriter, policy);
  policy.noteEncoding(notes);
  policy.addPartitions(
    plans.filter(({ isNew }) => isNew).map(({ partition }) => partition),
    notes,
  );
  policy.addModule('split_test', notes);
  const experiments = plans.map(convertedExperiment);
  for (const plan of plans) noteShares(plan, policy.path, notes);
  return finish(course, rewriter, policy, experiments);
}

/** Names as the import needs them, in published blocks and drafts, and the parents that drafts name. */
function settleCourse(
  course: Course,
  { files, made, moves, names, notes, renamed }: Rewriter,
  policy: PolicyFile,
): void {
  const documents = new Documents(new OverlayFiles(course.files, files));
  const places = new Map(course.nodes.map((node) => [`${node.tag}/${node.urlName}`, node.place]));
  const settle = new Settle({
    course,
    documents,
    written: files,
    names,
    policy,
    notes,
    isConverted: (key) => made.has(key),
    placeOf: (key) => places.get(key),
  });
  const now = new Map([...moves].map(([to, from]) => [from, to]));
  const roots = [...course.drafts, ...course.orphans].map(({ path }) => now.get(path) ?? path);
  const root = course.files.has('course.xml') ? 'course.xml' : course.root!.path;
  settle.run([root, ...roots.filter((path) => !path.startsWith(DRAFTS))], '');
  settle.run(
    roots.filter((path) => path.startsWith(DRAFTS)),
    DRAFTS,
  );
  const after = new Documents(new OverlayFiles(course.files, files));
  const changed = new Map([...renamed, ...settle.renamed]);
  settleDraftParents({ course, documents: after, written: files, notes, renamed: changed });
}

function toAbtest(course: Course, notes: Notes): Conversion {
  const concerned = new Concerned(course, 'split_test');
  if (!isConvertible(course, 'split_test', concerned, notes)) return unchanged(course, notes);
  checkSplitTests(course.blocks, notes);
  if (notes.isRefused) return unchanged(course, notes);
  const policy = new PolicyFile(course);
  policy.noteEncoding(notes);
  const names = new NewNames(course.files, course.nodes);
  const rewriter = new Rewriter(
    course,
    concerned,
    'abtest',
    names,
    notes,
    (self) => new ToAbtest(self, course).print,
  );
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
  if (rewriter.to === 'split_test') checkImport(after, (key) => rewriter.made.has(key), notes);
  if (notes.isRefused) return unchanged(course, notes);
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
      compare(share, arm.portion) === 0
        ? 'exactly its portion'
        : `its portion is ${fractionText(arm.portion)}`;
    notes.change(
      'share',
      path,
      `"${visible(arm.name)}" of "${visible(division.experiment)}" gets ${fractionText(share)} in ${ids.length} slots; ${asked}`,
      division.place,
    );
  }
}

/** A file that cannot be read may hold blocks or pointers that would stay unconverted; one inside an experiment is lost by the import. */
function reportBrokenFiles(course: Course, concerned: Concerned, notes: Notes): void {
  const inside = new Set([...concerned.nodes].map(({ path }) => course.files.display(path)));
  const isCut = course.orphans.some((node) => concerned.nodes.has(node));
  for (const { problems, source, file } of course.xmlFiles) {
    const [problem] = problems.filter(({ ruleId }) => ruleId !== 'no-doctype');
    if (problem === undefined || source === null) continue;
    const isNamed = /<(abtest|split_test)\b/.test(source.text);
    const [tag = ''] = /^(?:drafts\/)?[^/]+(?=\/)/.exec(file.slice(course.files.display('').length)) ?? [];
    if (!isNamed && !inside.has(file) && !(isCut && isContainer(tag))) continue;
    const what = isNamed ? 'names A/B blocks' : 'is part of an experiment, or may lead to one';
    notes.report('convert-unreadable', {
      place: source.place(0, 0),
      message: `This file ${what}, but cannot be read: ${problem.message}`,
      hint: 'Correct it first: olx-abtest validate shows what is wrong.',
    });
  }
}

function refuseUnknownIds(plans: readonly Plan[], { ids }: ConvertOptions): void {
  const known = new Set(
    plans
      .filter(({ isNew }) => isNew)
      .flatMap(({ partition: { name, groups } }) => [
        name,
        ...groups.map((group) => `${name}/${group.name}`),
      ]),
  );
  for (const name of ids?.keys() ?? [])
    if (!known.has(name))
      throw new AbtestError(
        'bad-argument',
        `An id is given for "${visible(name)}", which gets no new partition or group`,
        {
          hint: 'Name an experiment, or a group as experiment/group; a partition that the course has keeps its ids.',
        },
      );
}

function refuseBadArguments(
  { kind, root, run, label }: Course,
  { tolerance = '0', ids }: ConvertOptions,
): void {
  for (const [name, id] of ids ?? [])
    if (!Number.isInteger(id) || id < FIRST_ID || id > LAST_ID)
      throw new AbtestError(
        'bad-argument',
        `The id ${id} of "${visible(name)}" is not a whole number from ${FIRST_ID} to ${LAST_ID}`,
      );
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
