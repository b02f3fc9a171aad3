/** The rule `group-without-child`: every group of the partition has a child in the split_test. */
import { distance } from '../diagnostics/nearest.js';
import type { PartitionGroup } from '../olx/policy/partition.js';
import type { Rule } from './rule.js';
import { splitTests } from './splittests.js';
import { idWords, listOf } from './words.js';

/** Wrong ids of one map that are compared with the groups. */
const MOST_COMPARED = 20;

export const groupWithoutChild: Rule = {
  id: 'group-without-child',
  severity: 'error',
  summary: 'Every group of the partition has a child in the split_test.',
  checkCourse(course, report) {
    for (const { partition, childKeys, element } of splitTests(course)) {
      if (partition === null || childKeys === null) continue;
      const lacking = partition.groups.filter(({ id }) => !childKeys.has(String(id)));
      if (lacking.length === 0) continue;
      const words = listOf(lacking.map(({ id, name }) => idWords(id, name)));
      const subject = lacking.length === 1 ? `The group ${words} has` : `The groups ${words} have`;
      report({
        place: element.placeOf('group_id_to_child'),
        message: `${subject} no child in this block: its learners see "Nothing here. Move along."`,
        hint: hintFor(partition.groups, lacking, childKeys),
      });
    }
  },
};

/** An id of the map that the partition lacks may be meant for one of these groups. */
function hintFor(
  groups: readonly PartitionGroup[],
  lacking: readonly PartitionGroup[],
  keys: ReadonlyMap<string, string>,
): string {
  const own = new Set(groups.map(({ id }) => String(id)));
  const wrong = [...keys.keys()].filter((id) => !own.has(id)).slice(0, MOST_COMPARED);
  for (const id of wrong) {
    const group =
      lacking.find((each) => each.name === id) ?? lacking.find((each) => isOneDigitOff(id, String(each.id)));
    if (group !== undefined)
      return `Did you mean ${idWords(group.id, group.name)} where group_id_to_child has "${id}"?`;
  }
  return `Add a vertical for each and map the id to it in group_id_to_child; in Studio, "Add Missing Groups".`;
}

function isOneDigitOff(a: string, b: string): boolean {
  return b.length > 2 && distance(a, b, 2) === 1;
}
