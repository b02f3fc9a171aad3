/** One course from its files: the root, the outline, the drafts, and what nothing points to. */
import type { XmlElement } from '../../xml/node.js';
import { type CourseFiles, MemoryFiles } from '../files/course-files.js';
import { readPartitions, type UserPartition } from '../policy/partition.js';
import { jsonObject, policyValue, readLonePolicyFile, readPolicy } from '../policy/policy.js';
import type { Course, CourseNode } from './course.js';
import { OutlineReader } from './outline.js';
import { findRoot, NO_ROOT, type Root } from './root.js';
import { isContainer, isLeaf } from './tags.js';
import { XmlReader } from './xml-reader.js';

/** Top-level folders whose XML, if any, is not course XML. */
const NOT_BLOCKS = new Set(['static', 'policies', 'about', 'info', 'tabs', 'textbooks', 'custom_tags']);

/** @param onFailure is called with the error of each file that cannot be read; without it the first one is thrown */
export function readCourse(files: CourseFiles, label: string, onFailure?: (error: unknown) => void): Course {
  return readWith(new XmlReader(files, onFailure), files, label);
}

/** As `readCourse`, step by step: between two steps other work can have a turn. */
export function* readingCourse(
  files: CourseFiles,
  label: string,
  onFailure?: (error: unknown) => void,
): Generator<void, Course> {
  const reader = new XmlReader(files, onFailure);
  for (const path of blockFiles(files)) {
    reader.readAhead(path, isLeaf(path.split('/', 1)[0]!));
    yield;
  }
  const course = readWith(reader, files, label);
  reader.endAhead();
  return course;
}

function readWith(reader: XmlReader, files: CourseFiles, label: string): Course {
  const found = findRoot(files, reader);
  const policy = found.run === null ? null : readPolicy(files, found.run);
  const partitions = policy?.partitions.length ? policy.partitions : partitionsOf(found.element);
  const outline = new OutlineReader(reader, partitions, false);
  const root = found.path === null ? null : outline.file(found.path, false);
  const paths = blockFiles(files);
  const drafts = readDrafts(paths, reader, outline);
  const orphans = readOrphans(paths, reader, outline);
  return courseOf(reader, outline, { files, label, found, root, drafts, orphans, policy, partitions });
}

/** A single file or text: its blocks are read, and nothing is known of a course around it. */
export function readLoneFile(content: string | Uint8Array, file: string): Course {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const files = new MemoryFiles(new Map([['', bytes]]), file);
  const reader = new XmlReader(files);
  const outline = new OutlineReader(reader, [], true);
  const root = outline.file('', false);
  const found: Root = { ...NO_ROOT, kind: 'blocks' };
  const nothing = { drafts: [], orphans: [], policy: null, partitions: [] };
  return courseOf(reader, outline, { files, label: file, found, root, ...nothing });
}

/** A policy.json without its course: its form and its partitions can be checked. */
export function readLonePolicy(bytes: Uint8Array, file: string): Course {
  const files = new MemoryFiles(new Map([['', bytes]]), file);
  const reader = new XmlReader(files);
  const policy = readLonePolicyFile(files, '');
  const { partitions } = policy;
  const outline = new OutlineReader(reader, partitions, true);
  const found: Root = { ...NO_ROOT, kind: 'policy' };
  const nothing = { root: null, drafts: [], orphans: [] };
  return courseOf(reader, outline, { files, label: file, found, policy, partitions, ...nothing });
}

/** What is known once the files are read. */
interface Parts
  extends Pick<Course, 'files' | 'label' | 'root' | 'drafts' | 'orphans' | 'policy' | 'partitions'> {
  readonly found: Root;
}

function courseOf(reader: XmlReader, outline: OutlineReader, { found, ...parts }: Parts): Course {
  const { kind, org, course, run, findings } = found;
  const { nodes } = outline;
  const policySource = parts.policy?.source;
  return {
    ...parts,
    kind,
    org,
    course,
    run,
    nodes,
    blocks: nodes.flatMap((node) => (node.block === null ? [] : [{ node, block: node.block }])),
    xmlFiles: reader.all(),
    rootFindings: findings,
    sourceOf: (file) => reader.sourceOf(file) ?? (file === policySource?.file ? policySource : undefined),
  };
}

/** The attribute on `<course>`: a policy wins over it. */
function partitionsOf(element: XmlElement | null): readonly UserPartition[] {
  const text = element?.get('user_partitions');
  return text ? readPartitions(jsonObject(`{"list":${text}}`)?.list).partitions : [];
}

/** Draft copies of units: their files lie in drafts/; units first, then what they point to. */
function readDrafts(all: readonly string[], reader: XmlReader, outline: OutlineReader): CourseNode[] {
  const paths = all.filter((path) => path.startsWith('drafts/'));
  const verticals = paths.filter((path) => /^drafts\/vertical\//.test(path));
  // Draft units name their parent; a vertical that does not is reached from one, under the name that it has there.
  const units = verticals.filter((path) =>
    reader.tree(path).document?.root.attribute('index_in_children_list'),
  );
  const containers = paths.filter((path) => isContainer(path.split('/')[1] ?? ''));
  const roots: CourseNode[] = [];
  for (const path of [...units, ...verticals, ...containers]) {
    if (outline.isKnown(path)) continue;
    const node = outline.file(path, true);
    if (node !== null && node.parents.length === 0) roots.push(node);
  }
  for (const path of paths) reader.look(path);
  return roots.filter((node) => node.parents.length === 0);
}

/** Files that nothing points to: their XML is checked, and A/B blocks in them are read. */
function readOrphans(paths: readonly string[], reader: XmlReader, outline: OutlineReader): CourseNode[] {
  const orphans: CourseNode[] = [];
  for (const path of paths) {
    if (outline.isKnown(path)) continue;
    const { document } = reader.look(path);
    if (document === null || !mayHoldBlock(document.root)) continue;
    const node = outline.file(path, path.startsWith('drafts/'));
    if (node !== null) orphans.push(node);
  }
  return orphans.filter((node) => node.parents.length === 0);
}

function mayHoldBlock(root: XmlElement): boolean {
  return root.name === 'abtest' || root.name === 'split_test' || isContainer(root.name);
}

function blockFiles(files: CourseFiles): string[] {
  return [...files.paths()].filter((path) => {
    const slash = path.indexOf('/');
    return (
      slash > 0 && path.endsWith('.xml') && !path.includes('/.') && !NOT_BLOCKS.has(path.slice(0, slash))
    );
  });
}

/**
 * A block's display name: the policy wins over the XML.
 * @example
 * console.log(displayNameOf(course, course.root!)); // → Bees in the City
 */
export function displayNameOf(course: Course, node: CourseNode): string | null {
  const set = policyValue(course.policy, node.tag, node.urlName, 'display_name');
  return typeof set === 'string'
    ? set
    : (node.element?.get('display_name') ?? node.pointer?.get('display_name') ?? null);
}
