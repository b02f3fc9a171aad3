/** The groups of an abtest as rules look at them. */

import { lastOfEachName } from '../olx/block/abtest.js';
import type { AbtestBlock, Group } from '../olx/block/block.js';
import { compare, ONE, ZERO } from '../portion/fraction.js';
import type { Portion } from '../portion/portion.js';
import type { XmlAttribute, XmlElement } from '../xml/node.js';

/** A group that has an element of its own in the text. */
export interface WrittenGroup extends Group {
  readonly element: XmlElement;
}

interface NamedGroup extends WrittenGroup {
  readonly name: string;
}

/** What is written as `<group>`: neither a default group nor a stray element. */
export function writtenGroups(block: AbtestBlock): WrittenGroup[] {
  return block.groups.filter((group): group is WrittenGroup => group.element?.name === 'group');
}

/** Those of them whose name is more than blanks. */
export function namedGroups(block: AbtestBlock): NamedGroup[] {
  return writtenGroups(block).filter((group): group is NamedGroup => (group.name ?? '').trim() !== '');
}

/** What is written as `<default>`. */
export function writtenDefaults(block: AbtestBlock): WrittenGroup[] {
  return block.groups.filter((group): group is WrittenGroup => group.element?.name === 'default');
}

/** The groups whose portions Open edX adds, in its order: of one name only the last, stray elements too. */
export function countedGroups(block: AbtestBlock): Group[] {
  return lastOfEachName(block.groups.filter((group) => !group.isDefault));
}

/** From 0 to 1, exactly? */
export function isInRange({ exact }: Portion): boolean {
  return exact !== null && compare(exact, ZERO) >= 0 && compare(exact, ONE) <= 0;
}

/** The attribute of that name in capitals or the like: `Portion` for `portion`. */
export function miswritten(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((each) => each.name.toLowerCase() === name && each.name !== name);
}
