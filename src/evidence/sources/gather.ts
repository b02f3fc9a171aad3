/** Gathers what all sources say of the learners: groups, exposures, outcomes, covariates. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { requireKnownOptions, requireOneOf } from '../../diagnostics/options.js';
import type { Course, CourseNode } from '../../olx/course/course.js';
import type { Experiment } from '../../runtime/experiments.js';
import { type PortionsHistory, portionsHistory } from '../../runtime/sizes/portions.js';
import type { Store } from '../../storage/store.js';
import { type Question, reportColumn } from '../question.js';
import { DrawnPeriods } from './drawn-periods.js';
import { seenIn } from './log-event.js';
import { openSource, type Source } from './open-source.js';
import { addExposure, NO_GROUP, People, putInGroup } from './people.js';
import { readGroups } from './read-groups.js';
import { readTable } from './read-table.js';
import { readResponses } from './responses.js';
import { noStoredOutcome, readStored, storedNames } from './stored-outcomes.js';
import { noColumn, planTable, requireColumns, type TablePlan } from './table-plan.js';
import { LogCounts, readLog, requireEvents } from './tracking-log.js';
import { blockName, WantedProblems } from './usage-keys.js';

/** Where groups are read from. `null`: the store if there is one, else the report's column, else events. */
export type GroupSource = 'store' | 'report' | 'events' | { readonly files: readonly string[] };

export interface Sources {
  /** Paths; `-` is standard input. */
  readonly outcomeFiles: readonly string[];
  /** Whether outcomes are read from the store, too, by the names of their events; default false. */
  readonly storedOutcomes?: boolean;
  readonly groups: GroupSource | null;
  /** Assignments, exposures and outcomes; only read. */
  readonly store: Store | null;
  readonly scope: string;
  /** Names of learners that do not count, such as course staff. */
  readonly leaveOut: readonly string[];
  readonly onProgress?: (lines: number) => void;
}

const SOURCES = {
  outcomeFiles: true,
  storedOutcomes: true,
  groups: true,
  store: true,
  scope: true,
  leaveOut: true,
  onProgress: true,
} as const;

/** @throws AbtestError `bad-argument` for a key or a source of groups that does not exist */
export function checkSources(sources: Sources): void {
  requireKnownOptions('analyze, in "sources",', sources, SOURCES);
  const { groups } = sources;
  if (typeof groups === 'object' && groups !== null)
    requireKnownOptions('analyze, in "sources.groups",', groups, { files: true });
  else requireOneOf('groups', groups ?? undefined, ['store', 'report', 'events']);
}

export interface Gathered {
  readonly people: People;
  /** Where the groups came from, in words. */
  readonly groupsFrom: string;
  /** The portions by which learners were drawn; `null` where no source has them. */
  readonly portions: PortionsHistory['periods'] | null;
  /** Whether a learner without a value did not attempt the work; otherwise the value is missing. */
  readonly absentIsNotAttempted: readonly boolean[];
  /** Learners who were named in `leaveOut`. */
  readonly leftOut: number;
  /** Lines of logs that are not JSON. */
  readonly unreadableLines: number;
}

type TableKind = Extract<Source, { kind: 'table' }>;

/** @throws AbtestError `bad-argument`, `not-found`, `not-readable`, `store-…` */
export async function gather(course: Course, question: Question, sources: Sources): Promise<Gathered> {
  const { columns, experiment } = question;
  const opened = await openAll(sources.outcomeFiles);
  const tables = opened.filter((each): each is TableKind => each.kind === 'table');
  const plans = tables.map((table) => planTable(table, columns, experiment));
  const stored = await storedAmong(question, sources, plans);
  const problems = problemsOf(course, question, plans, opened, stored);
  requireColumns(plans, columns);
  const groups = sources.groups ?? usualGroups(sources, plans, opened, question);
  requireGroups(groups, plans, opened, question);
  const reader = new Reader(question, sources, groups, problems);
  for (const [file, source] of opened.entries()) {
    if (source.kind === 'table') await reader.table(plans[tables.indexOf(source)]!, file);
    else if (source.kind === 'responses') await readResponses(reader.people, source, question, reader.wanted);
    else await reader.log(source);
  }
  if (opened.some(({ kind }) => kind === 'log')) requireEvents(reader.counts, question.courseKey);
  for (const name of stored) await reader.stored(name);
  await reader.groups();
  refuseHuge(reader.people, columns);
  return {
    people: reader.people,
    portions: reader.portions,
    groupsFrom: groupsText(groups, question),
    // The sum of no events is 0; of no events there is no mean, and no last one.
    absentIsNotAttempted: columns.outcomes.map(
      (outcome, index) => problems[index] !== null || (stored.includes(outcome) && question.score === 'sum'),
    ),
    leftOut: sources.leaveOut.filter((learner) => reader.people.remove(learner)).length,
    unreadableLines: reader.counts.unreadable,
  };
}

