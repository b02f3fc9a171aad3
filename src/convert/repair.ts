/** Repairs split_tests as Studio does: missing groups get a unit, map entries without a child go. */
import { visible } from '../diagnostics/visible.js';
import type { SplitTestBlock } from '../olx/block/block.js';
import { childOfKey } from '../olx/block/split-test.js';
import type { Course, CourseBlock } from '../olx/course/course.js';
import { definitionPath } from '../olx/course/names.js';
import { readCourse } from '../olx/course/read-course.js';
import { indentOf, lineEndOf } from '../olx/print/canonical.js';
import { isBlankText } from '../xml/characters.js';
import { applyChanges, type Change, quoted } from '../xml/edit.js';
import { writeLossless } from '../xml/encode.js';
import type { XmlDocument, XmlElement } from '../xml/node.js';
import { NewNames, prefixOf } from './blocks/new-names.js';
import { keyOfChild, print } from './blocks/print-definition.js';
import type { Conversion } from './conversion.js';
import { OverlayFiles } from './overlay-files.js';
import { pythonObject } from './policy/python-json.js';
import { Notes } from './report/notes.js';

/** Blocks without a partition or a readable map are left alone. Nothing is written. */
export function repairCourse(course: Course): Conversion {
  const notes = new Notes(course);
  const names = new NewNames(course.files, course.nodes);
  const files = new Map<string, Uint8Array | null>();
  const edits = new Map<XmlDocument, { path: string; changes: Change[] }>();
  for (const found of course.blocks) {
    if (found.block.kind !== 'split_test') continue;
    const changes = repair(found, found.block, course, names, files, notes);
    if (changes.length === 0) continue;
    const known = edits.get(found.block.document);
    if (known !== undefined) known.changes.push(...changes);
    else edits.set(found.block.document, { path: found.node.path, changes });
  }
  for (const [document, { path, changes }] of edits)
    files.set(path, writeLossless(applyChanges(document, changes)));
  const after = files.size === 0 ? course : readCourse(new OverlayFiles(course.files, files), course.label);
  const { changes, diagnostics } = notes;
  return { course: after, files, moves: new Map(), changes, diagnostics, refused: false, experiments: [] };
}

function repair(
  { node }: CourseBlock,
  block: SplitTestBlock,
  course: Course,
  names: NewNames,
  files: Map<string, Uint8Array | null>,
  notes: Notes,
): Change[] {
  const { partition, childKeys, children, element, place } = block;
  const attribute = element.attribute('group_id_to_child');
  if (partition === null || childKeys === null || attribute === undefined) return [];
  const prefix = prefixOf(node.path);
  const kept = [...childKeys].filter(([id, key]) => {
    const isThere = childOfKey(children, key) !== undefined;
    if (!isThere)
      notes.change(
        'repaired',
        node.path,
        `group ${id} was mapped to ${visible(key)}, which is no child of the block`,
        attribute.place,
      );
    return isThere;
  });
  const mapped = new Set(kept.map(([id]) => id));
  const added = partition.groups
    .filter(({ id }) => !mapped.has(String(id)))
    .map(({ id, name }) => {
      const identity = JSON.stringify(['missing', block.urlName ?? node.urlName ?? node.path, id]);
      const unit = names.claim('vertical', prefix, identity);
      const path = prefix + definitionPath('vertical', unit);
      files.set(path, Buffer.from(`${print('vertical', [['display_name', `Group ID ${id}`]], [])}\n`));
      notes.change(
        'repaired',
        path,
        `the group ${id} "${visible(name)}" had no child in ${node.path}; it has an empty unit now`,
        place,
      );
      return { id: String(id), unit };
    });
  if (added.length === 0 && kept.length === childKeys.size) return [];
  const entries = [
    ...kept,
    ...added.map(({ id, unit }): [string, string] => [id, keyOfChild(course, 'vertical', unit)]),
  ];
  const map = {
    start: attribute.valueStart,
    end: attribute.valueEnd,
    text: quoted(pythonObject(entries), attribute.quote),
  };
  return added.length === 0
    ? [map]
    : [
        map,
        appended(
          block.document,
          element,
          added.map(({ unit }) => `<vertical url_name="${unit}"/>`),
        ),
      ];
}

/** Behind the last child, indented as that is. */
function appended(document: XmlDocument, element: XmlElement, pointers: readonly string[]): Change {
  const lineEnd = lineEndOf(document);
  const own = indentOf(element);
  const first = element.elements[0];
  const indent = first === undefined ? `${own}  ` : indentOf(first);
  const text = pointers.map((pointer) => lineEnd + indent + pointer).join('');
  if (element.selfClosing)
    return { start: element.end - 2, end: element.end, text: `>${text}${lineEnd}${own}</${element.name}>` };
  const last = element.children.findLast((node) => node.type !== 'text' || !isBlankText(node.value));
  const start = last?.end ?? element.openEnd;
  return { start, end: start, text: start === element.closeStart ? text + lineEnd + own : text };
}
