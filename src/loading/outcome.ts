/** What Open edX's import makes of a course: the model's whole answer. */
import type { Course } from '../olx/course/course.js';
import { cleanName } from '../olx/course/names.js';
import { BlockReader } from './blocks/block-reader.js';
import { isCourseKey } from './blocks/keys.js';
import { Dropped, ImportEnds, type ImportFailure, type LoadedBlock, type Use } from './blocks/uses.js';
import type { ImportedDrafts } from './drafts/draft-units.js';
import { importDrafts } from './drafts/drafts.js';
import { CourseTexts } from './files/course-texts.js';
import { type ImportPolicy, importPolicy } from './files/import-policy.js';
import type { ImportedPartition } from './settings/partitions.js';
import { type OutlineReach, outlineReach } from './store/outline-reach.js';
import { type ImportedSplitTest, importedSplitTest } from './store/split-tests.js';
import { StoreWriter } from './store/store-writer.js';
import { type StoredTree, storedTree } from './store/stored-tree.js';

export interface ImportOutcome {
  /** Why nothing of the course arrives; `null`: it does. */
  readonly failure: ImportFailure | null;
  readonly policy: ImportPolicy | null;
  /** The course's own element, with everything below it as it was read; `null` where nothing was. */
  readonly root: Use | null;
  /** The published blocks; `null` where the import fails. */
  readonly tree: StoredTree | null;
  readonly coursePartitions: readonly ImportedPartition[];
  readonly splitTests: readonly ImportedSplitTest[];
  readonly outline: OutlineReach;
  /** Names with several definitions, of tags whose names are not changed: the last holds everywhere. */
  readonly redefined: ReadonlyMap<string, readonly LoadedBlock[]>;
  /** `null` where the course has no drafts. */
  readonly drafts: ImportedDrafts | null;
  readonly draftSplitTests: readonly ImportedSplitTest[];
  readonly texts: CourseTexts;
}

const outcomes = new WeakMap<Course, ImportOutcome>();

/**
 * What Open edX (Teak, 2025) makes of the course when it is imported into Studio: which blocks arrive, under which
 * names, what is dropped and why, what each group of an experiment shows, and the messages of Studio and the LMS about it.
 * Pure: the files of the course are read, nothing is written. Worked out once for each course.
 * @example
 * const { course } = await loadCourse('my-course');
 * const { failure, splitTests } = importOutcome(course);
 */
export function importOutcome(course: Course): ImportOutcome {
  const outcome = outcomes.get(course) ?? workOut(course);
  outcomes.set(course, outcome);
  return outcome;
}

function workOut(course: Course): ImportOutcome {
  const texts = new CourseTexts(course);
  try {
    return importCourse(texts);
  } catch (thrown) {
    if (!(thrown instanceof ImportEnds)) throw thrown;
    return {
      ...nothing(texts),
      failure: thrown.failure,
      root: thrown.failure.use === null ? null : rootOf(thrown.failure.use),
    };
  }
}

function nothing(texts: CourseTexts): ImportOutcome {
  return {
    failure: null,
    policy: null,
    root: null,
    tree: null,
    coursePartitions: [],
    splitTests: [],
    outline: { reachable: [], skipped: [] },
    redefined: new Map(),
    drafts: null,
    draftSplitTests: [],
    texts,
  };
}

function importCourse(texts: CourseTexts): ImportOutcome {
  const opened = texts.courseXml('course.xml');
  if (opened.root === null)
    throw new ImportEnds(opened.fault === 'missing' ? 'there is no course.xml' : opened.fault!, opened.place);
  const { org = 'edX', course = 'course', ...named } = Object.fromEntries(opened.attributes);
  const url = named.url_name ?? named.slug;
  const run = url || (named.name ? cleanName(named.name) : undefined);
  if (!run) throw new ImportEnds('course.xml names no run', opened.place);
  if (!isCourseKey(org, course, run))
    throw new ImportEnds('a name or reference cannot be a key', opened.place, null, {
      shown: `${org}/${course}/${run}`,
    });
  const policy = url ? importPolicy(texts, url) : { path: null, value: new Map(), ignored: [] };
  if (!(policy.value instanceof Map))
    throw new ImportEnds('policy.json is not an object', texts.startOf(policy.path!));
  const reader = new BlockReader(texts, policy);
  const root = readCourse(reader, opened.root);
  const base = { ...nothing(texts), policy, root };
  const store = new StoreWriter();
  try {
    store.write(root.block!, reader.blocks);
  } catch (thrown) {
    if (!(thrown instanceof ImportEnds)) throw thrown;
    return { ...base, failure: thrown.failure };
  }
  const tree = storedTree(root.block!.key, store.blocks);
  const drafts = importDrafts(texts, tree, store.deleted, { org, course });
  return {
    ...base,
    tree,
    coursePartitions: root.block!.partitions ?? [],
    splitTests: splitTests(tree),
    get outline() {
      return outlineReach(tree);
    },
    redefined: reader.redefined,
    drafts,
    draftSplitTests: drafts === null ? [] : splitTests(drafts.tree),
  };
}

function readCourse(reader: BlockReader, element: Parameters<BlockReader['readRoot']>[0]): Use {
  try {
    return reader.readRoot(element, 'course.xml', false);
  } catch (thrown) {
    if (!(thrown instanceof Dropped)) throw thrown;
    const { drop } = thrown;
    const isMissing = drop.why === 'file' && drop.fault === 'missing';
    const cause = isMissing
      ? 'the file that course.xml points to is missing'
      : 'the course itself cannot be read';
    throw new ImportEnds(cause, drop.place, null, { shown: drop.why === 'file' ? drop.path : drop.why });
  }
}

function splitTests(tree: StoredTree): ImportedSplitTest[] {
  return [...tree.blocks.values()]
    .filter(({ split }) => split !== null)
    .map((block) => importedSplitTest(tree, block));
}

function rootOf(use: Use): Use {
  let root = use;
  while (root.parent !== null) root = root.parent;
  return root;
}
