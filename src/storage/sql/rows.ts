/** Rows of the SQL engines: which columns are read, and what they mean. */
import type { Assignment, Exposure } from '../store.js';

/** What the SQL of an engine has its own words for. */
export interface SqlWords {
  /** The parameter with a number, from 1. */
  parameter(number: number): string;
  /** A column of moments as milliseconds since 1970. */
  milliseconds(column: string): string;
}

export interface AssignmentRow {
  readonly scope: string;
  readonly experiment: string;
  readonly learner: string;
  readonly group_name: string;
  readonly strategy: string;
  readonly time: number;
}

interface ExposureRow {
  readonly scope: string;
  readonly experiment: string;
  readonly learner: string;
  readonly context: string;
  readonly group_name: string;
  readonly time: number;
}

/** A table as it is read. */
export interface Table<Row, Item> {
  readonly name: string;
  readonly key: readonly (keyof Row & string)[];
  columns(words: SqlWords): string;
  item(row: Row): Item;
}

export const ASSIGNMENTS: Table<AssignmentRow, Assignment> = {
  name: 'abtest_assignment',
  key: ['scope', 'experiment', 'learner'],
  columns: (words) =>
    `scope, experiment, learner, group_name, strategy, ${words.milliseconds('assigned_at')} as time`,
  item: (row) => ({
    scope: row.scope,
    experiment: row.experiment,
    learner: row.learner,
    group: row.group_name,
    strategy: row.strategy,
    assignedAt: new Date(row.time),
  }),
};

export const EXPOSURES: Table<ExposureRow, Exposure> = {
  name: 'abtest_exposure',
  key: ['scope', 'experiment', 'learner', 'context'],
  columns: (words) =>
    `scope, experiment, learner, context, group_name, ${words.milliseconds('exposed_at')} as time`,
  item: (row) => ({
    scope: row.scope,
    experiment: row.experiment,
    learner: row.learner,
    context: row.context,
    group: row.group_name,
    at: new Date(row.time),
  }),
};
