/** The contract of every store: which learner is in which group, stored so that a learner never sees two groups. */
import type { DataStore } from './data-store.js';

export type * from './data-store.js';
export type * from './fact-store.js';

/**
 * The key of an assignment. All strings are opaque, compared byte by byte and never altered. `scope` is a course key,
 * or empty for an assignment that holds across courses.
 */
export interface AssignmentKey {
  readonly scope: string;
  readonly experiment: string;
  readonly learner: string;
}

export interface Assignment extends AssignmentKey {
  readonly group: string;
  /** The strategy that chose the group, with its version: `stable@1`, `import@1`. */
  readonly strategy: string;
  /** To the millisecond, years 1 to 9999. */
  readonly assignedAt: Date;
}

/** An assignment to be stored. */
export interface NewAssignment extends Assignment {
  /** The id of the portions by which the group was drawn (`KeptPortions`); left out where it was not drawn by portions. */
  readonly portions?: string;
}

/** An assignment with the portions by which its group was drawn. */
export interface Draw extends Assignment {
  /** An id of `KeptPortions`; `null` for assignments of older versions and for imported ones. */
  readonly portions: string | null;
}

export interface ClaimResult {
  /** The stored assignment after the call; durable. */
  readonly stored: Assignment;
  /** Whether this call stored it; false when there already was an assignment. */
  readonly won: boolean;
}

export interface Reassignment {
  /** The stored assignment after the call; `null` when there is none. */
  readonly stored: Assignment | null;
  readonly won: boolean;
}

/** A group's content was shown to a learner in a context, such as a page or a block's usage key. */
export interface Exposure extends AssignmentKey {
  readonly context: string;
  /**
   * The group that was shown: its name, for a split_test its id. For a stale assignment it is the default group, not
   * the stored one.
   */
  readonly group: string;
  readonly at: Date;
}

/** Names the outcomes of one tracking event; of one course where the scope is a course key. */
export interface OutcomeKey {
  readonly scope: string;
  /** The name of the tracking event. */
  readonly name: string;
}

/**
 * A number that was measured of a learner, such as a tracking event with a value. Of no experiment: one outcome counts in
 * each experiment that the learner is in.
 */
export interface Outcome extends OutcomeKey {
  readonly learner: string;
  /** Finite; -0, and what is smaller than 2^-52 in size, are stored as 0. */
  readonly value: number;
  /** To the millisecond, years 1 to 9999. */
  readonly at: Date;
}

export interface OutcomeFilter {
  readonly scope?: string;
  readonly name?: string;
}

/** Numbers of deleted rows. */
export interface ForgetResult {
  readonly assignments: number;
  readonly exposures: number;
  readonly outcomes: number;
}

export interface ExperimentKey {
  readonly scope: string;
  readonly experiment: string;
}

/** An experiment that is over: from then on every learner is shown one group, and no learner is drawn. */
export interface ExperimentEnding extends ExperimentKey {
  /** What assignments hold for the group that is kept. */
  readonly group: string;
  /** To the millisecond, years 1 to 9999. */
  readonly endedAt: Date;
}

export interface EndedExperiment {
  /** What the store holds now; durable. */
  readonly stored: ExperimentEnding;
  /** Whether this call stored it; false when the experiment had ended before. */
  readonly won: boolean;
}

/** The portions that an experiment had at some time, by which learners were drawn. They never change. */
export interface KeptPortions extends ExperimentKey {
  /** Names them among those of the experiment. */
  readonly id: string;
  /** Shares by the keys of groups; opaque to the store. */
  readonly definition: string;
  /** When they were kept first, to the millisecond, years 1 to 9999. */
  readonly since: Date;
}

export interface StoreFilter {
  readonly scope?: string;
  readonly experiment?: string;
}

/**
 * A place in the stream of a store's assignments or of its exposures: a decimal number, to be kept as it is. `0` is
 * before the first row; every row that is stored or changed later gets a greater one.
 */
export type StreamPosition = string;

/** Up to 1,000 rows of a stream. */
export interface StreamPart<Row> {
  readonly rows: readonly (Row & { readonly position: StreamPosition })[];
  /** Where the next part begins: after the last row that was read, whether it matched the filter or not. */
  readonly position: StreamPosition;
  /** Whether rows may follow now; false at the end, where later rows follow once they are stored. */
  readonly more: boolean;
}

