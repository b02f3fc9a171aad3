/** How the blocks of one experiment divide its learners, as far as split_test can express it. */

import type { Place } from '../../diagnostics/source.js';
import { visible } from '../../diagnostics/visible.js';
import { type AbtestBlock, DEFAULT_GROUP, type Group } from '../../olx/block/block.js';
import type { CourseBlock } from '../../olx/course/course.js';
import { compare, type Fraction, ONE, subtract, sum, ZERO } from '../../portion/fraction.js';
import { isSection } from '../blocks/levels.js';
import type { Notes } from '../report/notes.js';
import { isNear, NEGLIGIBLE } from './equal-portion.js';

/** A group as the conversion sees it. */
export interface Arm {
  /** `_DEFAULT_GROUP` for the default group; the empty text for a group without a name. */
  readonly name: string;
  readonly portion: Fraction;
  readonly group: Group;
}

export interface Division {
  readonly experiment: string;
  readonly place: Place;
  /** The groups that learners get into, in the order of the first block. */
  readonly arms: readonly Arm[];
  readonly blocks: readonly DividedBlock[];
}

export interface DividedBlock {
  readonly found: CourseBlock;
  readonly block: AbtestBlock;
  readonly arms: readonly Arm[];
  /** Groups with content that no new learner gets into. */
  readonly idle: readonly Arm[];
}

/** The divisions of all abtests of a course. What cannot be converted is reported. */
export function divisionsOf(blocks: readonly CourseBlock[], notes: Notes): Division[] {
  const byExperiment = new Map<string, DividedBlock[]>();
  for (const found of blocks) {
    if (found.block.kind !== 'abtest') continue;
    const divided = divide(found, found.block, notes);
    if (divided === undefined) continue;
    const { experiment } = divided.block;
    const known = byExperiment.get(experiment!);
    if (known === undefined) byExperiment.set(experiment!, [divided]);
    else if (isSameDivision(known[0]!, divided, notes)) known.push(divided);
  }
  return [...byExperiment].map(([experiment, divided]) => ({
    experiment,
    place: divided[0]!.block.place,
    arms: divided[0]!.arms,
    blocks: divided,
  }));
}

function divide(found: CourseBlock, block: AbtestBlock, notes: Notes): DividedBlock | undefined {
  const arms = readArms(block, notes);
  if (arms === undefined) return undefined;
  const active = arms.filter(({ portion }) => compare(portion, NEGLIGIBLE) > 0);
  const idle = arms.filter((arm) => !active.includes(arm) && arm.group.children.length > 0);
  return { found, block, arms: active, idle };
}

/** All groups, the default group last; `undefined` when the block is broken. */
function readArms(block: AbtestBlock, notes: Notes): Arm[] | undefined {
  const refuse: Refuse = (ruleId: string, message: string, hint: string, place = block.place): undefined => {
    notes.report(ruleId, { place, message, hint });
    return undefined;
  };
  if (block.experiment === null || block.experiment.trim() === '')
    return refuse(
      'convert-experiment',
      'This abtest names no experiment, so its partition would have no name',
      'Add experiment="…".',
    );
  const section = block.groups.flatMap(({ children }) => children).find(({ tag }) => isSection(tag));
  if (section !== undefined)
    return refuse(
      'convert-section',
      `A group holds the ${section.tag} "${visible(section.urlName ?? '')}", and Open edX shows the groups of a split_test inside one unit`,
      'Move the experiment into the units, or take the other groups out.',
      section.place,
    );
  const arms = namedArms(block, refuse);
  if (arms === undefined) return undefined;
  const rest = subtract(ONE, sum(arms.map(({ portion }) => portion)));
  if (rest.numerator < 0n && !isNear(rest, ZERO))
    return refuse('convert-portion', 'The portions add up to more than 1', 'Lower them.');
  if (block.groups.filter(({ isDefault }) => isDefault).length > 1)
    return refuse('convert-group', 'This abtest has more than one <default>', 'Keep one of them.');
  arms.push({ name: DEFAULT_GROUP, portion: rest.numerator < 0n ? ZERO : rest, group: block.defaultGroup });
  return arms;
}

type Refuse = (ruleId: string, message: string, hint: string, place?: Place) => undefined;

function namedArms(block: AbtestBlock, refuse: Refuse): Arm[] | undefined {
  const arms: Arm[] = [];
  const names = new Set<string>();
  for (const group of block.groups) {
    if (group.isDefault) continue;
    const name = group.name ?? '';
    if (group.element?.name !== 'group')
      return refuse(
        'convert-group',
        `<${group.element?.name}> is where a <group> is expected`,
        'Put it into a <group>, or take it out.',
        group.place,
      );
    if (names.has(name) || name === DEFAULT_GROUP) {
      const words = name === DEFAULT_GROUP ? 'is the name of the default group' : 'is the name of two groups';
      return refuse(
        'convert-group',
        `"${visible(name)}" ${words}`,
        'Give each group a name of its own.',
        group.place,
      );
    }
    names.add(name);
    const { exact } = group.portion;
    if (exact === null || compare(exact, ZERO) < 0 || compare(exact, ONE) > 0)
      return refuse(
        'convert-portion',
        `The portion "${visible(group.portion.text)}" is no share of the learners`,
        'Write a number from 0 to 1.',
        group.place,
      );
    arms.push({ name, portion: exact, group });
  }
  return arms;
}

function isSameDivision(first: DividedBlock, other: DividedBlock, notes: Notes): boolean {
  const portions = new Map(first.arms.map(({ name, portion }) => [name, portion]));
  const isSame =
    other.arms.length === first.arms.length &&
    other.arms.every(({ name, portion }) => portions.has(name) && isNear(portions.get(name)!, portion));
  if (!isSame)
    notes.report('convert-experiment', {
      place: other.block.place,
      message: `The experiment "${visible(first.block.experiment!)}" divides its learners differently here than in another block`,
      hint: 'Give all its blocks the same groups and portions: they will share one partition.',
      related: [{ message: 'the other block', place: first.block.place }],
    });
  return isSame;
}
