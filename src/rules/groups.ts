/** The groups of an abtest as rules look at them. */

import { distance } from '../diagnostics/nearest.js';
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

/** Groups whose name is not only white space. */
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

/** What authors write for the names of attributes. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  name: ['id', 'title', 'label'],
  portion: ['weight', 'share', 'percent', 'percentage', 'ratio'],
  user_partition_id: ['partition_id', 'partition', 'user_partition'],
};
/** Names that mean something else. */
const OWN_MEANING = new Set(['url_name', 'slug', 'display_name', 'name', 'portion', 'experiment']);

/** The attribute that was written in place of one of this name: `Portion`, `portoin` or `weight` for `portion`. */
export function miswritten(element: XmlElement, name: string): XmlAttribute | undefined {
  const most = Math.max(1, Math.floor(name.length / 4));
  return element.attributes.find((each) => {
    if (OWN_MEANING.has(each.name)) return false;
    const lower = each.name.toLowerCase();
    return SYNONYMS[name]?.includes(lower) || distance(lower, name, most + 1) <= most;
  });
}
