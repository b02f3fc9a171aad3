/** The edits of a course, each as one function: a course in, a `CourseEdit` out, nothing written. */

import { repairCourse } from '../convert/repair.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import { DEFAULT_GROUP } from '../olx/block/block.js';
import type { Course } from '../olx/course/course.js';
import type { NewGroup } from '../olx/edit/abtest-changes.js';
import { impossible } from '../olx/edit/placing.js';
import type { CourseEdit } from './course-edit.js';
import * as abtests from './edits/abtest-edits.js';
import { addSplitTest, moveChildOfBlock, type NewSplitTest, setTitle } from './edits/blocks.js';
import { removeBlock } from './edits/delete.js';
import { Editor } from './edits/editor.js';
import { experimentNamed, type NamedExperiment } from './edits/experiment.js';
import * as partitions from './edits/partition-edits.js';
import { Rename } from './edits/rename.js';
import { pointToPartition } from './edits/set-partition.js';

const NEW_SPLIT_TEST = {
  unit: true,
  partition: true,
  groups: true,
  displayName: true,
  urlName: true,
} as const;

function edited(course: Course, edit: (editor: Editor) => void): CourseEdit {
  const editor = new Editor(course);
  edit(editor);
  return editor.finish();
}

function ofExperiment(
  course: Course,
  name: string,
  edit: (editor: Editor, found: NamedExperiment) => void,
): CourseEdit {
  return edited(course, (editor) => edit(editor, experimentNamed(course, name)));
}

/**
 * Sets portions of groups in every abtest of an experiment, drafts too. All that change are given at once, since a course
 * whose portions add up to more than 1 is refused.
 * @param portions by group name; a text is written as it is
 * @throws AbtestError `edit-impossible`
 * @example
 * const edit = setExperimentPortions(course, 'Tone of the texts', new Map([['story', '0.4']]));
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml abtest/goodbye.xml
 */
export function setExperimentPortions(
  course: Course,
  experiment: string,
  portions: ReadonlyMap<string, string | number>,
): CourseEdit {
  return ofExperiment(course, experiment, (editor, found) => {
    if (found.kind === 'partition')
      throw impossible(
        'A split_test gives all groups the same share',
        'Convert it to abtest first, or repeat groups with olx-abtest convert --weights slots.',
      );
    abtests.setPortions(editor, found.blocks, portions);
  });
}

/**
 * Gives a group another name, in every abtest of the experiment or in the partition. Learners of an abtest are stored by the
 * group's name, those of a partition by its id, which stays.
 * @param experiment the name of an abtest's experiment, or the name or id of a partition
 * @throws AbtestError `edit-impossible`
 * @example
 * const edit = renameExperimentGroup(course, 'Tone of the texts', 'story', 'Story');
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml abtest/goodbye.xml
 */
export function renameExperimentGroup(
  course: Course,
  experiment: string,
  from: string,
  to: string,
): CourseEdit {
  return ofExperiment(course, experiment, (editor, found) => {
    if (found.kind === 'abtest') abtests.renameGroupOfAbtests(editor, found.blocks, from, to);
    else partitions.renameGroupOfPartition(editor, found.partition, from, to);
  });
}

/**
 * Gives an experiment another name: in every abtest, or in the partition. Learners of an abtest's experiment are drawn anew.
 * @throws AbtestError `edit-impossible` when the name is taken
 * @example
 * const edit = renameExperiment(course, 'Tone of the texts', 'Tone');
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml abtest/goodbye.xml
 */
export function renameExperiment(course: Course, from: string, to: string): CourseEdit {
  return ofExperiment(course, from, (editor, found) => {
    const isTaken =
      course.blocks.some(({ block }) => block.experiment === to) ||
      course.partitions.some(({ name }) => name === to);
    if (from !== to && isTaken)
      throw impossible(`The course already has an experiment "${to}"`, 'Choose another name.');
    if (found.kind === 'abtest') abtests.renameAbtestExperiment(editor, found.blocks, to);
    else partitions.renamePartition(editor, found.partition, to);
  });
}

/**
 * Adds a group to every block of an experiment. To an abtest it is added with its portion, `_DEFAULT_GROUP` as `<default>`; to a
 * partition with an id that follows from the names, and with a unit of its own in each split_test.
 * @param group `portion`: needed for an abtest, refused for a partition; `children`: blocks that each block gets for the group
 * @throws AbtestError `edit-impossible`
 * @example
 * const edit = addExperimentGroup(course, 'Tone of the texts', { name: 'poem', portion: '0.1' });
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml abtest/goodbye.xml
 */
export function addExperimentGroup(
  course: Course,
  experiment: string,
  { name, portion, children = [] }: Partial<NewGroup> & Pick<NewGroup, 'name'>,
): CourseEdit {
  return ofExperiment(course, experiment, (editor, found) => {
    const needsPortion = found.kind === 'abtest' && name !== DEFAULT_GROUP;
    if (needsPortion && portion === undefined)
      throw impossible('A group of an abtest needs a portion', 'Give a number from 0 to 1.');
    if (!needsPortion && portion !== undefined)
      throw impossible('This group has no portion of its own', 'Leave the portion away.');
    if (found.kind === 'abtest')
      abtests.addGroupToAbtests(editor, found.blocks, { name, portion: portion ?? 0, children });
    else partitions.addGroupToPartition(editor, found.partition, name, children);
  });
}

/**
 * Removes a group from every block of an experiment: from abtests with what is written in it, `_DEFAULT_GROUP` as `<default>`;
 * from a partition with its map entries, and its children with what only they need.
 * @throws AbtestError `edit-impossible`
 * @example
 * const edit = removeExperimentGroup(course, 'Tone of the texts', 'story');
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml abtest/goodbye.xml
 */
