/** The rule `experiment-name-collision`: names of experiments that people or hashes can take for one another. */
import type { AbtestBlock } from '../olx/block/block.js';
import { differenceWords, lookAlikes, oneLetterApart } from './alike.js';
import { abtestsByName, experimentPlace } from './experiments.js';
import type { Rule, RuleReport } from './rule.js';
import { quote, quoteAll } from './words.js';

export const experimentNameCollision: Rule = {
  id: 'experiment-name-collision',
  severity: 'warning',
  summary: 'No two experiments have names that can be taken for one another.',
  checkCourse(course, report) {
    const experiments: Named[] = [...abtestsByName(course)].map(([name, blocks]) => ({
      name,
      place: experimentPlace(blocks[0]!.block),
      groups: groupsOf(blocks[0]!.block),
    }));
    reportAlike(experiments, report);
    reportMisspelt(experiments, report);
    reportPrefixes(experiments, report);
  },
};

interface Named {
  readonly name: string;
  readonly place: ReturnType<typeof experimentPlace>;
  /** The names of its groups, in one text. */
  readonly groups: string;
}

function groupsOf(block: AbtestBlock): string {
  return JSON.stringify(block.groups.map(({ name }) => name).sort());
}

/** Two experiments with the same groups whose names differ by a letter are more often one than two. */
function reportMisspelt(experiments: readonly Named[], report: RuleReport): void {
  for (const [each, first] of oneLetterApart(experiments)) {
    if (each.groups !== first.groups) continue;
    report({
      place: each.place,
      message: `The experiment ${quote(each.name)} differs from ${quote(first.name)} by one letter, and has the same groups`,
      hint: 'Write the same name if it is one experiment: as it is, learners get a group in each of them.',
      related: [{ message: `${quote(first.name)} is here`, place: first.place }],
    });
  }
}

function reportAlike(experiments: readonly Named[], report: RuleReport): void {
  for (const [each, first] of lookAlikes(experiments)) {
    report({
      place: each.place,
      message: `The experiment ${differenceWords(each.name, first.name)}`,
      hint: 'Write the same name if it is one experiment: as it is, learners get a group in each of them.',
      related: [{ message: `${quote(first.name)} is here`, place: first.place }],
    });
  }
}

/**
 * What a username (2 to 30 characters) can begin with and still be followed by a username. The stable bucket
 * is a hash of name and username without anything between, so that `exp` + `1ann` equals `exp1` + `ann`.
 */
const START_OF_USERNAME = /^[A-Za-z0-9_-]{1,28}$/;

function reportPrefixes(experiments: readonly Named[], report: RuleReport): void {
  // In this order all names that begin with a name follow it directly.
  const sorted = experiments.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const [index, { name, place }] of sorted.entries()) {
    const longer: Named[] = [];
    for (let at = index + 1; sorted[at]?.name.startsWith(name); at += 1) {
      if (START_OF_USERNAME.test(sorted[at]!.name.slice(name.length))) longer.push(sorted[at]!);
    }
    if (longer.length === 0) continue;
    const [first, ...others] = longer.map((each) => each.name);
    const also = others.length === 0 ? '' : `; ${quoteAll(others)} too`;
    const start = first!.slice(name.length);
    report({
      severity: 'info',
      place,
      message: `In ${quote(name)} the learner "${start}ann" has the stable bucket that "ann" has in ${quote(first!)}${also}`,
      hint: 'No other learners are touched; to rule it out, end such names with a "." before anybody is assigned.',
      related: longer.map((each) => ({
        message: `${quote(each.name)} is here`,
        place: each.place,
      })),
    });
  }
}