/** Sums of the squares of larger numbers would overflow. */
const MOST_SIZE = 1e50;

/** @throws AbtestError `not-readable` for a value with which nothing can be computed */
function refuseHuge(people: People, { outcomes, covariates }: Question['columns']): void {
  const names = [...outcomes, ...covariates];
  for (const { values } of people.all()) {
    const index = values.findIndex((value) => typeof value === 'number' && !(Math.abs(value) <= MOST_SIZE));
    if (index < 0) continue;
    throw new AbtestError(
      'not-readable',
      `A learner has a value of "${names[index]}" above ${MOST_SIZE} in size`,
      {
        hint: 'Correct it, or leave the cell empty.',
      },
    );
  }
}

class Reader {
  readonly people = new People();
  readonly counts = new LogCounts();
  readonly wanted: WantedProblems;
  portions: PortionsHistory['periods'] | null = null;
  #rows = 0;

  constructor(
    readonly question: Question,
    readonly sources: Sources,
    readonly groupSource: GroupSource,
    problems: readonly (string | null)[],
  ) {
    this.wanted = new WantedProblems(problems);
  }

  async table(plan: TablePlan, file: number): Promise<void> {
    const onRow = (): void => this.#countRow();
    const withGroups = this.groupSource === 'report';
    await readTable(this.people, plan, { question: this.question, withGroups, file, onRow });
  }

  async log({ pieces }: Extract<Source, { kind: 'log' }>): Promise<void> {
    const { question, wanted, counts } = this;
    const seen = this.groupSource === 'events' ? seenIn(question.experiment) : null;
    const onLines = (lines: number): void => this.sources.onProgress?.(this.#rows + lines);
    await readLog(this.people, pieces, { question, wanted, seen, counts, onLines });
  }

  async stored(name: string): Promise<void> {
    const { sources, question } = this;
    const onRow = (): void => this.#countRow();
    const index = question.columns.outcomes.indexOf(name);
    const { scope, store } = sources;
    await readStored(this.people, store!, { scope, name, index, score: question.score, onRow });
  }

  #countRow(): void {
    this.#rows += 1;
    if (this.#rows % 1000 === 0) this.sources.onProgress?.(this.#rows + this.counts.lines);
  }

  async groups(): Promise<void> {
    const { groupSource, sources, question } = this;
    if (groupSource === 'store') await this.#fromStore(sources.store!);
    if (typeof groupSource === 'string') return;
    const { division } = question.experiment;
    const drawn = new DrawnPeriods(division.experiment);
    for (const source of await openAll(groupSource.files)) {
      if (source.kind === 'log')
        throw new AbtestError('bad-argument', `${source.name} is a tracking log, not a file of groups`, {
          hint: 'Give the log to --outcomes, and --groups events.',
        });
      await readGroups(this.people, source, { question, scope: sources.scope || null, drawn });
    }
    this.portions = drawn.periods(division);
  }

  async #fromStore(store: Store): Promise<void> {
    const { key, division } = this.question.experiment;
    const indexes = new Map(division.groups.map((group, index) => [group.key, index]));
    const filter = { scope: this.sources.scope, experiment: key };
    const { periods, indexOf } = await portionsHistory(store, filter.scope, division);
    this.portions = periods;
    for await (const { learner, group, portions } of store.draws(filter)) {
      const person = this.people.of(learner);
      putInGroup(person, indexes.get(group) ?? NO_GROUP);
      person.period = indexOf(portions);
    }
    for await (const { learner, group, context } of store.exposures(filter)) {
      const person = this.people.of(learner);
      putInGroup(person, indexes.get(group) ?? NO_GROUP);
      addExposure(person, context);
    }
  }
}

async function openAll(paths: readonly string[]): Promise<Source[]> {
  const opened: Source[] = [];
  for (const path of paths) opened.push(await openSource(path));
  return opened;
}