export function removeExperimentGroup(course: Course, experiment: string, group: string): CourseEdit {
  return ofExperiment(course, experiment, (editor, found) => {
    if (found.kind === 'abtest') abtests.removeGroupOfAbtests(editor, found.blocks, group);
    else partitions.removeGroupOfPartition(editor, found.partition, group);
  });
}

/**
 * Puts the groups of an experiment in another order. The `stable` strategy divides learners by the order, so that this moves those
 * of an abtest who have no stored assignment.
 * @param order every group once; `_DEFAULT_GROUP` where `<default>` is written
 * @throws AbtestError `edit-impossible`
 * @example
 * const edit = reorderExperimentGroups(course, 'Swarm hints', ['Without hints', 'With hints']);
 * console.log([...edit.files.keys()].join(' ')); // → policies/2026_T1/policy.json
 */
export function reorderExperimentGroups(
  course: Course,
  experiment: string,
  order: readonly string[],
): CourseEdit {
  return ofExperiment(course, experiment, (editor, found) => {
    if (found.kind === 'abtest') abtests.reorderGroupsOfAbtests(editor, found.blocks, order);
    else partitions.reorderGroupsOfPartition(editor, found.partition, order);
  });
}

/**
 * Moves a child of an abtest to the end of another group, in the block and in its draft.
 * @param block `abtest/url_name`
 * @throws AbtestError `edit-impossible`
 * @example
 * const child = { tag: 'problem', urlName: 'welcome_question' };
 * const edit = moveBlockChild(course, 'abtest/welcome', 'story', '_DEFAULT_GROUP', child);
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml
 */
export function moveBlockChild(
  course: Course,
  block: string,
  from: string,
  to: string,
  child: { readonly tag: string; readonly urlName: string },
): CourseEdit {
  return edited(course, (editor) => moveChildOfBlock(editor, block, child, { from, to }));
}

/**
 * Sets the title of an A/B block and of its draft; `null` removes it.
 * @param block `abtest/url_name` or `split_test/url_name`
 * @throws AbtestError `edit-impossible`
 * @example
 * const edit = setBlockTitle(course, 'abtest/welcome', 'A welcome');
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml
 */
export function setBlockTitle(course: Course, block: string, title: string | null): CourseEdit {
  return edited(course, (editor) => setTitle(editor, block, title));
}

/**
 * Adds a split_test at the end of a unit, with a unit inside for each group, and with its partition where the course lacks it.
 * The ids of a new partition and its groups follow from their names.
 * @throws AbtestError `edit-impossible`
 * @example
 * const groups = [{ name: 'hints' }, { name: 'none' }];
 * const edit = createSplitTest(course, { unit: 'welcome', partition: 'Hints', groups });
 * console.log(edit.files.size); // → 5
 */
export function createSplitTest(course: Course, splitTest: NewSplitTest): CourseEdit {
  requireKnownOptions('createSplitTest', splitTest, NEW_SPLIT_TEST);
  return edited(course, (editor) => addSplitTest(editor, splitTest));
}

/**
 * Points a split_test and its draft to another partition. Children follow the names of the groups; a group without a child gets an
 * empty unit, and a child without a group stays as an inactive one, as in Studio.
 * @param block `split_test/url_name`
 * @param partition its name or id
 * @param groups name of a new group to the name of the old group whose child it takes, where the names differ
 * @throws AbtestError `edit-impossible`
 * @example
 * const groups = [{ name: 'hints' }, { name: 'none' }];
 * const { course: now } = createSplitTest(course, { unit: 'welcome', partition: 'Hints 2', groups });
 * const names = new Map([['hints', 'With hints'], ['none', 'Without hints']]);
 * const edit = setSplitTestPartition(now, 'split_test/swarm_hints', 'Hints 2', names);
 * console.log(edit.changes.length > 0); // → true
 */
export function setSplitTestPartition(
  course: Course,
  block: string,
  partition: string,
  groups: ReadonlyMap<string, string> = new Map(),
): CourseEdit {
  return edited(course, (editor) => pointToPartition(editor, block, partition, groups));
}

/**
 * Gives a block another url_name, published and as a draft: its files, the pointers to it, usage keys in maps and `parent_url`,
 * settings in policy.json, and links by `/jump_to_id/`.
 * @param block `tag/url_name`
 * @throws AbtestError `edit-impossible` when the name is taken or no usage key can hold it
 * @example
 * const edit = renameBlock(course, 'html/welcome_plain', 'plain');
 * console.log([...edit.files.keys()].join(' ')); // → abtest/welcome.xml html/welcome_plain.xml html/plain.xml html/plain.html html/welcome_plain.html
 */
export function renameBlock(course: Course, block: string, name: string): CourseEdit {
  return edited(course, (editor) => new Rename(editor, block, name).run());
}

/**
 * Deletes a block wherever it is used, with what only it needs: files, inner blocks, drafts, settings, map entries. A partition
 * stays, and so does everything in `static/`.
 * @param block `tag/url_name`
 * @throws AbtestError `edit-impossible`, for the only child of a partition's group too
 * @example
 * const edit = deleteBlock(course, 'abtest/goodbye');
 * console.log([...edit.files.keys()].join(' ')); // → vertical/swarm_goodbye.xml abtest/goodbye.xml
 */
export function deleteBlock(course: Course, block: string): CourseEdit {
  return edited(course, (editor) => removeBlock(editor, block));
}

/**
 * Repairs the split_tests of a course: `repairCourse` as an edit, with the same bytes.
 * @example
 * const edit = repairSplitTests(course);
 */
export function repairSplitTests(course: Course): CourseEdit {
  const { course: after, files, moves, changes } = repairCourse(course);
  return { course: after, files, moves, changes };
}

export type { NewSplitTest };
