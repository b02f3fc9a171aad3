/** The contract for facts: imported rows about learners and courses, each with a document. */

/** The key of a row. `learner` is empty for facts about all learners, `course` for facts about all courses. */
export interface FactKey {
  readonly learner: string;
  readonly kind: string;
  readonly course: string;
  /** Distinguishes the rows of one kind, learner and course. */
  readonly item: string;
}

export interface FactRow extends FactKey {
  /** Another name to find the row by: the e-mail address of a user. */
  readonly alias: string | null;
  /** To the millisecond, years 1 to 9999. */
  readonly modified: Date;
  /** JSON; `null` for a deleted fact. */
  readonly document: string | null;
}

/** A kind with either a learner (empty for facts about all learners) and optionally a course, or an alias. */
export type FactFilter =
  | { readonly kind: string; readonly learner: string; readonly course?: string }
  | { readonly kind: string; readonly alias: string };

export interface FactCount {
  readonly kind: string;
  readonly rows: number;
  readonly newest: Date;
}

/** Methods reject as the other methods of a store do. */
export interface FactStore {
  /**
   * Stores rows, all or none; a row replaces one with the same key unless that one was modified later.
   * @returns the number of rows stored
   */
  put(rows: readonly FactRow[]): Promise<number>;
  /** The rows with a document, ordered by (course, item). */
  rows(filter: FactFilter): Promise<FactRow[]>;
  /** All rows of a learner, ordered by (kind, course, item). */
  of(learner: string): Promise<FactRow[]>;
  /** Deletes all rows of a learner. Returns their number. */
  forget(learner: string): Promise<number>;
  /** The number of rows with a document per kind, and when the newest was modified; ordered by kind. */
  counts(): Promise<FactCount[]>;
}