/** The outcomes that are read from the store. */
async function storedAmong(
  { columns }: Question,
  { storedOutcomes = false, store, scope, outcomeFiles }: Sources,
  plans: readonly TablePlan[],
): Promise<readonly string[]> {
  if (!storedOutcomes || store === null) return [];
  const names = await storedNames(store, scope);
  return columns.outcomes.filter((outcome, index) => {
    const isColumn = plans.some(({ values }) => values[index] !== null);
    const isStored = names.includes(outcome);
    if (isColumn && isStored)
      throw new AbtestError(
        'bad-argument',
        `"${outcome}" is an outcome of the store and a column of a file`,
        {
          hint: 'Give the store or the file to --outcomes, not both.',
        },
      );
    if (!isStored && outcomeFiles.length === 0) throw noStoredOutcome(outcome, scope, names);
    return isStored;
  });
}

/** For each outcome the problem that it names, or `null` where it is a column, or in the store. */
function problemsOf(
  course: Course,
  { columns, experiment, score }: Question,
  plans: readonly TablePlan[],
  opened: readonly Source[],
  stored: readonly string[],
): (string | null)[] {
  const hasScores = opened.some(({ kind }) => kind !== 'table');
  return columns.outcomes.map((outcome, index) => {
    if (stored.includes(outcome) || plans.some(({ values }) => values[index] !== null)) return null;
    const problems = course.nodes.filter(({ tag, urlName }) => tag === 'problem' && urlName !== null);
    const names = problems.map(({ urlName }) => urlName!);
    if (!hasScores) throw noColumn(plans, outcome);
    const node = problems.find(({ urlName }) => urlName === blockName(outcome));
    if (node !== undefined) refuseOneGroup(node, outcome, experiment);
    else if (course.kind === 'course') throw noColumn(plans, outcome, names);
    if (score === 'sum' || score === 'mean')
      throw new AbtestError(
        'bad-argument',
        `The ${score} of the scores in the problem "${outcome}" is not defined: its events repeat one another`,
        { hint: 'Give --score first, last or max.' },
      );
    return outcome;
  });
}

/** Only those who are shown a problem can have a score in it. */
function refuseOneGroup(node: CourseNode, outcome: string, experiment: Experiment): void {
  const own = new Set(experiment.blocks.map((each) => each.node));
  const isInGroup = (each: CourseNode): boolean =>
    each.parents.length > 0 && each.parents.every((parent) => own.has(parent) || isInGroup(parent));
  if (!isInGroup(node)) return;
  throw new AbtestError(
    'bad-argument',
    `The problem "${outcome}" is inside the experiment, so not every group is shown it`,
    { hint: 'Choose an outcome that all groups can have, such as a later problem or a grade.' },
  );
}

function usualGroups(
  { store }: Sources,
  plans: readonly TablePlan[],
  opened: readonly Source[],
  { experiment }: Question,
): GroupSource {
  if (store !== null) return 'store';
  if (plans.some(({ group }) => group !== null)) return 'report';
  if (opened.some(({ kind }) => kind === 'log') && seenIn(experiment) !== null) return 'events';
  throw noGroups(plans, experiment);
}

function requireGroups(
  groups: GroupSource,
  plans: readonly TablePlan[],
  opened: readonly Source[],
  { experiment }: Question,
): void {
  if (groups === 'report' && !plans.some(({ group }) => group !== null)) throw noGroups(plans, experiment);
  if (groups !== 'events') return;
  if (seenIn(experiment) === null)
    throw new AbtestError(
      'bad-argument',
      '--groups events needs a split_test: Open edX logs no groups of an abtest',
      {
        hint: 'Give --store, or a file of groups with --groups FILE.',
      },
    );
  if (!opened.some(({ kind }) => kind === 'log'))
    throw new AbtestError('bad-argument', '--groups events needs a tracking log among the outcomes', {
      hint: 'Add the log to --outcomes.',
    });
}

/** The outcomes never met the experiment. */
function noGroups(plans: readonly TablePlan[], experiment: Experiment): AbtestError {
  const others = plans.flatMap(({ source }) =>
    source.columns.filter((each) => /^experiment group \(/i.test(each)),
  );
  const there = others.length === 0 ? '' : `; there is ${others.map((each) => `"${each}"`).join(', ')}`;
  return new AbtestError(
    'bad-argument',
    `No file says which group a learner is in: there is no column "${reportColumn(experiment)}"${there}`,
    { hint: 'Give --store URL, --groups FILE, or a grade report of this experiment.' },
  );
}

function groupsText(groups: GroupSource, { experiment }: Question): string {
  if (groups === 'store') return 'the assignments and exposures of the store';
  if (groups === 'report') return `the column "${reportColumn(experiment)}" of the grade report`;
  return groups === 'events' ? 'the events of the tracking log' : 'the file of groups';
}
