/** The rule `experiment-name-collision`: names of experiments that people or hashes can take for one another. */
import { folded } from './alike.js';
import { experimentPlace, experimentsOf } from './experiments.js';
import { quote, quoteAll } from './quote.js';
import type { Report, Rule } from './rule.js';

export const experimentNameCollision: Rule = {
  id: 'experiment-name-collision',
  severity: 'warning',
  summary: 'No two experiments have names that can be taken for one another.',
  checkCourse(course, report) {
    const experiments: Named[] = [...experimentsOf(course)].map(([name, blocks]) => ({
      name,
      place: experimentPlace(blocks[0]!.block),
    }));
    reportAlike(experiments, report);
    reportPrefixes(experiments, report);
  },
};

interface Named {
  readonly name: string;
  readonly place: ReturnType<typeof experimentPlace>;
}

function reportAlike(experiments: readonly Named[], report: Report): void {
  const seen = new Map<string, Named>();
  for (const each of experiments) {
    const key = folded(each.name);
    const alike = seen.get(key);
    if (alike === undefined) seen.set(key, each);
    else
      report({
        place: each.place,
        message: `The experiment ${quote(each.name)} differs from ${quote(alike.name)} only in blanks or capitals`,
        hint: 'Write the same name if it is one experiment: as it is, learners get a group in each of them.',
        related: [{ message: `${quote(alike.name)} stands here`, place: alike.place }],
      });
  }
}

/**
 * What a username (2 to 30 characters) can begin with and still have a username behind it. The stable bucket
 * is a hash of name and username without anything between, so that `exp` + `1ann` equals `exp1` + `ann`.
 */
const START_OF_USERNAME = /^[A-Za-z0-9_-]{1,28}$/;

function reportPrefixes(experiments: readonly Named[], report: Report): void {
  const known = new Map(experiments.map((each) => [each.name, each]));
  for (const { name, place } of experiments) {
    const longer = experiments.filter(
      (each) => each.name.startsWith(name) && START_OF_USERNAME.test(each.name.slice(name.length)),
    );
    if (longer.length === 0) continue;
    const start = longer[0]!.name.slice(name.length);
    const names = quoteAll(longer.map((each) => each.name));
    report({
      severity: 'info',
      place,
      message: `Stable buckets run ${quote(name)} into ${names}: here "${start}ann" gets the number that "ann" gets there`,
      hint: 'It touches no other learners; to rule it out, end both names with a "." before anybody is assigned.',
      related: longer.map((each) => ({
        message: `${quote(each.name)} stands here`,
        place: known.get(each.name)!.place,
      })),
    });
  }
}
