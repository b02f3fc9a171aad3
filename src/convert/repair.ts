/** Repairs split_tests as Studio does: missing groups get a unit, map entries without a child go. */
import { visible } from '../diagnostics/visible.js';
import type { SplitTestBlock } from '../olx/block/block.js';
import { childOfKey } from '../olx/block/split-test.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { definitionPath } from '../olx/course/names.js';
import { readCourse } from '../olx/course/read-course.js';
import { indentOf, lineEndOf } from '../olx/edit/placing.js';
import { OverlayFiles } from '../olx/files/overlay-files.js';
import type { UserPartition } from '../olx/policy/partition.js';
import { pythonObject } from '../olx/policy/print-python-json.js';
import type { FileChanges } from '../olx/write/members.js';
import { isWhiteSpaceText } from '../xml/characters.js';
import { applyChanges, type Change, quoted } from '../xml/edit.js';
import { writeLossless } from '../xml/encode.js';
import type { XmlDocument, XmlElement } from '../xml/node.js';
import { MAP, type MapEntry, readChildMap, withEntries } from './blocks/child-map.js';
import { NewNames, prefixOf } from './blocks/new-names.js';
import { keyOfChild, print } from './blocks/print-definition.js';
import type { Conversion } from './conversion.js';
import { Notes } from './report/notes.js';
import { freeGroupId } from './to-split-test/ids.js';

/**
 * Gives every group of a partition a child, drops map entries whose child is gone, and gives every child that no entry names an
 * entry with an id that its partition lacks: Studio shows it as inactive, and the LMS shows the unit to staff again. Blocks without a
 * known partition or with a map that cannot be read are left alone. Nothing is written; the same course gives the same bytes.
 * @example
 * const { course: repaired, changes } = repairCourse(course);
 */
export function repairCourse(course: Course): Conversion {
  const notes = new Notes(course);
  const repair = new Repair(course, notes);
  for (const { node, block } of course.blocks) if (block.kind === 'split_test') repair.block(node, block);
  const files = repair.files();
  const after = files.size === 0 ? course : readCourse(new OverlayFiles(course.files, files), course.label);
  const { changes, diagnostics } = notes;
  return { course: after, files, moves: new Map(), changes, diagnostics, refused: false, experiments: [] };
}

class Repair {
  readonly #course: Course;
  readonly #notes: Notes;
  readonly #names: NewNames;
  readonly #files = new Map<string, Uint8Array | null>();
  readonly #edits = new Map<XmlDocument, { path: string; changes: Change[] }>();

  constructor(course: Course, notes: Notes) {
    this.#course = course;
    this.#notes = notes;
    this.#names = new NewNames(course.files, course.nodes);
  }

  files(): FileChanges {
    for (const [document, { path, changes }] of this.#edits)
      this.#files.set(path, writeLossless(applyChanges(document, changes)));
    return this.#files;
  }

  block(node: CourseNode, block: SplitTestBlock): void {
    const { partition, element, document } = block;
    const map = readChildMap(element);
    if (partition === null || (map === null && element.attribute(MAP) !== undefined)) return;
    const entries = map?.entries ?? [];
    const kept = this.#kept(entries, node, block);
    const idle = this.#idle(kept, node, block, partition);
    const added = this.#added(kept, node, block, partition);
    if (map !== null && kept.length === entries.length && idle.length + added.length === 0) return;
    const all = [
      ...kept,
      ...added.map(([id, unit]): MapEntry => [id, keyOfChild(this.#course, 'vertical', unit)]),
      ...idle,
    ];
    const changes = [map === null ? newMap(element, all) : withEntries(map, all)];
    if (added.length > 0) {
      const pointers = added.map(([, unit]) => `<vertical url_name="${unit}"/>`);
      changes.push(appended(document, element, pointers));
    }
    const known = this.#edits.get(document);
    if (known === undefined) this.#edits.set(document, { path: node.path, changes });
    else known.changes.push(...changes);
  }

  /** Entries whose child is there. */
  #kept(
    entries: readonly MapEntry[],
    { path }: CourseNode,
    { children, element }: SplitTestBlock,
  ): MapEntry[] {
    return entries.filter(([id, key]) => {
      if (childOfKey(children, key) !== undefined) return true;
      const message = `group ${visible(id)} was mapped to ${visible(key)}, which is no child of the block`;
      this.#notes.change('repaired', path, message, element.attribute(MAP)?.place);
      return false;
    });
  }

  /** Entries for children that have none. */
  #idle(
    kept: readonly MapEntry[],
    { path }: CourseNode,
    { children }: SplitTestBlock,
    partition: UserPartition,
  ): MapEntry[] {
    const mapped = new Set(kept.map(([, key]) => childOfKey(children, key)));
    const taken = new Set([...kept.map(([id]) => id), ...partition.groups.map(({ id }) => String(id))]);
    return children.flatMap((child): MapEntry[] => {
      const { tag, urlName, place } = child;
      if (mapped.has(child) || urlName === null) return [];
      const id = freeGroupId(partition.name, `${tag}/${urlName}`, taken);
      const message = `${tag}/${urlName} had no map entry; group ${id}, which the partition lacks, has it now`;
      this.#notes.change('repaired', path, message, place);
      return [[id, keyOfChild(this.#course, tag, urlName)]];
    });
  }

  /** Units for groups that have no child: group id and name of the unit. */
  #added(
    kept: readonly MapEntry[],
    node: CourseNode,
    block: SplitTestBlock,
    { groups }: UserPartition,
  ): [id: string, unit: string][] {
    const prefix = prefixOf(node.path);
    const mapped = new Set(kept.map(([id]) => id));
    return groups
      .filter(({ id }) => !mapped.has(String(id)))
      .map(({ id, name }) => {
        const identity = JSON.stringify(['missing', block.urlName ?? node.urlName ?? node.path, id]);
        const unit = this.#names.claim('vertical', prefix, identity);
        const path = prefix + definitionPath('vertical', unit);
        this.#files.set(
          path,
          Buffer.from(`${print('vertical', [['display_name', `Group ID ${id}`]], [])}\n`),
        );
        const message = `the group ${id} "${visible(name)}" had no child in ${node.path}; it has an empty unit now`;
        this.#notes.change('repaired', path, message, block.place);
        return [String(id), unit];
      });
  }
}

function newMap(element: XmlElement, entries: readonly MapEntry[]): Change {
  const at = element.start + 1 + element.name.length;
  return { start: at, end: at, text: ` ${MAP}="${quoted(pythonObject(entries), '"')}"` };
}

/** After the last child, indented as that is. */
function appended(document: XmlDocument, element: XmlElement, pointers: readonly string[]): Change {
  const lineEnd = lineEndOf(document);
  const own = indentOf(element);
  const first = element.elements[0];
  const indent = first === undefined ? `${own}  ` : indentOf(first);
  const text = pointers.map((pointer) => lineEnd + indent + pointer).join('');
  if (element.selfClosing)
    return { start: element.end - 2, end: element.end, text: `>${text}${lineEnd}${own}</${element.name}>` };
  const last = element.children.findLast((node) => node.type !== 'text' || !isWhiteSpaceText(node.value));
  const start = last?.end ?? element.openEnd;
  return { start, end: start, text: start === element.closeStart ? text + lineEnd + own : text };
}
