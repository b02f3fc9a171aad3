/** The rule `split-test-usable`: Studio and the LMS can show a split_test after the import. */
import { CONSEQUENCE } from '../loading/explain.js';
import { importOutcome } from '../loading/outcome.js';
import type { ImportedSplitTest, StudioMessage } from '../loading/store/split-tests.js';
import { namePlace } from '../olx/course/names.js';
import type { Rule, RuleReport } from './rule.js';
import { idWords, listOf } from './words.js';

export const splitTestUsable: Rule = {
  id: 'split-test-usable',
  severity: 'error',
  backstop: true,
  summary: 'Studio and the LMS can show every split_test, as it is after the import.',
  checkCourse(course, report) {
    if (course.kind !== 'course') return;
    const { splitTests, draftSplitTests, policy } = importOutcome(course);
    // `policy-format` reports a policy that is missing or cannot be read.
    const isMissing = course.policy === null && course.partitions.length === 0;
    const isPolicyLost = isMissing || (policy?.ignored.length ?? 0) > 0;
    const told = new Set<unknown>();
    for (const each of [...splitTests, ...draftSplitTests]) {
      if (told.has(each.block)) continue;
      told.add(each.block);
      check(each, isPolicyLost, report);
    }
  },
};

function check(split: ImportedSplitTest, isPolicyLost: boolean, report: RuleReport): void {
  const { block, validation, unreadable, staffView, unmapped } = split;
  const place = block.root?.tagPlace ?? block.use.place;
  if (unreadable) {
    const message =
      'Without a user_partition_id Studio cannot check this split_test, and no learner gets a group';
    report({ place, message, hint: 'Write the id of one of the "user_partitions" of the course.' });
  }
  for (const each of validation) {
    if (each === 'inactive-child' || (each === 'deleted-configuration' && isPolicyLost)) continue;
    if (each === 'missing-group-child' && isLossTold(split)) continue;
    report({ place, message: wordsOf(each, split), hint: HINTS[each] });
  }
  if (staffView === null) return;
  const isName = staffView === 'group names cannot be sorted';
  const message = isName
    ? `The names of the groups are not all texts: ${CONSEQUENCE.staff}`
    : `No entry of group_id_to_child names ${listOf(unmapped)}: ${CONSEQUENCE.staff}`;
  const hint = isName
    ? 'Write every name of a group in quotes.'
    : 'Map a group to the child, or take it out.';
  const [child] = isName ? [] : block.childBlocks.filter(({ key }) => unmapped.includes(key));
  report({ place: child === undefined ? place : namePlace(child.use.element), message, hint });
}

/** Whether the import loses every child that is missing: each of them has a finding of its own. */
function isLossTold({ block, groups }: ImportedSplitTest): boolean {
  const lost = block.use.children.flatMap(({ tag, name, drop }) =>
    drop === null || name === null ? [] : [`${tag}/${name}`],
  );
  return groups.every(
    ({ child, mappedTo }) => child !== null || (mappedTo !== null && lost.includes(mappedTo)),
  );
}

function wordsOf(message: StudioMessage, { partitionId, partition, groups }: ImportedSplitTest): string {
  const lacking = groups.filter(({ child }) => child === null);
  const names = listOf(
    lacking.map(({ id, name }) => idWords(String(id), typeof name === 'string' ? name : undefined)),
  );
  switch (message) {
    case 'not-configured':
      return `The user_partition_id is ${partitionId}: no partition is chosen, and no learner gets a group`;
    case 'deleted-configuration':
      return `After the import this split_test has no partition ${partitionId}: no learner gets a group`;
    case 'unsupported-scheme':
      return `The partition ${partitionId} has the scheme "${partition?.scheme}", which experiments cannot use`;
    default:
      return `The groups ${names} have no child in this block after the import: their learners see nothing`;
  }
}

const HINTS: Readonly<Record<StudioMessage, string>> = {
  'not-configured': 'Write the id of one of the "user_partitions" of the course.',
  'deleted-configuration': 'Add the partition to "user_partitions" under "course/<run>" in policy.json.',
  'unsupported-scheme': 'Choose a partition whose scheme is "random".',
  'missing-group-child': 'Map each group to a child that arrives.',
  'inactive-child': 'Map a group to the child, or take it out.',
};
