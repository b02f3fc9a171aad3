/** Notes beside the numbers: what a reader must know to read them rightly. */
import type { AnalysisOptions } from '../options.js';
import type { Question } from '../question.js';
import type { OutcomeResult } from '../result/analysis.js';
import type { Counted } from '../result/counting.js';
import type { Gathered } from '../sources/gather.js';
import type { Person } from '../sources/people.js';
import { countText } from './numbers.js';

interface Noting {
  readonly question: Question;
  readonly options: AnalysisOptions;
  readonly counted: Counted;
  readonly gathered: Gathered;
  readonly outcomes: readonly OutcomeResult[];
  /** Whether the sizes of groups were tested as numbers of clusters. */
  readonly inClusters: boolean;
}

/** How many of the portions drew somebody who has a group. */
function ratioStrata({ assignedPeople }: Counted, { portions }: Gathered): number {
  if (portions === null || portions.length === 1) return 1;
  return new Set(assignedPeople.flatMap((group) => group.map(({ period }) => period))).size;
}

function of(count: number, [one, many]: readonly [one: string, many: string]): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** Learners who count, but of whom the method lacks something. */
function unusableNotes({ columns }: Question, { people }: Counted): string[] {
  const first = columns.outcomes.length;
  const needed: [string, (person: Person) => boolean][] = columns.covariates.map((name, place) => [
    name,
    ({ values }) => typeof values[first + place] === 'number',
  ]);
  if (columns.cluster !== null) needed.push([columns.cluster, ({ cluster }) => cluster !== null]);
  if (columns.stratum !== null) needed.push([columns.stratum, ({ stratum }) => stratum !== null]);
  return needed.flatMap(([name, has]) => {
    const lacking = people.flat().filter((person) => !has(person)).length;
    if (lacking === 0) return [];
    return [
      `${of(lacking, ['learner who counts has', 'learners who count have'])} nothing in "${name}", and ${lacking === 1 ? 'is' : 'are'} left out of the difference.`,
    ];
  });
}

export function notesOf(noting: Noting): string[] {
  const { question, options, counted, gathered, outcomes, inClusters } = noting;
  const total = (count: (outcome: OutcomeResult) => number): number =>
    outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  const notAttempted = total(({ groups }) => groups.reduce((sum, each) => sum + each.notAttempted, 0));
  const notAvailable = total(({ groups }) => groups.reduce((sum, each) => sum + each.notAvailable, 0));
  const notes: string[] = [];
  if (!counted.hasExposures)
    notes.push(
      'The sources have no exposures, so everybody with a group counts, shown the content or not. Open edX also assigns learners who never come to the block, which makes a difference look smaller.',
    );
  if (ratioStrata(counted, gathered) > 1)
    notes.push(
      'The portions changed while learners were assigned: the groups hold learners of different times in different shares, so what differs between those times can look like an effect of the content.',
    );
  if (inClusters)
    notes.push(
      'No cluster has learners of two groups, so whole clusters were put into groups: their number was tested against the portions, not that of the learners.',
    );
  if (counted.denominator === 'exposed-to-all')
    notes.push(
      'Only learners who were shown every block of the experiment count; who gets that far may depend on the group, so the check of the sizes of those shown is the one that matters. --exposed any is the safer choice.',
    );
  notes.push(...unusableNotes(question, counted));
  if (notAttempted > 0 && options.notAttempted === 'zero')
    notes.push(
      `${of(notAttempted, ['outcome was not attempted and counts', 'outcomes were not attempted and count'])} as 0; --not-attempted missing leaves ${notAttempted === 1 ? 'it' : 'them'} out.`,
    );
  if (notAttempted > 0 && options.notAttempted === 'missing')
    notes.push(
      `${of(notAttempted, ['outcome was not attempted and is', 'outcomes were not attempted and are'])} left out: those who attempt the work in one group may differ from those in another, so this comparison is not randomised.`,
    );
  if (notAvailable > 0)
    notes.push(
      `${of(notAvailable, ['outcome is', 'outcomes are'])} "Not Available": those learners could not see the work, and are left out.`,
    );
  if (gathered.unreadableLines > 0)
    notes.push(
      `${of(gathered.unreadableLines, ['line of the log is not JSON and was', 'lines of the log are not JSON and were'])} skipped.`,
    );
  if (counted.leftOut.named === 0)
    notes.push(
      'Course staff who are enrolled count as learners, unless a file with their names is given with --leave-out FILE.',
    );
  return notes;
}
