/** The contract of the data of experiments: key-values with their history, flags and overrides as rows. */

import type { CurrentOverride, FlagDefinition, StoredFlagSettings } from '../flags/flag-settings.js';
import type { FactStore } from './fact-store.js';

/** What each saved row of experiment data has, and each record of it. */
interface SavedKeyValue {
  /** A whole number from 1; never given again. */
  readonly id: number;
  /** Both to the millisecond. `modified` never goes back, whatever the writers' clocks do. */
  readonly created: Date;
  readonly modified: Date;
  /** 0 to 65535. */
  readonly experiment_id: number;
  /** 1 to 255 characters. */
  readonly key: string;
  readonly value: string;
}

/** What all learners of an experiment share, as Open edX's ExperimentKeyValue. */
export interface ExperimentKeyValue extends SavedKeyValue {
  /** 1, and 1 more with each save. Not Open edX's: it lets a writer notice another one. */
  readonly version: number;
}

/** What one learner has in an experiment, as Open edX's ExperimentData. */
export interface ExperimentData extends ExperimentKeyValue {
  readonly user: string;
}

/** A key-value as it was, as Open edX's HistoricalExperimentKeyValue. */
export interface HistoricalExperimentKeyValue extends SavedKeyValue {
  /** Rises with every row that is written, whatever the clocks do. */
  readonly history_id: number;
  /** Never before that of an earlier row of the same key-value. */
  readonly history_date: Date;
  /** Created, changed, deleted; the last holds the values that went. */
  readonly history_type: '+' | '~' | '-';
  readonly history_user: string | null;
  readonly history_change_reason: string | null;
}

/** The columns that writers fill. */
export interface KeyValueFields {
  readonly experiment_id: number;
  readonly key: string;
  readonly value: string;
}
export interface DataFields extends KeyValueFields {
  readonly user: string;
}

/** Conditions that all hold; `user` is of ExperimentData only. */
export interface DataFilter {
  readonly user?: string;
  readonly experiment_id?: number;
  readonly key?: string;
}

/** A part of a list: so many rows after so many others. */
export interface Part {
  readonly offset: number;
  readonly limit: number;
  /** Only rows with greater ids: pages that do not shift when rows go. */
  readonly after?: number;
}

/** When, by whom and why something is written. */
export interface Stamp {
  readonly at: Date;
  readonly user?: string | null;
  readonly reason?: string | null;
  /** False writes no row of history. Default true. */
  readonly history?: boolean;
}

/** A new row may bring dates of its own; without them both are the stamp's. */
export interface Dates {
  readonly created?: Date;
  readonly modified?: Date;
}

export interface Upserted<Row> {
  readonly row: Row;
  readonly created: boolean;
}

/** What `create`, `update` and `upsert` refuse with the code `conflict` is said in their docstrings; null: no such row. */
export interface DataTable<Row, Fields> {
  /** Stores a new row. `conflict` when there is one with the same unique columns. */
  create(fields: Fields & Dates, stamp: Stamp): Promise<Row>;
  /** The row, if it is one of those that the filter lets through. */
  get(id: number, filter?: DataFilter): Promise<Row | null>;
  /** Part of the rows, in order of `id`, and how many there are in all; one moment's picture. */
  list(filter: DataFilter, part: Part): Promise<{ rows: Row[]; count: number }>;
  /**
   * Changes what is given, and `modified`. `conflict` when another row has the same unique columns, and when
   * `version` is given and is no longer the row's.
   */
  update(
    id: number,
    change: Partial<KeyValueFields>,
    stamp: Stamp & { readonly version?: number },
    filter?: DataFilter,
  ): Promise<Row | null>;
  /** Creates each row or sets its value, all or none of them; answered in the same order, twice for a row given twice. */
  upsert(rows: readonly Fields[], stamp: Stamp): Promise<Upserted<Row>[]>;
  /** The row that went. */
  delete(id: number, stamp: Stamp, filter?: DataFilter): Promise<Row | null>;
  /** The nearest row with a greater (`next`) or smaller (date, id) among those that the filter lets through. */
  beside(
    row: { readonly id: number; readonly date: Date },
    by: 'created' | 'modified',
    direction: 'next' | 'previous',
    filter?: DataFilter,
  ): Promise<Row | null>;
}

export interface HistoryFilter {
  readonly id?: number;
  readonly experiment_id?: number;
  readonly key?: string;
}

export interface KeyValueTable extends DataTable<ExperimentKeyValue, KeyValueFields> {
  /** Newest first: in order of (history_date, history_id), backwards. */
  history(
    filter: HistoryFilter,
    part: Part,
  ): Promise<{ rows: HistoricalExperimentKeyValue[]; count: number }>;
}

/** A flag as it was saved once. The newest row of a name is the flag; `definition` null: it was deleted. */
export interface FlagRow {
  readonly id: number;
  readonly name: string;
  readonly definition: FlagDefinition | null;
  readonly change_date: Date;
  readonly changed_by: string | null;
  readonly reason: string | null;
}

/** An override as it was saved once; the newest row of a flag, scope and target counts. */
export interface OverrideRow extends CurrentOverride {
  readonly id: number;
  readonly note: string;
  readonly change_date: Date;
  readonly changed_by: string | null;
}

/**
 * The second half of every store. Methods throw what the store's other methods throw, and `conflict`. Key-values,
 * flags and overrides are written one after the other, whoever writes; each write raises the version by at least 1.
 */
export interface DataStore {
  readonly experimentData: DataTable<ExperimentData, DataFields>;
  readonly keyValues: KeyValueTable;
  readonly facts: FactStore;
  /** Saves a flag in place of the row `after`, the newest of its name; `conflict` when that is another one by now. */
  saveFlag(flag: Pick<FlagRow, 'name' | 'definition'>, after: number | null, stamp: Stamp): Promise<FlagRow>;
  /** The rows of one flag, or of all, newest first. */
  flagRows(name?: string): Promise<FlagRow[]>;
  saveOverride(override: CurrentOverride & { readonly note?: string }, stamp: Stamp): Promise<OverrideRow>;
  /** The rows of one flag, or of all, newest first. */
  overrideRows(flag?: string): Promise<OverrideRow[]>;
  /** All that decides about flags, one moment's picture. */
  settings(): Promise<StoredFlagSettings>;
  /** The version of the settings, for whoever keeps a picture. */
  settingsVersion(): Promise<number>;
  /** Deletes the learner's ExperimentData, and the name from the history of key-values; the number of rows of data. */
  forget(user: string): Promise<number>;
}
