/** Edits of all abtests of an experiment at once, drafts too: the groups of a learner are the same in each. */

import { AbtestError } from '../../diagnostics/abtest-error.js';
import { visible } from '../../diagnostics/visible.js';
import { type AbtestBlock, DEFAULT_GROUP } from '../../olx/block/block.js';
import {
  experimentChanges,
  groupNameChanges,
  groupRemovalChanges,
  type NewGroup,
  newDefaultChanges,
  newGroupChanges,
  orderChanges,
  portionChanges,
} from '../../olx/edit/abtest-changes.js';
import { impossible } from '../../olx/edit/placing.js';
import type { Change } from '../../xml/edit.js';
import type { Editor } from './editor.js';
import type { Found } from './experiment.js';

type Blocks = readonly Found<AbtestBlock>[];

/** The same edit in every block; a block that it does not fit refuses the whole. */
function editAll(
  editor: Editor,
  blocks: Blocks,
  message: string,
  changesOf: (block: AbtestBlock) => readonly Change[],
): void {
  for (const { node, block } of blocks) {
    editor.change(node.path, block.document, changesAt(block, changesOf));
    editor.notes.change('edited', node.path, message, block.place);
  }
}

function changesAt(
  block: AbtestBlock,
  changesOf: (block: AbtestBlock) => readonly Change[],
): readonly Change[] {
  try {
    return changesOf(block);
  } catch (cause) {
    if (!(cause instanceof AbtestError)) throw cause;
    const { file, start } = block.place;
    throw new AbtestError(cause.code, `${cause.message} (${file}:${start.line})`, {
      hint: cause.hint,
      cause,
    });
  }
}

export function setPortions(
  editor: Editor,
  blocks: Blocks,
  portions: ReadonlyMap<string, string | number>,
): void {
  const words = [...portions].map(([group, portion]) => `"${visible(group)}" has the portion ${portion}`);
  editAll(editor, blocks, words.join(', '), (block) =>
    [...portions].flatMap(([group, portion]) => portionChanges(block, group, portion)),
  );
}

export function renameGroupOfAbtests(editor: Editor, blocks: Blocks, from: string, to: string): void {
  if (to.trim() === '') throw impossible('A group needs a name', 'Give it one.');
  const message = `the group "${visible(from)}" is called "${visible(to)}"; learners who are stored as "${visible(from)}" are drawn anew`;
  editAll(editor, blocks, message, (block) => groupNameChanges(block, from, to));
}

export function renameAbtestExperiment(editor: Editor, blocks: Blocks, to: string): void {
  if (to.trim() === '') throw impossible('An experiment needs a name', 'Give it one.');
  const message = `the experiment is called "${visible(to)}"; its learners are drawn anew`;
  editAll(editor, blocks, message, (block) => experimentChanges(block, to));
}

/** `_DEFAULT_GROUP` adds a `<default>`. */
export function addGroupToAbtests(editor: Editor, blocks: Blocks, group: NewGroup): void {
  if (group.name === DEFAULT_GROUP)
    editAll(editor, blocks, 'has a <default> now', (block) => newDefaultChanges(block, group.children ?? []));
  else {
    if (group.name.trim() === '') throw impossible('A group needs a name', 'Give it one.');
    const message = `the group "${visible(group.name)}" with the portion ${group.portion}`;
    editAll(editor, blocks, message, (block) => newGroupChanges(block, group));
  }
}

export function removeGroupOfAbtests(editor: Editor, blocks: Blocks, group: string): void {
  editAll(editor, blocks, `the group "${visible(group)}" is removed`, (block) =>
    groupRemovalChanges(block, group),
  );
}

export function reorderGroupsOfAbtests(editor: Editor, blocks: Blocks, order: readonly string[]): void {
  const message = `the groups are in the order ${order.map((each) => `"${visible(each)}"`).join(', ')}`;
  editAll(editor, blocks, message, (block) => orderChanges(block, order));
}
