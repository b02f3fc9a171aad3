/** The contract for the data of experiments: key-values with their history, flags and overrides as rows. */

import type { CurrentOverride, FlagDefinition, StoredFlagSettings } from '../flags/flag-settings.js';
import type { FactStore } from './fact-store.js';

/** The columns that every row of experiment data has, and every record of it. */
export interface SavedKeyValue {
  /** A whole number from 1; never reused. */
  readonly id: number;
  /** Both to the millisecond. `modified` never decreases, whatever the writers' clocks do. */
  readonly created: Date;
  readonly modified: Date;
  /** 0 to 65535. */
  readonly experiment_id: number;
  /** 1 to 255 characters. */
  readonly key: string;
  readonly value: string;
}

/** A value shared by all learners of an experiment, as Open edX's ExperimentKeyValue. */
export interface ExperimentKeyValue extends SavedKeyValue {
  /** Starts at 1 and increases by 1 with each save. Not in Open edX: it lets a writer detect a concurrent one. */
  readonly version: number;
}

/** A value of one learner in an experiment, as Open edX's ExperimentData. */
export interface ExperimentData extends ExperimentKeyValue {
  readonly user: string;
}

/** A past state of a key-value, as Open edX's HistoricalExperimentKeyValue. */
export interface HistoricalExperimentKeyValue extends SavedKeyValue {
  /** Increases with every row written, whatever the clocks do. */
  readonly history_id: number;
  /** Never before that of an earlier row of the same key-value. */
  readonly history_date: Date;
  /** Created, changed or deleted; a record of a deletion holds the deleted values. */
  readonly history_type: '+' | '~' | '-';
  readonly history_user: string | null;
  readonly history_change_reason: string | null;
}

/** The columns that callers set. */
export interface KeyValueFields {
  readonly experiment_id: number;
  readonly key: string;
  readonly value: string;
}
export interface DataFields extends KeyValueFields {
  readonly user: string;
}

/** Conditions that must all hold; `user` applies to ExperimentData only. */
export interface DataFilter {
  readonly user?: string;
  readonly experiment_id?: number;
  readonly key?: string;
}

/** A part of a list: `limit` rows after the first `offset`. */
export interface PageRange {
  readonly offset: number;
  readonly limit: number;
  /** Only rows with greater ids: pages that do not shift when rows are deleted. */
  readonly after?: number;
}

/** When, by whom and why a row is written. */
export interface ChangeStamp {
  readonly at: Date;
  readonly user?: string | null;
  readonly reason?: string | null;
  /** With false no row of history is written. Default true. */
  readonly history?: boolean;
}

/** The most that one learner may have in experiment data. Writers at the same moment may exceed it by their own rows. */
export interface DataQuota {
  readonly rows: number;
  /** Of keys and values together, in UTF-8. */
  readonly bytes: number;
}

/** Dates for a new row; without them both are the stamp's. */
export interface RecordDates {
  readonly created?: Date;
  readonly modified?: Date;
}

export interface Upserted<Row> {
  readonly row: Row;
  readonly created: boolean;
}

/** Tables without a learner ignore the quota. */
export interface WithQuota {
  /** Of the row's learner. Default: none. */
  readonly quota?: DataQuota;
}

/** Methods reject with `conflict` as each docstring says; they resolve to `null` when the row does not exist. */
export interface DataTable<Row, Fields> {
  /** Stores a new row. `conflict` when a row has the same unique columns, `quota-exceeded` beyond the quota. */
  create(fields: Fields & RecordDates, stamp: ChangeStamp & WithQuota): Promise<Row>;
  /** The row, if it matches the filter. */
  get(id: number, filter?: DataFilter): Promise<Row | null>;
  /** Part of the rows, ordered by `id`, and their total number, from one snapshot. */
  list(filter: DataFilter, part: PageRange): Promise<{ rows: Row[]; count: number }>;
  /**
   * Changes the given fields, and `modified`. `conflict` when another row has the same unique columns, and when
   * `version` is given and is not the row's current one. `quota-exceeded` when the row becomes larger, beyond the quota.
   */
  update(
    id: number,
    change: Partial<KeyValueFields>,
    stamp: ChangeStamp & WithQuota & { readonly version?: number },
    filter?: DataFilter,
  ): Promise<Row | null>;
  /** Creates each row or sets its value, all or none; results are in the same order, with two for a row given twice. */
  upsert(rows: readonly Fields[], stamp: ChangeStamp): Promise<Upserted<Row>[]>;
  /** Returns the deleted row. */
  delete(id: number, stamp: ChangeStamp, filter?: DataFilter): Promise<Row | null>;
  /** The nearest row by (date, id), greater (`next`) or smaller, among those that match the filter. */
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
  /** Newest first: by (history_date, history_id), descending. */
  history(
    filter: HistoryFilter,
    part: PageRange,
  ): Promise<{ rows: HistoricalExperimentKeyValue[]; count: number }>;
}

/** One saved state of a flag. The newest row of a name is the current flag; `definition` is null for a deletion. */
export interface FlagRow {
  readonly id: number;
  readonly name: string;
  readonly definition: FlagDefinition | null;
  readonly change_date: Date;
  readonly changed_by: string | null;
  readonly reason: string | null;
}

/** One saved state of an override; the newest row of a flag, scope and target is the current one. */
export interface OverrideRow extends CurrentOverride {
  readonly id: number;
  readonly note: string;
  readonly change_date: Date;
  readonly changed_by: string | null;
}

/** Sessions of the service that were ended before they expired; their ids are random texts. */
export interface EndedSessions {
  /** @param until when the session would have expired; @param at now: rows that are over may be deleted */
  add(id: string, until: Date, at: Date): Promise<void>;
  has(id: string): Promise<boolean>;
}

/**
 * The second half of every store. Methods reject as the store's other methods do, and with `conflict`. Writes to
 * key-values, flags and overrides are serialised across all writers; each increases the version by at least 1.
 */
export interface DataStore {
  readonly experimentData: DataTable<ExperimentData, DataFields>;
  readonly keyValues: KeyValueTable;
  readonly facts: FactStore;
  readonly endedSessions: EndedSessions;
  /** Saves a flag as the successor of row `after`, the newest of its name; `conflict` when that is no longer the newest. */
  saveFlag(
    flag: Pick<FlagRow, 'name' | 'definition'>,
    after: number | null,
    stamp: ChangeStamp,
  ): Promise<FlagRow>;
  /** The rows of one flag, or of all, newest first. */
  flagRows(name?: string): Promise<FlagRow[]>;
  saveOverride(
    override: CurrentOverride & { readonly note?: string },
    stamp: ChangeStamp,
  ): Promise<OverrideRow>;
  /** The rows of one flag, or of all, newest first. */
  overrideRows(flag?: string): Promise<OverrideRow[]>;
  /** All settings that decide about flags, from one snapshot. */
  settings(): Promise<StoredFlagSettings>;
  /** The version of the settings, for callers that keep a snapshot. */
  settingsVersion(): Promise<number>;
  /**
   * Deletes the learner's ExperimentData, and the name from the history of key-values. Returns the number of deleted
   * rows of data.
   */
  forget(user: string): Promise<number>;
}