/**
 * Every method rejects with `AbtestError`: `bad-argument` for texts and dates that no store accepts (see
 * `accepted.ts`), a `store-…` code when the store fails. A failed call may be made again: the first write wins.
 */
export interface Store {
  /** The stored assignment, or `null`; stores nothing. */
  peek(key: AssignmentKey): Promise<Assignment | null>;
  /** The same for many keys, in the same order: one statement for each 1,000 of them. */
  peekMany(keys: readonly AssignmentKey[]): Promise<(Assignment | null)[]>;
  /** Stores the assignment if there is none, and returns the one that is stored. Resolves when that is durable. */
  claim(assignment: NewAssignment): Promise<ClaimResult>;
  /**
   * Claims many, with results in the same order; the first of two with the same key wins. Works in durable batches:
   * after a failure some may be stored, and the whole call may be made again.
   */
  claimMany(assignments: readonly NewAssignment[]): Promise<ClaimResult[]>;
  /** Replaces the assignment with the same key by `next` if its group is still `fromGroup`. */
  reassign(next: NewAssignment, fromGroup: string): Promise<Reassignment>;
  /** Records an exposure; true the first time for (scope, experiment, learner, context), false afterwards. */
  expose(exposure: Exposure): Promise<boolean>;
  /**
   * Records an outcome. Every one is kept, except that the same (scope, name, learner, at, value) is kept once: a call
   * that is made again after a failure counts once.
   */
  recordOutcome(outcome: Outcome): Promise<void>;
  /** Ordered by (scope, name, learner, at, value); otherwise as `list`. */
  outcomes(filter?: OutcomeFilter): AsyncIterable<Outcome>;
  /** The names that have outcomes, ordered by (scope, name). */
  outcomeNames(): Promise<OutcomeKey[]>;
  /** Deletes all rows of a learner, in all scopes and experiments. */
  forget(learner: string): Promise<ForgetResult>;
  /** Ordered by (scope, experiment, learner) in UTF-8 bytes, in bounded memory; not from one snapshot. */
  list(filter?: StoreFilter): AsyncIterable<Assignment>;
  /** Ordered by (scope, experiment, learner, context); otherwise as `list`. */
  exposures(filter?: StoreFilter): AsyncIterable<Exposure>;
  /**
   * Assignments after a position, in the order in which they were stored (PostgreSQL: in which they were first read,
   * those that are read together by their time). Complete whatever others write meanwhile: no
   * row gets a position at or before one that was read. A changed assignment moves to the end, an erased one is left
   * out. Rejects with `bad-argument` for a position after the last one, and on PostgreSQL, which numbers rows when
   * they are first read, with `store-readonly` where that is not allowed.
   */
  assignmentsAfter(position: StreamPosition, filter?: StoreFilter): Promise<StreamPart<Draw>>;
  /** As `assignmentsAfter`; exposures never change. */
  exposuresAfter(position: StreamPosition, filter?: StoreFilter): Promise<StreamPart<Exposure>>;
  /** Learners per group; groups without learners are absent. */
  sizes(experiment: ExperimentKey): Promise<ReadonlyMap<string, number>>;
  /** The experiments that have assignments, ordered by (scope, experiment). */
  experiments(): Promise<ExperimentKey[]>;
  /**
   * Marks an experiment as ended if it is not, and returns the stored ending. Assignments and exposures are kept;
   * `claim` and `expose` ignore endings, the runtime does not.
   */
  end(ending: ExperimentEnding): Promise<EndedExperiment>;
  /** The ending of an experiment, or `null` while it runs. */
  ending(experiment: ExperimentKey): Promise<ExperimentEnding | null>;
  /** The endings of a scope, ordered by experiment in UTF-8 bytes. */
  endings(scope: string): Promise<ExperimentEnding[]>;
  /** Keeps portions of experiments, except where some with the same id are kept: one statement, however many. */
  keepPortions(portions: readonly KeptPortions[]): Promise<void>;
  /** The portions of an experiment that were kept, ordered by (since, id). */
  keptPortions(experiment: ExperimentKey): Promise<KeptPortions[]>;
  /** The assignments of an experiment with the portions by which they were drawn; otherwise as `list`. */
  draws(experiment: ExperimentKey): AsyncIterable<Draw>;
  /** Waits for calls in progress, then closes the file or the connections; later calls are rejected. */
  close(): Promise<void>;
}

/** What `openStore` returns: assignments, and the data of experiments in the same place. Closing it closes both. */
export interface StoreWithData extends Store {
  readonly data: DataStore;
}
