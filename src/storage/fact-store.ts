/** The contract of facts: what was imported about learners and courses, as rows with a document each. */

/** What a row is stored under. `learner` is empty for what holds for all learners, `course` for what holds for all courses. */
export interface FactKey {
  readonly learner: string;
  readonly kind: string;
  readonly course: string;
  /** Tells the rows of one kind, learner and course apart. */
  readonly item: string;
}

export interface FactRow extends FactKey {
  /** Another name by which the row is found: the e-mail address of a user. */
  readonly alias: string | null;
  /** To the millisecond, years 1 to 9999. */
  readonly modified: Date;
  /** JSON; `null` for what is there no longer. */
  readonly document: string | null;
}

/** A kind, and either the learner (empty for none) and maybe the course, or the alias. */
export type FactFilter =
  | { readonly kind: string; readonly learner: string; readonly course?: string }
  | { readonly kind: string; readonly alias: string };

export interface FactCount {
  readonly kind: string;
  readonly rows: number;
  readonly newest: Date;
}

/** Methods throw what the other methods of a store throw. */
export interface FactStore {
  /**
   * Stores rows, all or none; a row takes the place of one with the same key unless that one was modified later.
   * @returns how many were stored
   */
  put(rows: readonly FactRow[]): Promise<number>;
  /** The rows with a document, in order of (course, item). */
  rows(filter: FactFilter): Promise<FactRow[]>;
  /** All rows of a learner, in order of (kind, course, item). */
  of(learner: string): Promise<FactRow[]>;
  /** Deletes all rows of a learner; how many there were. */
  forget(learner: string): Promise<number>;
  /** How many rows with a document there are of each kind, and when the newest was modified; in order of the kinds. */
  counts(): Promise<FactCount[]>;
}
