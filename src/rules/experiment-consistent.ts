/** The rule `experiment-consistent`: all blocks of an experiment divide the learners in the same way. */

import { type AbtestBlock, DEFAULT_GROUP, type Group } from '../olx/block/block.js';
import { compare, ZERO } from '../portion/fraction.js';
import { abtestsByName, type CourseAbtest, experimentPlace } from './experiments.js';
import { countedGroups, isInRange, writtenGroups } from './groups.js';
import type { ReportedFinding, Rule, RuleReport } from './rule.js';
import { quote } from './words.js';

export const experimentConsistent: Rule = {
  id: 'experiment-consistent',
  severity: 'error',
  summary: 'All blocks of one experiment have the same groups, with the same portions, in the same order.',
  checkCourse(course, report) {
    for (const [experiment, blocks] of abtestsByName(course)) {
      // Groups without a name of their own have findings already; what they are meant to be called is not known.
      const sound = blocks.filter(({ block }) => hasSoundNames(block));
      const published = sound.filter(({ block }) => !block.draft);
      const drafts = sound.filter(({ block }) => block.draft);
      compareAll(experiment, published, published[0], report);
      // Once a draft is published its own published version is gone.
      const staying = published.filter((each) => !drafts.some((draft) => isVersionOf(draft, each)));
      compareAll(experiment, drafts, staying[0] ?? drafts[0], report);
    }
  },
};

function hasSoundNames(block: AbtestBlock): boolean {
  const names = writtenGroups(block).map(({ name }) => name);
  const isSound = names.every((name) => name !== null && name.trim() !== '' && name !== DEFAULT_GROUP);
  return isSound && new Set(names).size === names.length;
}

function isVersionOf(draft: CourseAbtest, published: CourseAbtest): boolean {
  return draft.urlName !== null && draft.urlName === published.urlName;
}

function compareAll(
  experiment: string,
  blocks: readonly CourseAbtest[],
  standard: CourseAbtest | undefined,
  report: RuleReport,
): void {
  if (standard === undefined) return;
  for (const each of blocks) {
    const found = each === standard ? null : difference(experiment, each.block, standard.block);
    if (found !== null) report(found);
  }
}

type Groups = ReadonlyMap<string, Group>;

/** The gravest of the differences; `null` when learners are divided in the same way. */
function difference(experiment: string, here: AbtestBlock, there: AbtestBlock): ReportedFinding | null {
  const ours = groupsOf(here);
  const theirs = groupsOf(there);
  const missing = [...theirs.values()].filter(
    (group) => !ours.has(group.name!) && isNeeded(group, here, there),
  );
  const extra = [...ours.values()].filter(
    (group) => !theirs.has(group.name!) && isNeeded(group, here, there),
  );
  if (missing.length + extra.length > 0) return otherGroups(experiment, here, there, missing, extra);
  const both = [...ours.values()].filter(({ name }) => theirs.has(name!));
  const pairs = both.map((group) => [group, theirs.get(group.name!)!] as const);
  const differing = pairs.find(([a, b]) => differ(a, b));
  if (differing !== undefined) return otherPortions(experiment, ours, theirs, differing);
  // The place of a group without learners changes nothing.
  const dividing = new Map(pairs.filter(([a, b]) => !isDefault(a) && takes(a) && takes(b)));
  const counterparts = new Set(dividing.values());
  const wanted = [...theirs.values()].filter((group) => counterparts.has(group));
  const moved = [...dividing].find(([, group], index) => group !== wanted[index])?.[0];
  return moved === undefined ? null : otherOrder(experiment, moved, wanted, there);
}

/** The groups that a learner of this block can be in, or that it has something to show for. */
function groupsOf(block: AbtestBlock): Groups {
  const named = countedGroups(block).filter((group) => group.name !== null);
  const groups = new Map(named.map((group) => [group.name!, group]));
  const own = block.defaultGroup;
  if (own.element !== null || takes(own)) groups.set(DEFAULT_GROUP, own);
  return groups;
}

