/** Changes to an abtest: each gives a new document in which only the edit's own bytes differ. */
import { applyChanges, type Change } from '../../xml/edit.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { readAbtest } from '../block/abtest.js';
import type { AbtestBlock, Block } from '../block/block.js';
import { requireBlock } from '../block/block.js';
import {
  type ChildName,
  childMoveChanges,
  childRemovalChanges,
  displayNameChanges,
  experimentChanges,
  groupNameChanges,
  groupRemovalChanges,
  type NewGroup,
  newChildChanges,
  newDefaultChanges,
  newGroupChanges,
  orderChanges,
  portionChanges,
} from './abtest-changes.js';
import { impossible, type NewChild } from './placing.js';

/**
 * The new document, and the edited block in it. The block and the document that were given are as before: give `block`
 * to the next edit. For another A/B block of the same file take it from `blocksOf(document)`: a block of the old
 * document gives a document without this edit. `writeXml(document)` gives the bytes.
 */
export interface AbtestEdit {
  readonly document: XmlDocument;
  readonly block: AbtestBlock;
}

/**
 * Sets a group's portion; `_DEFAULT_GROUP` has none of its own. A text is written as it is given, a number as
 * `String` gives it (`0.1 + 0.2` with all its digits). The sum is not looked at, so that portions can be changed one by
 * one: ask `checkBlock` after the last edit.
 * @throws AbtestError `edit-impossible` for an unknown group, or a portion that is not a number from 0 to 1
 * @example
 * const edited = setPortion(block, 'story', '0.25');
 * console.log(edited.block.groups[1].portion.text); // → 0.25
 */
export function setPortion(block: AbtestBlock, group: string, portion: string | number): AbtestEdit {
  return edit(block, () => portionChanges(block, group, portion));
}

/**
 * Renames a group; its assignments in stores keep the old name. An empty name is a warning of `checkBlock`.
 * @throws AbtestError `edit-impossible` when the group is not there, or another one has the new name
 * @example
 * console.log(renameGroup(block, 'story', 'tale').block.groups[1].name); // → tale
 */
export function renameGroup(block: AbtestBlock, from: string, to: string): AbtestEdit {
  return edit(block, () => groupNameChanges(block, from, to));
}

/**
 * Sets the name of the experiment; assignments in stores keep the old one.
 * @example
 * console.log(setExperiment(block, 'Tone').block.experiment); // → Tone
 */
export function setExperiment(block: AbtestBlock, experiment: string): AbtestEdit {
  return edit(block, () => experimentChanges(block, experiment));
}

/**
 * Sets what authors see as the block's title; `null` removes it.
 * @example
 * console.log(setDisplayName(block, 'A welcome').block.displayName); // → A welcome
 */
export function setDisplayName(block: AbtestBlock, displayName: string | null): AbtestEdit {
  return edit(block, () => displayNameChanges(block, displayName));
}

/**
 * Puts the groups in another order; what is between them stays where it is. The `stable` strategy divides learners by the
 * order, so that this moves those who have no stored assignment.
 * @param order the names of all groups that are written, `_DEFAULT_GROUP` for `<default>`
 * @throws AbtestError `edit-impossible` when `order` is not a permutation of them
 * @example
 * const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion=".5"/><group name="b" portion=".5"/></abtest>');
 * reorderGroups(block!, ['b', 'a']);
 */
export function reorderGroups(block: AbtestBlock, order: readonly string[]): AbtestEdit {
  return edit(block, () => orderChanges(block, order));
}

/**
 * Adds a group after the last one, before `<default>` when that comes last. As for `setPortion`, the sum is not looked at.
 * @throws AbtestError `edit-impossible` when the name is taken, for a portion that is not a number from 0 to 1, and for a
 * child that cannot be written
 * @example
 * const edited = addGroup(block, { name: 'poem', portion: '0.1', children: [] });
 * console.log(edited.block.groups.map(({ name }) => name).join(' ')); // → plain story poem _DEFAULT_GROUP
 */
export function addGroup(block: AbtestBlock, group: NewGroup): AbtestEdit {
  return edit(block, () => newGroupChanges(block, group));
}

/**
 * Removes a group, its children included; `_DEFAULT_GROUP` removes `<default>`.
 * @example
 * console.log(removeGroup(block, 'story').block.groups.map(({ name }) => name).join(' ')); // → plain _DEFAULT_GROUP
 */
export function removeGroup(block: AbtestBlock, group: string): AbtestEdit {
  return edit(block, () => groupRemovalChanges(block, group));
}

/**
 * Adds a `<default>`, empty or with children.
 * @throws AbtestError `edit-impossible` when the block has one
 * @example
 * const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion=".5"/></abtest>');
 * console.log(addDefault(block!).block.defaultGroup.element !== null); // → true
 */
export function addDefault(block: AbtestBlock, children: readonly NewChild[] = []): AbtestEdit {
  return edit(block, () => newDefaultChanges(block, children));
}

/**
 * Adds a child after the group's last one; `_DEFAULT_GROUP` gets a `<default>` if the block has none.
 * @example
 * const edited = addChild(block, 'story', { tag: 'html', urlName: 'more' });
 * console.log(edited.block.groups[1].children.at(-1)?.urlName); // → more
 */
export function addChild(block: AbtestBlock, group: string, child: NewChild): AbtestEdit {
  return edit(block, () => newChildChanges(block, group, child));
}

/**
 * Removes a child, given itself or its tag and url_name.
 * @example
 * const edited = removeChild(block, 'story', { tag: 'problem', urlName: 'welcome_question' });
 * console.log(edited.block.groups[1].children.length); // → 1
 */
export function removeChild(block: AbtestBlock, group: string, child: ChildName): AbtestEdit {
  return edit(block, () => childRemovalChanges(block, group, child));
}

/**
 * Moves a child to the end of another group, as it is written; the group's `<default>` is added if there is none.
 * @throws AbtestError `edit-impossible` when the group or the child is not there, or both groups are one
 * @example
 * const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion=".5"><html url_name="x"/></group></abtest>');
 * moveChild(block!, 'a', '_DEFAULT_GROUP', { tag: 'html', urlName: 'x' });
 */
export function moveChild(block: AbtestBlock, from: string, to: string, child: ChildName): AbtestEdit {
  return edit(block, () => childMoveChanges(block, from, to, child));
}

// -------------------------------------------------------------------------------------------------------------

function edit(block: AbtestBlock, changes: () => readonly Change[]): AbtestEdit {
  requireBlock(block);
  // Programs without types can give any block; the changes below would write what a split_test does not have.
  if ((block as Block).kind !== 'abtest')
    throw impossible(
      'This edit is for an <abtest>, and the block is a <split_test>',
      'Use the edits of whole courses, such as renameExperimentGroup.',
    );
  const document = applyChanges(block.document, changes());
  // An edit lies inside the block's own element, so the block still starts where it started.
  const element = elementAt(document.root, block.element.start);
  return { document, block: readAbtest(element, document, block.draft) };
}

function elementAt(root: XmlElement, start: number): XmlElement {
  let element = root;
  while (element.start !== start) {
    const next = element.elements.findLast((each) => each.start <= start);
    if (next === undefined) throw new Error('the edited block is gone');
    element = next;
  }
  return element;
}
