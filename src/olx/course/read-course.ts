/** One course from its files: the root, the outline, the drafts, and what nothing points to. */
import type { Finding } from '../../diagnostics/diagnostic.js';
import { Source } from '../../diagnostics/source.js';
import type { XmlElement } from '../../xml/node.js';
import { type CourseFiles, MemoryFiles } from '../files/course-files.js';
import { readPartitions, type UserPartition } from '../policy/partition.js';
import { jsonObject, type Policy, policyValue, readLonePolicyFile, readPolicy } from '../policy/policy.js';
import type { Course, CourseNode } from './course.js';
import { definitionPath, leavesItsFolder } from './names.js';
import { OutlineReader } from './outline.js';
import { isEmpty, pointerName } from './pointer.js';
import { isContainer } from './tags.js';
import { XmlReader } from './xml-reader.js';

/** Top-level folders whose XML, if any, is not course XML. */
const NOT_BLOCKS = new Set(['static', 'policies', 'about', 'info', 'tabs', 'textbooks', 'custom_tags']);

/** @param onFailure hears of files that cannot be read; without it the first one ends the reading */
export function readCourse(files: CourseFiles, label: string, onFailure?: (error: unknown) => void): Course {
  const reader = new XmlReader(files, onFailure);
  const found = findRoot(files, reader);
  const policy = found.run === null ? null : readPolicy(files, found.run);
  const partitions = policy?.partitions.length ? policy.partitions : partitionsOf(found.element);
  const outline = new OutlineReader(reader, partitions, false);
  const root = found.path === null ? null : outline.file(found.path, false);
  const paths = blockFiles(files);
  const drafts = readDrafts(paths, reader, outline);
  const orphans = readOrphans(paths, reader, outline);
  return finish(files, label, found, root, drafts, orphans, outline, reader, policy, partitions);
}

/** A single file or text: its blocks are read, and nothing is known of a course around it. */
export function readLoneFile(content: string | Uint8Array, file: string): Course {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const files = new MemoryFiles(new Map([['', bytes]]), file);
  const reader = new XmlReader(files);
  const outline = new OutlineReader(reader, [], true);
  const root = outline.file('', false);
  const found = { ...NO_ROOT, kind: 'blocks' as const };
  return finish(files, file, found, root, [], [], outline, reader, null, []);
}

/** A policy.json without its course: its form and its partitions can be checked. */
export function readLonePolicy(bytes: Uint8Array, file: string): Course {
  const files = new MemoryFiles(new Map([['', bytes]]), file);
  const reader = new XmlReader(files);
  const policy = readLonePolicyFile(files, '');
  const outline = new OutlineReader(reader, policy.partitions, true);
  const found = { ...NO_ROOT, kind: 'policy' as const };
  return finish(files, file, found, null, [], [], outline, reader, policy, policy.partitions);
}

interface Root {
  readonly kind: Course['kind'];
  readonly path: string | null;
  readonly element: XmlElement | null;
  readonly org: string | null;
  readonly course: string | null;
  readonly run: string | null;
  readonly findings: readonly Finding[];
}

const NO_ROOT: Root = {
  kind: 'course',
  path: null,
  element: null,
  org: null,
  course: null,
  run: null,
  findings: [],
};

function findRoot(files: CourseFiles, reader: XmlReader): Root {
  const path = ['course.xml', 'library.xml'].find((each) => files.has(each));
  if (path === undefined) return headless(files, reader);
  const { document, source } = reader.tree(path);
  if (document === null) return { ...NO_ROOT, path };
  const element = document.root;
  const kind = element.name === 'library' ? 'library' : 'course';
  const own = {
    kind,
    org: element.get('org'),
    course: element.get('course') ?? element.get('library'),
  } as const;
  const run = element.get('url_name') ?? element.get('slug');
  if (element.name !== 'course' && element.name !== 'library') {
    const finding = {
      place: element.tagPlace,
      message: `The root element of ${path} is <${element.name}>`,
      hint: 'The root of a course is <course url_name="…" org="…" course="…"/>.',
    };
    return { ...NO_ROOT, ...own, path, element, run, findings: [finding] };
  }
  const target = element.name === 'course' ? pointerName(element) : null;
  if (element.name === 'course' && target === null && isEmpty(element)) {
    const finding = {
      place: element.tagPlace,
      message: 'This course is empty: it holds no chapters and is no pointer to a file in the folder course/',
      hint: 'A pointer has exactly three attributes: <course url_name="…" org="…" course="…"/>.',
    };
    return { ...NO_ROOT, ...own, path, element, run, findings: [finding] };
  }
  if (target === null || run === null) return { ...NO_ROOT, ...own, path, element, run };
  const definition = definitionPath('course', target);
  if (!leavesItsFolder(definition) && files.has(definition)) {
    return { ...NO_ROOT, ...own, path, element: reader.tree(definition).document?.root ?? null, run };
  }
  const finding = {
    place: source!.place(element.start, element.openEnd),
    message: leavesItsFolder(definition)
      ? `course.xml points to "${target}", a name that leads out of the course`
      : `course.xml points to ${definition}, which is not there`,
    hint: 'Give course.xml the url_name of a file in the folder course/.',
  };
  return { ...NO_ROOT, ...own, path, element, run, findings: [finding] };
}

/** No course.xml: Open edX cannot import it, but if there is one course definition its blocks can be checked. */
function headless(files: CourseFiles, reader: XmlReader): Root {
  const definitions = [...files.paths()].filter((path) => /^course\/[^/]+\.xml$/.test(path));
  const [only] = definitions;
  const place = new Source(files.display('course.xml'), '').place(0, 0);
  const finding = {
    place,
    message: 'There is no course.xml (or library.xml)',
    hint: 'Give the directory that holds course.xml; Open edX cannot import a course without it.',
  };
  if (only === undefined || definitions.length > 1) return { ...NO_ROOT, findings: [finding] };
  const run = only.slice('course/'.length, -'.xml'.length);
  return {
    ...NO_ROOT,
    path: only,
    element: reader.tree(only).document?.root ?? null,
    run,
    findings: [finding],
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
  // Units say where they belong; a vertical that does not is reached from one, under the name that it has there.
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

function finish(
  files: CourseFiles,
  label: string,
  found: Root,
  root: CourseNode | null,
  drafts: CourseNode[],
  orphans: CourseNode[],
  outline: OutlineReader,
  reader: XmlReader,
  policy: Policy | null,
  partitions: readonly UserPartition[],
): Course {
  const sources = new Map(policy === null ? [] : [[policy.source.file, policy.source]]);
  return {
    kind: found.kind,
    label,
    org: found.org,
    course: found.course,
    run: found.run,
    files,
    root,
    drafts,
    orphans,
    nodes: outline.nodes,
    blocks: outline.nodes.flatMap((node) => (node.block === null ? [] : [{ node, block: node.block }])),
    policy,
    partitions,
    xmlFiles: reader.all(),
    rootFindings: found.findings,
    sourceOf: (file) => reader.sourceOf(file) ?? sources.get(file),
  };
}

/** A block's display name: the policy wins over the XML. */
export function displayNameOf(course: Course, node: CourseNode): string | null {
  const set = policyValue(course.policy, node.tag, node.urlName, 'display_name');
  return typeof set === 'string'
    ? set
    : (node.element?.get('display_name') ?? node.pointer?.get('display_name') ?? null);
}
