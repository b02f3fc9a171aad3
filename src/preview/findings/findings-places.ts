/** Assigns each finding to the innermost block around its place, or to none. */
import type { Course, CourseNode, Diagnostic, Severity } from '../../index.js';
import { definitionPath } from '../../internal/content.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { missingPictures } from './missing-pictures.js';

interface PlacedFindings {
  /** Those of validate, then those of the preview alone. */
  readonly all: readonly Diagnostic[];
  of(node: CourseNode): readonly Diagnostic[];
  /** Those of the block and of all that is inside it, the gravest first. */
  within(node: CourseNode): readonly Diagnostic[];
  /** Findings about files without blocks of the outline, such as policy.json. */
  readonly elsewhere: readonly Diagnostic[];
}

/** The range of a block in a file; the end is exclusive. */
interface Stretch {
  readonly node: CourseNode;
  readonly start: number;
  readonly end: number;
}

const known = new WeakMap<PreviewCourse, PlacedFindings>();

export function placedFindings(preview: PreviewCourse): PlacedFindings {
  let placed = known.get(preview);
  if (placed === undefined) {
    placed = place(preview);
    known.set(preview, placed);
  }
  return placed;
}

function place({ course, diagnostics }: PreviewCourse): PlacedFindings {
  const pictures = missingPictures(course);
  const stretches = stretchesOf(course, new Set(diagnostics.map((each) => each.place.file)));
  const found = new Map<CourseNode, Diagnostic[]>();
  const elsewhere: Diagnostic[] = [];
  for (const each of diagnostics) {
    const node = innermost(stretches.get(each.place.file) ?? [], each.place.start.offset);
    if (node === null) elsewhere.push(each);
    else into(found, node, each);
  }
  for (const { node, finding } of pictures) into(found, node, finding);
  const all = [...diagnostics, ...pictures.map(({ finding }) => finding)];
  const of = (node: CourseNode): readonly Diagnostic[] => found.get(node) ?? [];
  const within = (node: CourseNode): readonly Diagnostic[] =>
    [...nodesWithin(node)].flatMap(of).sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
  return { all, of, within, elsewhere };
}

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The block and all that is inside it. */
export function nodesWithin(root: CourseNode): Set<CourseNode> {
  const met = new Set<CourseNode>();
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (met.has(node)) continue;
    met.add(node);
    open.push(...node.children);
  }
  return met;
}

function into<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function stretchesOf(course: Course, files: ReadonlySet<string>): Map<string, Stretch[]> {
  const stretches = new Map<string, Stretch[]>();
  const add = (file: string, stretch: Stretch): void => {
    if (files.has(file)) into(stretches, file, stretch);
  };
  for (const node of course.nodes) {
    const { pointer, element } = node;
    for (const each of [pointer, element])
      if (each !== null) add(each.context.source.file, { node, start: each.start, end: each.end });
    if (element === null)
      add(definitionFile(course, node), { node, start: 0, end: Number.POSITIVE_INFINITY });
  }
  return stretches;
}

/** The file of a leaf, or the one that a pointer names although it could not be read as a block. */
export function definitionFile({ files }: Course, { tag, urlName, path, draft }: CourseNode): string {
  const named = definitionPath(tag, urlName ?? '');
  if (path.endsWith(named)) return files.display(path);
  const copy = `drafts/${named}`;
  return files.display(draft && files.has(copy) ? copy : named);
}

function innermost(stretches: readonly Stretch[], offset: number): CourseNode | null {
  let best: Stretch | null = null;
  for (const each of stretches) {
    if (offset < each.start || offset >= each.end) continue;
    if (best === null || each.end - each.start <= best.end - best.start) best = each;
  }
  return best?.node ?? null;
}