/** Does the group get any learners, as far as one can read its portion? */
function takes({ portion }: Group): boolean {
  return portion.exact === null || compare(portion.exact, ZERO) !== 0;
}

function isDefault(group: Group): boolean {
  return group.name === DEFAULT_GROUP;
}

/** A default group need not be written where it takes nobody, or where nobody can tell. */
function isNeeded(group: Group, ...blocks: readonly AbtestBlock[]): boolean {
  return !isDefault(group) || (takes(group) && blocks.every(isReadable));
}

function isReadable(block: AbtestBlock): boolean {
  return countedGroups(block).every((group) => isInRange(group.portion));
}

/** A default group's portion follows from the others. */
function differ(a: Group, b: Group): boolean {
  // A portion that is missing or out of range has a finding already.
  if (isDefault(a) || a.portion.exact === null || b.portion.exact === null) return false;
  if (![a, b].every(({ portion }) => portion.kind !== 'missing' && isInRange(portion))) return false;
  return compare(a.portion.exact, b.portion.exact) !== 0;
}

function otherGroups(
  experiment: string,
  here: AbtestBlock,
  there: AbtestBlock,
  missing: readonly Group[],
  extra: readonly Group[],
): ReportedFinding {
  const lacks = `lacks ${namesOf(missing)} here, which another block has`;
  const has = `has ${namesOf(extra)} here, which`;
  const what =
    extra.length === 0
      ? lacks
      : missing.length === 0
        ? `${has} another block lacks`
        : `${lacks}, and ${has} that one lacks`;
  const first = extra[0] ?? missing[0]!;
  const grave = [...missing, ...extra].some(takes);
  return {
    ...(grave ? {} : { severity: 'warning' as const }),
    place: extra[0] === undefined ? experimentPlace(here) : placeOf(extra[0], 'name'),
    message: `Experiment ${quote(experiment)} ${what}`,
    hint: 'Give all blocks of an experiment the same groups and portions: a learner is in one group in all of them.',
    related: [
      extra[0] === undefined
        ? { message: `${nameOf(first)} is here`, place: placeOf(first, 'name') }
        : { message: 'the other block', place: experimentPlace(there) },
    ],
  };
}

function otherPortions(
  experiment: string,
  ours: Groups,
  theirs: Groups,
  [here, there]: readonly [Group, Group],
): ReportedFinding {
  return {
    severity: 'warning',
    place: placeOf(here, 'portion'),
    message: `Experiment ${quote(experiment)} is divided ${portionsOf(ours)} here, but ${portionsOf(theirs)} in another block`,
    hint: 'Write the same portions in all blocks: what counts is the block that a learner meets first.',
    related: [{ message: `${there.portion.text} for ${nameOf(there)}`, place: placeOf(there, 'portion') }],
  };
}

function otherOrder(
  experiment: string,
  moved: Group,
  wanted: readonly Group[],
  there: AbtestBlock,
): ReportedFinding {
  return {
    severity: 'warning',
    place: placeOf(moved, 'name'),
    message: `The groups of experiment ${quote(experiment)} are in another order here; in another block it is ${namesOf(wanted)}`,
    hint: 'Write them in the same order: the same draw then means the same group, whichever block comes first.',
    related: [{ message: 'the other block', place: experimentPlace(there) }],
  };
}

function placeOf(group: Group, attribute: 'name' | 'portion') {
  return group.element?.attribute(attribute)?.place ?? group.place;
}

function nameOf(group: Group): string {
  return isDefault(group) ? 'the default group' : quote(group.name!);
}

function namesOf(groups: readonly Group[]): string {
  const names = groups.map(nameOf);
  const last = names.pop();
  return names.length === 0 ? `${last}` : `${names.join(', ')} and ${last}`;
}

/** `"a" 0.3, "b" 0.7`, without the default group. */
function portionsOf(groups: Groups): string {
  const written = [...groups.values()].filter((group) => !isDefault(group));
  return written.map((group) => `${nameOf(group)} ${group.portion.text}`).join(', ');
}
