/** A block taken out of the course: every use of it, its map entries, and what only it needs. */
import { visible } from '../../diagnostics/visible.js';
import { usageParts } from '../../olx/block/split-test.js';
import { isContainer } from '../../olx/course/tags.js';
import { impossible, removal } from '../../olx/edit/placing.js';
import type { XmlElement } from '../../xml/node.js';
import {
  type BlockKey,
  definitionPaths,
  elementsOf,
  keyOfElement,
  keyOfNode,
  partsOfKey,
} from './documents.js';
import type { Editor } from './editor.js';
import { splitTestsOf, unknown } from './experiment.js';
import { MapText } from './map-changes.js';
import { Removal } from './removal.js';

export function removeBlock(editor: Editor, key: BlockKey): void {
  const { course, documents, notes } = editor;
  const { tag, name } = partsOfKey(key);
  if (!course.nodes.some((node) => keyOfNode(node) === key))
    throw unknown('block', key, course.nodes.map(keyOfNode));
  if (tag === 'course') throw impossible('A course cannot be deleted', 'Name a block of it.');
  const gone = new Removal(editor);
  for (const { path, document } of documents.outline) {
    const found = elementsOf(document).filter(
      (each) => each.parent !== null && keyOfElement(each, path) === key,
    );
    if (found.length === 0) continue;
    const holders = new Set(found.flatMap(({ parent }) => (parent?.name === 'split_test' ? [parent] : [])));
    for (const parent of new Set(found.map((each) => each.parent!)))
      refuseEmptied(parent, new Set(found), path);
    editor.change(path, document, [
      ...found.map(removal),
      ...[...holders].flatMap((holder) => withoutEntries(holder, tag, name)),
    ]);
    for (const element of found) {
      gone.element(element, path);
      notes.change('removed', path, visible(key), element.tagPlace);
    }
  }
  for (const path of definitionPaths(key)) gone.file(path);
  gone.run();
  notePartitions(editor, key);
}

/** An element without content, whose only attribute is its name, is a pointer to a file. */
function refuseEmptied(parent: XmlElement, gone: ReadonlySet<XmlElement>, path: string): void {
  if (gone.has(parent) || parent.attributes.some(({ name }) => name !== 'url_name' && name !== 'slug'))
    return;
  if (!isContainer(parent.name) || parent.elements.some((each) => !gone.has(each))) return;
  const key = keyOfElement(parent, path) ?? `a ${parent.name}`;
  throw impossible(
    `Nothing would be left in ${key} (${path}), and Open edX would take the empty element for a pointer`,
    `Delete ${key} as a whole, or give it a display_name first.`,
  );
}

function withoutEntries(holder: XmlElement, tag: string, name: string): ReturnType<MapText['change']> {
  const isGone = (usageKey: string): boolean => {
    const parts = usageParts(usageKey);
    return parts?.tag === tag && parts.name === name;
  };
  return new MapText(holder).change(([, usageKey]) => !isGone(usageKey), []);
}

/** A partition stays, since other content of the course may be open to its groups; a note is given where nothing uses it. */
function notePartitions({ course, notes }: Editor, key: BlockKey): void {
  if (partsOfKey(key).tag !== 'split_test') return;
  for (const partition of course.partitions) {
    const users = splitTestsOf(course, partition);
    if (users.length === 0 || users.some(({ node }) => keyOfNode(node) !== key)) continue;
    const message = `no split_test uses the partition ${partition.id} "${visible(partition.name)}" now; it stays`;
    notes.change('partition', definitionPaths(key)[0]!, message);
  }
}
